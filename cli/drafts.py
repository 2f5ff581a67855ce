"""`zevenstap ontwerp`: drafts in and out of a folder, so that a municipality can keep its packages in git."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.orm import Session

from cli import database
from cli.findings import as_json, show
from cli.parts import Parts
from cli.people import with_role
from cli.refusal import Refused
from cli.verbs import Verbs
from engine import check, db, definitions, package_drafts, publishing
from engine.check.findings import errors_in
from engine.check.paths import packages_at
from engine.draft_tables import PackageDraft
from engine.errors import Conflict, Invalid, PackageRefused, ReasonMissing
from engine.models import PackageVersion
from engine.packages.folder import write_folder

DESIGNER = "beheerder"
Run = Callable[[argparse.Namespace, Parts], int]


def add_verbs(verbs: Verbs) -> None:
    whole = verbs.add_parser("ontwerp", help="ontwerpen van pakketten: beginnen, inlezen, controleren, publiceren")
    kinds = whole.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    first = _verb(kinds, "begin", begin, "begin een ontwerp; geeft het nummer", numbered=False)
    first.add_argument("name", metavar="PAKKET")
    first.add_argument("--titel", default="", help="waar het ontwerp over gaat")
    first.add_argument("--versie", type=int, metavar="NUMMER", help="anders de nieuwste")
    _verb(kinds, "lijst", show_list, "de ontwerpen die openstaan", numbered=False)
    shown = _verb(kinds, "toon", show_one, "wat er in een ontwerp anders is dan in zijn versie")
    shown.add_argument("--json", action="store_true", help="uitkomst als JSON")
    bring = _verb(kinds, "lees-in", read_in, "maak het ontwerp gelijk aan een map")
    bring.add_argument("folder", metavar="MAP", help="map met bpmn/ en forms/")
    keep = _verb(kinds, "bewaar", write_out, "maak een map gelijk aan het ontwerp")
    keep.add_argument("folder", metavar="MAP")
    looked = _verb(kinds, "controleer", check_one, "de controle en de scenario's; 1 bij fouten")
    looked.add_argument("--json", action="store_true", help="uitkomst als JSON")
    offered = _verb(kinds, "bied-aan", offer, "leg het ontwerp voor aan een tweede ontwerper")
    out = _verb(kinds, "publiceer", publish, "maak er een nieuwe versie van; het ontwerp verdwijnt")
    for each in (offered, out):
        each.add_argument("--note", default="", help="wat er anders is in deze versie")
        each.add_argument("--toch", action="store_true", help="ook als er intussen een nieuwere versie is")
    _verb(kinds, "gooi-weg", discard, "gooi het ontwerp weg")


def _verb(kinds: Verbs, name: str, run: Run, text: str, *, numbered: bool = True) -> argparse.ArgumentParser:
    verb = kinds.add_parser(name, help=text)
    verb.set_defaults(run=run)
    if numbered:
        verb.add_argument("id", type=int, metavar="ONTWERP")
    verb.add_argument("--als", required=True, metavar="GEBRUIKER", help="inlognaam van de functioneel beheerder")
    return verb


def begin(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.transaction() as session:
        by = _designer(session, arguments, parts)
        version = _version(session, arguments.name, arguments.versie)
        title = arguments.titel.strip()[:100] or f"Wijziging van {version.package.title}"
        print(package_drafts.begin(session, version, title=title, by=by, now=parts.clock()).id)
    return 0


def show_list(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        _designer(session, arguments, parts)
        for draft in package_drafts.listed(session):
            state = "ligt voor" if draft.offered_at else "teruggegeven" if draft.returned_at else "open"
            print(
                f"{draft.id}\t{draft.based_on.package.name}\tuit versie {draft.based_on.number}\t{state}\t{draft.title}"
            )
    return 0


def show_one(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        _designer(session, arguments, parts)
        draft = package_drafts.get(session, arguments.id)
        before = definitions.files_of(session, draft.based_on_id)
        rows = [
            (row.path, "weg" if row.content is None else "veranderd" if row.path in before else "nieuw")
            for row in package_drafts.changed(session, draft)
            if row.content != before.get(row.path)
        ]
        newer = publishing.newer(session, draft)
        if arguments.json:
            told = _as_json(draft, rows, newer.number if newer else None)
            print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
            return 0
        print(f"{draft.id}: {draft.title} ({draft.based_on.package.name}, uit versie {draft.based_on.number})")
        for path, what in rows:
            print(f"{what}\t{path}")
        if newer:
            print(f"Let op: intussen is versie {newer.number} gepubliceerd.")
    return 0


def read_in(arguments: argparse.Namespace, parts: Parts) -> int:
    """All or nothing: a folder that is no package changes nothing."""
    database.connect(parts)
    with db.transaction() as session:
        by = _designer(session, arguments, parts)
        draft = package_drafts.get(session, arguments.id)
        name = draft.based_on.package.name
        roots = [root for root, found in packages_at(Path(arguments.folder)) if found == name]
        if not roots:
            raise Refused(f"In {arguments.folder} staat geen pakket “{name}”.", 2)
        package_drafts.save_all(session, draft, definitions.read_folder(roots[0], name), by=by, now=parts.clock())
    return 0


def write_out(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        _designer(session, arguments, parts)
        draft = package_drafts.get(session, arguments.id)
        files, name = package_drafts.files_of(session, draft), draft.based_on.package.name
    try:
        write_folder(Path(arguments.folder), name, files)
    except OSError as problem:
        raise Refused(f"{arguments.folder} is niet te schrijven: {problem.strerror}.", 2) from problem
    return 0


def check_one(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        _designer(session, arguments, parts)
        files = package_drafts.files_of(session, package_drafts.get(session, arguments.id))
    findings = check.check_whole(files, parts.catalogue)
    wrong = len(errors_in(findings))
    if arguments.json:
        print(as_json(findings))
    else:
        show(findings)
        print(f"{wrong} fouten, {len(findings) - wrong} andere opmerkingen")
    return 1 if wrong else 0


def offer(arguments: argparse.Namespace, parts: Parts) -> int:
    def deed(session: Session, draft: PackageDraft, by: str) -> str:
        publishing.require_played(session, draft, parts.catalogue)
        publishing.offer(session, draft, by=by, **_meant(arguments, parts))
        return f"Ontwerp {draft.id} ligt voor."

    return _deed(arguments, parts, deed)


def publish(arguments: argparse.Namespace, parts: Parts) -> int:
    """The same rules as on screen: what does not check is refused, and with four eyes another must have offered it."""

    def deed(session: Session, draft: PackageDraft, by: str) -> str:
        publishing.require_played(session, draft, parts.catalogue)
        version = publishing.publish(session, draft, by=by, **_meant(arguments, parts))
        return f"{version.package.name}: versie {version.number}"

    return _deed(arguments, parts, deed)


def _meant(arguments: argparse.Namespace, parts: Parts) -> dict[str, Any]:
    """What offering and publishing ask alike."""
    return {
        "note": arguments.note,
        "now": parts.clock(),
        "catalogue": parts.catalogue,
        "anyway": arguments.toch,
    }


def discard(arguments: argparse.Namespace, parts: Parts) -> int:
    def deed(session: Session, draft: PackageDraft, by: str) -> str:
        package_drafts.discard(session, draft)
        return f"Ontwerp {arguments.id} is weggegooid."

    return _deed(arguments, parts, deed)


def _deed(arguments: argparse.Namespace, parts: Parts, deed: Callable[[Session, PackageDraft, str], str]) -> int:
    database.connect(parts)
    try:
        with db.transaction() as session:
            by = _designer(session, arguments, parts)
            print(deed(session, package_drafts.get(session, arguments.id), by))
    except PackageRefused as refused:
        show(refused.findings)
        raise Refused(f"Niet gepubliceerd: {len(refused.findings)} fouten.") from refused
    except ReasonMissing as missing:
        raise Refused("Geef met --note op wat er anders is in deze versie.", 2) from missing
    except (Conflict, Invalid) as refused_too:
        raise Refused(str(refused_too)) from refused_too
    return 0


def _designer(session: Session, arguments: argparse.Namespace, parts: Parts) -> str:
    return with_role(session, parts, arguments.als, DESIGNER).user_key


def _version(session: Session, name: str, number: int | None) -> PackageVersion:
    found = [version for version in definitions.versions(session, name) if number in (None, version.number)]
    if not found:
        raise Refused(f"Er is geen pakket “{name}”{f' met versie {number}' if number else ''}.")
    return found[0]


def _as_json(draft: PackageDraft, rows: list[tuple[str, str]], newer: int | None) -> dict[str, object]:
    return {
        "ontwerp": draft.id,
        "titel": draft.title,
        "pakket": draft.based_on.package.name,
        "uit_versie": draft.based_on.number,
        "nieuwere_versie": newer,
        "ligt_voor": draft.offered_at is not None,
        "veranderd": [{"bestand": path, "wat": what} for path, what in rows],
    }
