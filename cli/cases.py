"""`zevenstap zaken`: cases, with the eyes and the hand of one person; whoever takes no part sees nothing."""

from __future__ import annotations

import argparse

from sqlalchemy import select

from cli import database, handover, steering
from cli.parts import Parts
from cli.people import actor_of
from cli.verbs import Verbs
from dossier import sight
from engine import access, db, history, instances
from engine.models import ProcessInstance

_SHOWN = 100


def add_verbs(verbs: Verbs) -> None:
    cases = verbs.add_parser("zaken", help="zaken bekijken, en ingrijpen met een reden")
    kinds = cases.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    listing = kinds.add_parser("list", help="de lijst, nieuwste eerst")
    listing.set_defaults(run=list_cases)
    one = kinds.add_parser("show", help="één zaak met haar historie")
    one.add_argument("id", type=int, metavar="NUMMER")
    one.set_defaults(run=show_case)
    for each in (listing, one):
        each.add_argument("--als", required=True, metavar="GEBRUIKER", help="inlognaam: u ziet wat die persoon ziet")
    steering.add_verbs(kinds)
    handover.add_verbs(kinds)


def list_cases(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        mine = access.participations(actor_of(session, parts, arguments.als))
        query = select(ProcessInstance).where(ProcessInstance.id.in_(mine)).order_by(ProcessInstance.id.desc())
        for case in session.scalars(query.limit(_SHOWN)):
            print(f"{case.id}\t{case.state.value}\tstap {case.step or '-'}\t{case.title}")
    return 0


def show_case(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        actor = actor_of(session, parts, arguments.als)
        case = instances.get(session, arguments.id, by=actor)
        print(f"{case.title} ({case.business_key}), {case.state.value}, stap {case.step or '-'}")
        for row in history.timeline(session, case.id, only=sight.of_history(session, actor, case.id)):
            print(f"{row.at:%Y-%m-%d %H:%M}\t{row.state}\t{row.name}")
    return 0
