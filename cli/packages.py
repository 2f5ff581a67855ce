"""`zevenstap publish`, `export` and `import`: packages in and out of the database."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from cli import database
from cli.findings import show
from cli.parts import Parts
from cli.refusal import Refused
from cli.verbs import Verbs
from engine import db, definitions
from engine.check.paths import packages_at
from engine.errors import DefinitionNotFound, PackageRefused


def add_verbs(verbs: Verbs) -> None:
    publish = verbs.add_parser("publish", help="publiceer een pakket uit een map")
    publish.add_argument("path", metavar="PAD", help="map met bpmn/ en forms/, of één bpmn/NAAM")
    publish.add_argument("--note", default="", help="wat er is veranderd")
    publish.set_defaults(run=publish_folder)
    export = verbs.add_parser("export", help="bewaar een gepubliceerd pakket als zip-bestand")
    export.add_argument("name", metavar="NAAM")
    export.add_argument("file", metavar="BESTAND.zip")
    export.add_argument("--version", type=int, metavar="NUMMER", help="anders de nieuwste")
    export.set_defaults(run=export_zip)
    bring = verbs.add_parser("import", help="publiceer een pakket uit een zip-bestand")
    bring.add_argument("file", metavar="BESTAND.zip")
    bring.add_argument("--note", default="", help="wat er is veranderd")
    bring.set_defaults(run=import_zip)


def publish_folder(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    for root, name in packages_at(Path(arguments.path)):
        _publish(parts, definitions.read_folder(root, name), arguments.note)
    return 0


def import_zip(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    try:
        data = Path(arguments.file).read_bytes()
    except OSError as problem:
        raise Refused(f"{arguments.file} is niet te lezen: {problem.strerror}.", 2) from problem
    _publish(parts, definitions.read_zip(data), arguments.note)
    return 0


def _publish(parts: Parts, files: Mapping[str, bytes], note: str) -> None:
    try:
        with db.transaction() as session:
            version = definitions.publish(
                session, files, note=note, by="zevenstap", now=parts.clock(), catalogue=parts.catalogue
            )
            print(f"{version.package.name}: versie {version.number}")
    except PackageRefused as refused:
        show(refused.findings)
        raise Refused(f"Niet gepubliceerd: {len(refused.findings)} fouten.") from refused


def export_zip(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    with db.reading() as session:
        wanted = arguments.version
        known = [v for v in definitions.versions(session, arguments.name) if wanted in (None, v.number)]
        if not known:
            raise DefinitionNotFound(f"{arguments.name} {wanted or ''}".strip())
        files = definitions.files_of(session, known[0].id)
    try:
        Path(arguments.file).write_bytes(definitions.write_zip(files))
    except OSError as problem:
        raise Refused(f"{arguments.file} is niet te schrijven: {problem.strerror}.", 2) from problem
    return 0
