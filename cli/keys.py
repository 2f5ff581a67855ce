"""`zevenstap sleutel`: the key of the installation, renewed and the old one destroyed."""

from __future__ import annotations

import argparse

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from cli import database, people
from cli.parts import Parts
from cli.refusal import Refused
from cli.verbs import Verbs
from dossier import keys, rotation
from dossier.keys import CaseKey
from engine import db

ROLE = "applicatiebeheerder"
_OTHERS = (
    "Er draait nog een server of worker op deze database. Stop eerst alle processen van Zevenstap: "
    "een proces met de oude sleutel kan de kluis straks niet meer lezen."
)


def add_verbs(verbs: Verbs) -> None:
    whole = verbs.add_parser("sleutel", help="de sleutel van de kluis bekijken, vernieuwen en de oude vernietigen")
    kinds = whole.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    kinds.add_parser("toon", help="welke sleutel in gebruik is").set_defaults(run=show)
    renew = kinds.add_parser("vernieuw", help="zet alles om naar een nieuwe sleutel (stop eerst de server)")
    renew.set_defaults(run=renew_key)
    forget = kinds.add_parser("vergeet", help="vernietig de vorige sleutel op deze machine")
    forget.add_argument(
        "--back-ups-weg", action="store_true", help="u verklaart dat ook geen back-up de vorige sleutel nog heeft"
    )
    forget.set_defaults(run=forget_key)
    for each in (renew, forget):
        each.add_argument("--als", required=True, metavar="GEBRUIKER", help="inlognaam van een applicatiebeheerder")


def show(_arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    key = keys.load_file(parts.key_file)
    print(f"In gebruik: {key.key_id} ({parts.key_file})")
    with db.reading() as session:
        for key_id, count in session.execute(
            select(CaseKey.installation_key_id, func.count()).group_by(CaseKey.installation_key_id)
        ):
            print(f"Zaken met sleutel {key_id}: {count}")
        for each in rotation.all_rotations(session):
            gone = f"vernietigd op {each.discarded_at:%Y-%m-%d}" if each.discarded_at else "nog niet vernietigd"
            print(f"Vernieuwd op {each.rotated_at:%Y-%m-%d %H:%M} UTC; vorige sleutel {each.old_key_id}: {gone}")
    if rotation.unfinished(parts.key_file):
        print("Het vernieuwen is niet af. Draai: zevenstap sleutel vernieuw")
    return 0


def renew_key(arguments: argparse.Namespace, parts: Parts) -> int:
    """Broken off at any line, the same command again finishes it."""
    with database.only_process(parts):
        engine = database.connect(parts)
        _alone(engine)
        with db.reading() as session:
            by = people.with_role(session, parts, arguments.als, ROLE)
        old, new = rotation.prepare(parts.key_file)
        mark = parts.home / keys.MARK
        mark.write_text(f"{old.key_id}\n{new.key_id}\n")  # both are right until the new one is in place
        with db.transaction() as session:
            count = rotation.rotate(session, old=old, new=new, by=by.user_key, now=parts.clock())
        rotation.put_in_place(parts.key_file)
        mark.write_text(new.key_id)
    print(f"De sleutel is vernieuwd: {new.key_id}. Van {count} zaken is de sleutel opnieuw verpakt.")
    print(f"De vorige sleutel ligt nog in {rotation.old_file(parts.key_file)}.")
    print("Maak een back-up van de nieuwe sleutel, buiten de map met gegevens. Start daarna de server.")
    print("Werkt alles? Vernietig de vorige: zevenstap sleutel vergeet")
    return 0


def forget_key(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    if rotation.unfinished(parts.key_file):
        raise Refused("Het vernieuwen is niet af. Draai eerst: zevenstap sleutel vernieuw")
    with db.transaction() as session:
        people.with_role(session, parts, arguments.als, ROLE)
        if rotation.newest(session) is None:
            raise Refused("De sleutel is nog nooit vernieuwd; er is geen vorige sleutel.")
    destroyed = rotation.destroy_old(parts.key_file)
    with db.transaction() as session:
        count = rotation.discard(session, backups_gone=arguments.back_ups_weg, now=parts.clock())
    (parts.home / keys.MARK).write_text(keys.load_file(parts.key_file).key_id)
    print("De vorige sleutel is vernietigd." if destroyed else "De vorige sleutel was al weg.")
    if arguments.back_ups_weg:
        print(f"{count} verklaringen van vernietiging zeggen nu: ook uit een oude back-up niet meer te herstellen.")
    else:
        print("Is hij ook uit alle back-ups weg? Zeg dat dan met: zevenstap sleutel vergeet --back-ups-weg")
    return 0


def _alone(engine: Engine) -> None:
    """On PostgreSQL nobody holds a lock on the folder; there the server knows who is connected."""
    if engine.dialect.name != "postgresql":
        return
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND application_name LIKE 'zevenstap%'"
    )
    with Session(engine) as session:
        if session.scalar(others):
            raise Refused(_OTHERS)
