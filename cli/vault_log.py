"""`zevenstap kluislog`: the log of the vault and the audit trail checked against their seals, and exported."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from pathlib import Path

from cli import database, people
from cli.parts import Parts
from cli.refusal import Refused
from cli.verbs import Verbs
from dossier import audit, audit_retention, looks, seals
from dossier.audit import Entry
from engine import db

CLEARING = "opdrachtregel kluislog opruim"
READERS = ("privacy_officer", "fg")
COLUMNS = ("nummer", "moment_utc", "gebruiker", "zaak", "gegeven", "doel", "handeling", "toegestaan")


def add_verbs(verbs: Verbs) -> None:
    whole = verbs.add_parser("kluislog", help="kluislog en gebruikslog controleren en exporteren")
    kinds = whole.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    check = kinds.add_parser("controleer", help="reken de keten van zegels na; code 1 als er iets is veranderd")
    check.add_argument("--verwacht", metavar="ZEGEL", help="een zegel dat u eerder hebt bewaard")
    check.set_defaults(run=verify)
    clear = kinds.add_parser("opruim", help="verwijder oude, verzegelde regels van het gebruikslog")
    term = audit_retention.PROPOSED_MONTHS
    clear.add_argument("--maanden", type=int, default=term, help=f"bewaar zo lang (voorstel: {term})")
    clear.add_argument("--als", required=True, metavar="GEBRUIKER", help="inlognaam van de privacy officer of FG")
    clear.set_defaults(run=remove)
    export = kinds.add_parser("export", help="schrijf het kluislog, of het gebruikslog, naar een CSV-bestand")
    export.add_argument("--gebruik", action="store_true", help="het gebruikslog in plaats van het kluislog")
    export.add_argument("bestand", type=Path, metavar="BESTAND.csv")
    export.add_argument("--als", required=True, metavar="GEBRUIKER", help="inlognaam van de privacy officer of FG")
    export.set_defaults(run=write)


def verify(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        found = seals.verify(session, expected=arguments.verwacht)
    for problem in found.broken:
        print(problem)
    print(f"{found.seals} zegels over {found.lines} regels; {found.unsealed} regels nog niet verzegeld.")
    print(f"Gebruikslog: {found.audit_lines} regels; {found.audit_unsealed} regels nog niet verzegeld.")
    print(f"Laatste zegel: {found.head}")
    print("Bewaar dit zegel buiten deze machine." if not found.broken else "Het log klopt niet.")
    return 1 if found.broken else 0


def remove(arguments: argparse.Namespace, parts: Parts) -> int:
    """The seals stay, so the chain can still be followed."""
    database.connect(parts)
    if not audit_retention.SHORTEST_MONTHS <= arguments.maanden <= audit_retention.LONGEST_MONTHS:
        raise Refused("Kies een bewaartermijn van 12 tot en met 1200 maanden.")
    now = parts.clock()
    with db.transaction() as session:
        by = people.with_role(session, parts, arguments.als, *READERS)
        count = audit_retention.clear(session, months=arguments.maanden, by=by.user_key, route=CLEARING, now=now)
    print(f"{count} regels van het gebruikslog verwijderd; de zegels blijven.")
    return 0


def write(arguments: argparse.Namespace, parts: Parts) -> int:
    """The export is itself a look at the log, and stands in it."""
    database.connect(parts)
    if arguments.bestand.exists():
        raise Refused(f"{arguments.bestand} bestaat al; kies een andere naam.")
    with db.transaction() as session:
        by = people.with_role(session, parts, arguments.als, *READERS)
        if arguments.gebruik:
            took = Entry(parts.clock(), by.user_key, audit.EXPORTED, "opdrachtregel kluislog export", audit.DONE)
            audit.record(session, took)
        else:
            looks.log_export(session, by.user_key, now=parts.clock())
    count = 0
    with db.reading() as session, arguments.bestand.open("x", newline="", encoding="utf-8") as file:
        rows: Iterable[list[object]]
        if arguments.gebruik:
            rows = map(audit.as_row, audit.every_line(session))
        else:
            rows = map(seals.as_row, looks.every_line(session))
        lines = csv.writer(file)
        lines.writerow(audit.COLUMNS if arguments.gebruik else COLUMNS)
        for row in rows:
            lines.writerow(safe(cell) for cell in row)
            count += 1
    print(f"{count} regels geschreven naar {arguments.bestand}")
    return 0


def safe(cell: object) -> object:
    """A purpose is what somebody typed: a spreadsheet must not take it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
