"""`zevenstap storingen`: jobs that ran out of attempts; element, topic and kind of error, never a value."""

from __future__ import annotations

import argparse

from cli import database
from cli.parts import Parts
from cli.verbs import Verbs
from engine import db, incidents


def add_verbs(verbs: Verbs) -> None:
    whole = verbs.add_parser("storingen", help="storingen bekijken en opnieuw proberen")
    kinds = whole.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    kinds.add_parser("list", help="open storingen").set_defaults(run=list_incidents)
    again = kinds.add_parser("retry", help="probeer het opnieuw")
    again.add_argument("id", type=int, metavar="NUMMER")
    again.set_defaults(run=retry)


def list_incidents(_arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        for row in incidents.open_incidents(session, page=1):
            place = f"zaak {row.instance_id}" if row.instance_id else "-"
            print(f"{row.id}\t{row.created_at:%Y-%m-%d %H:%M}\t{place}\t{row.activity_id}\t{row.topic}\t{row.error}")
    return 0


def retry(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.transaction() as session:
        incidents.retry(session, arguments.id, by="zevenstap", now=parts.clock())
    print(f"Storing {arguments.id}: het werk staat weer klaar voor de worker.")
    return 0
