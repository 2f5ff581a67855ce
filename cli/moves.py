"""`zevenstap verhuizen` and `zevenstap verhuizing`: running cases to another version, the same rules as on screen."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from cli import database
from cli.parts import Parts
from cli.people import with_role
from cli.refusal import Refused
from cli.verbs import Verbs
from engine import db, definitions, jobs
from engine.migration import planning, proposing
from engine.migration.tables import CaseState, Migration, MigrationCase
from engine.models import PackageVersion

OPERATOR = "applicatiebeheerder"
WORDS = {
    CaseState.NEW: "nog niet bekeken",
    CaseState.CAN: "kan mee",
    CaseState.CANNOT: "kan niet",
    CaseState.TO_MOVE: "wordt verhuisd",
    CaseState.MOVED: "verhuisd",
    CaseState.TO_UNDO: "wordt teruggezet",
    CaseState.UNDONE: "teruggezet",
}
LOOK_AGAIN = 0.2  # seconds, while another worker is busy with the last ones
PATIENCE = 50  # times


def add_verbs(verbs: Verbs) -> None:
    move = verbs.add_parser("verhuizen", help="zet lopende zaken over naar een andere versie van hun pakket")
    move.set_defaults(run=move_cases)
    _versions(move)
    move.add_argument("--mapping", metavar="BESTAND.json", help="waar onderdelen heen gaan; anders het voorstel")
    move.add_argument("--droogloop", action="store_true", help="zeg alleen wat er zou gebeuren")
    move.add_argument("--herbereken", action="store_true", help="lopende termijnen krijgen de nieuwe termijn")
    move.add_argument("--reden", default="", help="waarom; komt in de tijdlijn van elke zaak")
    whole = verbs.add_parser("verhuizing", help="een toewijzing voorstellen, een verhuizing bekijken of terugdraaien")
    kinds = whole.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    proposal = kinds.add_parser("voorstel", help="het voorstel voor de toewijzing, als JSON om aan te passen")
    proposal.set_defaults(run=show_proposal)
    _versions(proposal)
    for name, run, text in (
        ("toon", show, "hoe het met elke zaak ging"),
        ("terug", undo, "zet zaken terug waarmee sindsdien niets is gebeurd"),
    ):
        one = kinds.add_parser(name, help=text)
        one.set_defaults(run=run)
        one.add_argument("id", type=int, metavar="VERHUIZING")
        _who(one)
    one.add_argument("--zaak", type=int, metavar="NUMMER", help="alleen deze zaak")
    one.add_argument("--reden", required=True, help="waarom zaken teruggaan; komt in hun tijdlijn")


def _versions(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("van", type=int, metavar="VAN", help="nummer van de versie waar de zaken nu op staan")
    verb.add_argument("naar", type=int, metavar="NAAR", help="nummer van de versie waar zij heen gaan")
    verb.add_argument("--pakket", metavar="NAAM", help="nodig als er meer dan één pakket is")
    _who(verb)


def _who(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--als", required=True, metavar="GEBRUIKER", help="inlognaam van de applicatiebeheerder")
    verb.add_argument("--json", action="store_true", help="uitkomst als JSON")


def show_proposal(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        with_role(session, parts, arguments.als, OPERATOR)
        found = _proposal(session, *_pair(session, arguments))
    print(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
    return 0


def move_cases(arguments: argparse.Namespace, parts: Parts) -> int:
    """Plan, dry run, and unless that was all: the move. Exit code 1 when a case stays behind."""
    database.connect(parts)
    if not arguments.droogloop and not arguments.reden.strip():
        raise Refused("Geef met --reden op waarom u de zaken verhuist, of kijk eerst met --droogloop.", 2)
    given = _read(arguments.mapping) if arguments.mapping else None
    with db.transaction() as session:
        by = with_role(session, parts, arguments.als, OPERATOR).user_key
        source, target = _pair(session, arguments)
        mapping = _proposal(session, source, target) if given is None else given
        migration = planning.plan(
            session, source, target, mapping, recompute=arguments.herbereken, by=by, now=parts.clock()
        )
        number = migration.id
    _work(parts, number)
    if not arguments.droogloop:
        with db.transaction() as session:
            planning.start(session, number, reason=arguments.reden, by=by, now=parts.clock())
        _work(parts, number)
    return _tell(number, as_json=arguments.json)


def show(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        with_role(session, parts, arguments.als, OPERATOR)
        planning.get(session, arguments.id)
    return _tell(arguments.id, as_json=arguments.json)


def undo(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.transaction() as session:
        by = with_role(session, parts, arguments.als, OPERATOR).user_key
        only = None
        if arguments.zaak is not None:
            mine = (MigrationCase.migration_id == arguments.id, MigrationCase.instance_id == arguments.zaak)
            only = session.scalar(select(MigrationCase.id).where(*mine))
            if only is None:
                raise Refused(f"Zaak {arguments.zaak} hoort niet bij verhuizing {arguments.id}.")
        planning.undo(session, arguments.id, reason=arguments.reden, by=by, now=parts.clock(), case_id=only)
    _work(parts, arguments.id)
    return _tell(arguments.id, as_json=arguments.json, good=lambda state: state is CaseState.UNDONE)


def _work(parts: Parts, migration_id: int) -> None:
    """Do its jobs here and now; a worker that is up may do some of them too."""
    for _ in range(PATIENCE):
        with db.reading() as session:
            waiting = planning.waiting_jobs(session)
            if not planning.progress(session, migration_id).busy:
                return
        for job_id in waiting:
            jobs.run(job_id, parts.catalogue, now=parts.clock())
        if not waiting:
            time.sleep(LOOK_AGAIN)


def _tell(migration_id: int, *, as_json: bool, good: Callable[[CaseState], bool] | None = None) -> int:
    fine = good or (lambda state: state in (CaseState.CAN, CaseState.MOVED, CaseState.UNDONE))
    with db.reading() as session:
        migration = planning.get(session, migration_id)
        query = select(MigrationCase.instance_id, MigrationCase.state, MigrationCase.note)
        rows = session.execute(query.where(MigrationCase.migration_id == migration_id).order_by(MigrationCase.id)).all()
        if as_json:
            print(orjson.dumps(_as_json(migration, rows), option=orjson.OPT_INDENT_2).decode())
        else:
            for row in rows:
                print(f"zaak {row.instance_id}\t{WORDS[row.state]}\t{row.note}")
            counts = planning.progress(session, migration_id).counts
            told = ", ".join(f"{count} {WORDS[state]}" for state, count in counts.items()) or "geen lopende zaken"
            print(f"Verhuizing {migration_id}: {told}.")
    return 0 if all(fine(row.state) for row in rows) else 1


def _as_json(migration: Migration, rows: Any) -> dict[str, Any]:
    return {
        "verhuizing": migration.id,
        "pakket": migration.from_version.package.name,
        "van": migration.from_version.number,
        "naar": migration.to_version.number,
        "gestart": migration.started_at is not None,
        "zaken": [{"zaak": row.instance_id, "oordeel": WORDS[row.state], "toelichting": row.note} for row in rows],
    }


def _read(path: str) -> Any:
    try:
        return orjson.loads(Path(path).read_bytes())
    except OSError as problem:
        raise Refused(f"{path} is niet te lezen: {problem.strerror}.", 2) from problem
    except orjson.JSONDecodeError as problem:
        raise Refused(f"{path} is geen geldige JSON: {problem}.", 2) from problem


def _pair(session: Session, arguments: argparse.Namespace) -> tuple[PackageVersion, PackageVersion]:
    names = [package.name for package in definitions.packages(session)]
    name = arguments.pakket or (names[0] if len(names) == 1 else "")
    if name not in names:
        raise Refused(f"Noem het pakket met --pakket: {', '.join(names)}.", 2)
    found = {version.number: version for version in definitions.versions(session, name)}
    missing = [str(number) for number in (arguments.van, arguments.naar) if number not in found]
    if missing:
        raise Refused(f"Pakket {name} heeft geen versie {' en '.join(missing)}.", 2)
    return found[arguments.van], found[arguments.naar]


def _proposal(session: Session, source: PackageVersion, target: PackageVersion) -> dict[str, dict[str, str | None]]:
    old, new = (definitions.content_of(session, version.id).definitions for version in (source, target))
    return proposing.as_mapping(proposing.propose(old, new))
