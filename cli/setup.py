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


def add_verbs(verbs: Verbs) -> None:
    init = verbs.add_parser("init", help="maak de database en publiceer het landelijke pakket")
    init.add_argument("--demo", action="store_true", help="met de fictieve gemeente Voorbeeld")
    init.set_defaults(run=initialise)


def initialise(arguments: argparse.Namespace, parts: Parts) -> int:
    parts.prepare()
    database.migrate(parts)
    for name in folder.names(parts.root):
        if not _publish(parts, name):
            return 1
    if arguments.demo:
        print(parts.load_demo())
    return 0


def _publish(parts: Parts, name: str) -> bool:
    """The package of the checkout, unless this version of it is the newest already."""
    files = definitions.read_folder(parts.root, name)
    digest = definitions.from_files(files).digest
    with db.reading() as session:
        known = definitions.versions(session, name)
    if any(version.digest == digest for version in known):
        return True
    try:
        with db.transaction() as session:
            version = definitions.publish(
                session,
                files,
                note="Landelijk pakket",
                by="zevenstap init",
                now=parts.clock(),
                catalogue=parts.catalogue,
            )
            print(f"Pakket {name}: versie {version.number} gepubliceerd")
    except PackageRefused as refused:
        show(refused.findings)
        print(f"Pakket {name} is niet gepubliceerd: {len(refused.findings)} fouten.")
        return False
    return True
