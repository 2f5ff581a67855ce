"""`zevenstap init`: data folder, database, the national package and, if asked, the demo."""

from __future__ import annotations

import argparse

from cli import database
from cli.findings import show
from cli.parts import Parts
from cli.verbs import Verbs
from engine import db, definitions
from engine.errors import PackageRefused
from engine.packages import folder

PUBLISHER = "zevenstap init"
OWN_VERSION = (
    "Pakket {name}: er is een nieuwere landelijke versie, maar uw gemeente gebruikt een eigen versie ({number}).\n"
    "Er is niets veranderd. Neem over wat u wilt, en publiceer dat onder Processen of met `zevenstap publish`."
)


def add_verbs(verbs: Verbs) -> None:
    init = verbs.add_parser("init", help="maak de database en publiceer het landelijke pakket")
    init.add_argument("--demo", action="store_true", help="met de fictieve gemeente Voorbeeld")
    init.set_defaults(run=initialise)


def initialise(arguments: argparse.Namespace, parts: Parts) -> int:
    with database.alone(parts):
        parts.prepare()
        database.migrate(parts)
        for name in folder.names(parts.root):
            if not _publish(parts, name):
                return 1
        text = parts.load_demo() if arguments.demo else parts.first_account()
    if text:
        print(text)
    return 0


def _publish(parts: Parts, name: str) -> bool:
    """The package of the checkout, unless it is known or the municipality has published a version of its own."""
    files = definitions.read_folder(parts.root, name)
    digest = definitions.from_files(files).digest
    with db.reading() as session:
        known = definitions.versions(session, name)
    if any(version.digest == digest for version in known):
        return True
    if known and known[0].published_by != PUBLISHER:
        print(OWN_VERSION.format(name=name, number=known[0].number))
        return True
    try:
        with db.transaction() as session:
            version = definitions.publish(
                session,
                files,
                note="Landelijk pakket",
                by=PUBLISHER,
                now=parts.clock(),
                catalogue=parts.catalogue,
            )
            print(f"Pakket {name}: versie {version.number} gepubliceerd")
    except PackageRefused as refused:
        show(refused.findings)
        print(f"Pakket {name} is niet gepubliceerd: {len(refused.findings)} fouten.")
        return False
    return True
