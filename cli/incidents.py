"""`zevenstap storingen`: jobs that ran out of attempts; element, topic and kind of error, never a value."""

from __future__ import annotations

import argparse

from cli import database
from cli.parts import Parts
from cli.people import actor_of
from cli.refusal import Refused
from cli.verbs import Verbs
from dossier import steering
from engine import db, incidents
from engine.incidents import Filter, Way

PAGE = 100


def add_verbs(verbs: Verbs) -> None:
    whole = verbs.add_parser("storingen", help="storingen bekijken, opnieuw proberen en afhandelen")
    kinds = whole.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    listing = kinds.add_parser("list", help="open storingen")
    listing.set_defaults(run=list_incidents)
    listing.add_argument("--pagina", type=int, default=1)
    again = kinds.add_parser("opnieuw", help="probeer het opnieuw: één storing, of alle van een soort")
    again.set_defaults(run=retry)
    again.add_argument("id", type=int, metavar="NUMMER", nargs="*")
    again.add_argument("--alle", action="store_true", help="alle open storingen")
    closing = kinds.add_parser("afhandelen", help="sluit een storing zonder het opnieuw te proberen")
    closing.set_defaults(run=resolve)
    closing.add_argument("id", type=int, metavar="NUMMER")
    closing.add_argument("--hoe", required=True, choices=[way.value for way in Way])
    closing.add_argument("--code", default="", help="bij “fout”: de foutcode waarmee het proces verdergaat")
    for each in (listing, again):
        each.add_argument("--onderwerp", default="", help="alleen van dit onderwerp")
        each.add_argument("--fout", default="", help="alleen deze soort fout")
        each.add_argument("--zaak", type=int, help="alleen van deze zaak")
    for each in (again, closing):
        each.add_argument("--als", required=True, metavar="GEBRUIKER", help="inlognaam van de applicatiebeheerder")
        each.add_argument("--reden", required=True, help="waarom; komt in de historie van de zaak, zonder namen")


def list_incidents(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        page = max(1, arguments.pagina)
        for row in incidents.open_incidents(session, only=_filter(arguments), page=page, size=PAGE):
            place = f"zaak {row.instance_id}" if row.instance_id else "-"
            print(f"{row.id}\t{row.created_at:%Y-%m-%d %H:%M}\t{place}\t{row.activity_id}\t{row.topic}\t{row.error}")
    return 0


def retry(arguments: argparse.Namespace, parts: Parts) -> int:
    only = _filter(arguments)
    if not arguments.id and not arguments.alle and only == incidents.EVERYTHING:
        raise Refused("Noem een nummer, of kies met --onderwerp, --fout, --zaak of --alle.", 2)
    database.connect(parts)
    with db.transaction() as session:
        actor = actor_of(session, parts, arguments.als)
        steering.require_operator(actor)
        chosen = sorted(set(arguments.id)) or incidents.open_ids(session, only=only)
        for number in chosen:
            incidents.retry(session, number, reason=arguments.reden, by=actor.user_key, now=parts.clock())
    print(f"{len(chosen)} keer staat het werk weer klaar voor de worker." if len(chosen) != 1 else _one(chosen[0]))
    return 0


def resolve(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.transaction() as session:
        actor = actor_of(session, parts, arguments.als)
        steering.require_operator(actor)
        incidents.resolve(
            session,
            arguments.id,
            Way(arguments.hoe),
            reason=arguments.reden,
            by=actor.user_key,
            now=parts.clock(),
            catalogue=parts.catalogue,
            code=arguments.code,
        )
    print(f"Storing {arguments.id} is afgehandeld: {arguments.hoe}.")
    return 0


def _one(number: int) -> str:
    return f"Storing {number}: het werk staat weer klaar voor de worker."


def _filter(arguments: argparse.Namespace) -> Filter:
    return Filter(topic=arguments.onderwerp, error=arguments.fout, instance_id=arguments.zaak)
