"""`zevenstap zaken`: cases, with the eyes of one person; whoever takes no part sees nothing."""

from __future__ import annotations

import argparse

from sqlalchemy import select
from sqlalchemy.orm import Session

from cli import database
from cli.parts import Parts
from cli.refusal import Refused
from cli.verbs import Verbs
from dossier import sight
from engine import access, db, history, instances
from engine.access import Actor
from engine.models import ProcessInstance

_SHOWN = 100


def add_verbs(verbs: Verbs) -> None:
    cases = verbs.add_parser("zaken", help="zaken waaraan iemand meedoet")
    kinds = cases.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    listing = kinds.add_parser("list", help="de lijst, nieuwste eerst")
    listing.set_defaults(run=list_cases)
    one = kinds.add_parser("show", help="één zaak met haar historie")
    one.add_argument("id", type=int, metavar="NUMMER")
    one.set_defaults(run=show_case)
    for each in (listing, one):
        each.add_argument("--als", required=True, metavar="GEBRUIKER", help="inlognaam: u ziet wat die persoon ziet")


def list_cases(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        mine = access.participations(_actor(session, parts, arguments.als))
        query = select(ProcessInstance).where(ProcessInstance.id.in_(mine)).order_by(ProcessInstance.id.desc())
        for case in session.scalars(query.limit(_SHOWN)):
            print(f"{case.id}\t{case.state.value}\tstap {case.step or '-'}\t{case.title}")
    return 0


def show_case(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        actor = _actor(session, parts, arguments.als)
        case = instances.get(session, arguments.id, by=actor)
        print(f"{case.title} ({case.business_key}), {case.state.value}, stap {case.step or '-'}")
        for row in history.timeline(session, case.id, only=sight.of_history(session, actor, case.id)):
            print(f"{row.at:%Y-%m-%d %H:%M}\t{row.state}\t{row.name}")
    return 0


def _actor(session: Session, parts: Parts, login: str) -> Actor:
    actor = parts.find_actor(session, login)
    if actor is None:
        raise Refused(f"Er is geen gebruiker “{login}”.")
    return actor
