"""`zevenstap zaken overdragen`: a coordinator gives a case another procesregisseur."""

from __future__ import annotations

import argparse

from cli import database
from cli.parts import Parts
from cli.people import actor_of, with_role
from cli.verbs import Verbs
from dossier import handover
from engine import db


def add_verbs(kinds: Verbs) -> None:
    verb = kinds.add_parser("overdragen", help="geef een zaak een andere procesregisseur (alleen een coördinator)")
    verb.add_argument("id", type=int, metavar="NUMMER")
    verb.add_argument("--aan", required=True, metavar="GEBRUIKER", help="inlognaam van de nieuwe procesregisseur")
    verb.add_argument("--reden", required=True, metavar="TEKST", help="komt in de tijdlijn; geen namen")
    verb.add_argument("--als", required=True, metavar="GEBRUIKER", help="inlognaam van de coördinator")
    verb.set_defaults(run=hand_over)


def hand_over(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.transaction() as session:
        by = with_role(session, parts, arguments.als, handover.COORDINATOR)
        to = actor_of(session, parts, arguments.aan)
        handover.hand_over(session, arguments.id, to=to.user_key, reason=arguments.reden, by=by, now=parts.clock())
    print(f"Zaak {arguments.id} is overgedragen.")
    return 0
