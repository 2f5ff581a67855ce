"""`zevenstap zoeken`: the index of the search made anew; the database itself keeps it up to date from then on."""

from __future__ import annotations

import argparse

from cli import database
from cli.parts import Parts
from cli.verbs import Verbs
from dossier import search_index
from engine import db


def add_verbs(verbs: Verbs) -> None:
    search = verbs.add_parser("zoeken", help="de index van het zoeken")
    kinds = search.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    again = kinds.add_parser("herbouw", help="maak de index opnieuw")
    again.set_defaults(run=rebuild)


def rebuild(_arguments: argparse.Namespace, parts: Parts) -> int:
    with db.altering(database.connect(parts)) as connection:
        search_index.take_off(connection)
        found = search_index.put_on(connection)
    print(f"De index is opnieuw gemaakt: {found} groepen, taken en documenten.")
    return 0
