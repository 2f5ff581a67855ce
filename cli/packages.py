"""`zevenstap publish`, `export` and `import`: packages in and out of the database."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from cli import database
from cli.findings import show
from cli.parts import Parts
from cli.people import with_role
from cli.refusal import Refused
from cli.verbs import Verbs
from dossier import present
from engine import db, definitions, package_drafts, publishing
from engine.check.findings import errors_in
from engine.check.paths import packages_at
from engine.errors import DefinitionNotFound, Invalid, PackageRefused
from engine.packages import archive, arriving
from engine.publishing import SecondPersonNeeded


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
    bring.add_argument("--dry-run", action="store_true", help="zeg alleen wat er nieuw is en wat hier mist")
    bring.add_argument("--json", action="store_true", help="het verslag als JSON")
    bring.add_argument("--ontwerp", action="store_true", help="maak er een ontwerp van in plaats van een versie")
    bring.add_argument("--als", metavar="GEBRUIKER", help="wie het ontwerp begint: een functioneel beheerder")
    bring.set_defaults(run=import_zip)


def publish_folder(arguments: argparse.Namespace, parts: Parts) -> int:
    database.connect(parts)
    for root, name in packages_at(Path(arguments.path)):
        _publish(parts, definitions.read_folder(root, name), arguments.note)
    return 0


def import_zip(arguments: argparse.Namespace, parts: Parts) -> int:
    """Nothing is kept of a zip that is refused; `--dry-run` keeps nothing of any zip."""
    database.connect(parts)
    try:
        data = Path(arguments.file).read_bytes()
    except OSError as problem:
        raise Refused(f"{arguments.file} is niet te lezen: {problem.strerror}.", 2) from problem
    try:
        brought = archive.bring(data)
    except archive.ZipRefused as refused:
        for wrong in refused.problems:
            print(f"fout: {wrong.file}\n    {wrong.text}")
        raise Refused(f"Niet ingelezen: {len(refused.problems)} problemen.") from refused
    except Invalid as refused_too:
        raise Refused(str(refused_too)) from refused_too
    if arguments.dry_run:
        return _tell(parts, brought, as_json=arguments.json)
    if arguments.ontwerp:
        return _as_draft(arguments, parts, brought)
    _publish(parts, brought.files, arguments.note)
    return 0


def _tell(parts: Parts, brought: archive.Brought, *, as_json: bool) -> int:
    with db.reading() as session:
        report = arriving.look(
            session, brought.files, brought.origin, here=present.here(session), catalogue=parts.catalogue
        )
        told = _as_json(report)
    if as_json:
        print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
    else:
        where = f", hier al versie {told['hier']}" if told["hier"] else ""
        print(f"{report.name}: {report.state}{where}")
        for word, paths in (("nieuw", report.added), ("veranderd", report.changed), ("weg", report.removed)):
            for path in paths:
                print(f"{word}\t{path}")
        for missing in report.missing:
            print(f"mist\t{missing.what} {missing.name}\t{missing.remedy}")
        show(report.findings)
    return 1 if errors_in(list(report.findings)) else 0


def _as_json(report: arriving.Report) -> dict[str, Any]:
    return {
        "pakket": report.name,
        "titel": report.title,
        "stand": report.state,
        "hier": report.known.number if report.known else None,
        "gelijk_aan": report.same_as.number if report.same_as else None,
        "herkomst": dict(report.origin),
        "ongewijzigd_sinds_export": report.untouched,
        "nieuw": list(report.added),
        "veranderd": list(report.changed),
        "weg": list(report.removed),
        "mist": [{"wat": m.what, "naam": m.name, "waar": list(m.where), "doen": m.remedy} for m in report.missing],
        "bevindingen": [finding.as_dict() for finding in report.findings],
    }


def _as_draft(arguments: argparse.Namespace, parts: Parts, brought: archive.Brought) -> int:
    if not arguments.als:
        raise Refused("Geef met --als op wie het ontwerp begint.", 2)
    content = definitions.from_files(brought.files)
    with db.transaction() as session:
        by, moment = with_role(session, parts, arguments.als, "beheerder").user_key, parts.clock()
        latest = definitions.latest(session, content.name)
        title = f"Ingelezen: {arguments.note or content.title}"[:100]
        draft = package_drafts.begin(session, latest, title=title, by=by, now=moment)
        package_drafts.save_all(session, draft, brought.files, by=by, now=moment)
        print(draft.id)
    return 0


def _publish(parts: Parts, files: Mapping[str, bytes], note: str) -> None:
    try:
        with db.transaction() as session:
            version = publishing.directly(
                session, files, note=note, by="zevenstap", now=parts.clock(), catalogue=parts.catalogue
            )
            print(f"{version.package.name}: versie {version.number}")
    except SecondPersonNeeded as alone:
        raise Refused(
            "Deze gemeente publiceert met vier ogen. Gebruik: zevenstap ontwerp begin, lees-in, bied-aan en publiceer."
        ) from alone
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
        origin = archive.origin_of(known[0], "", parts.clock())
    try:
        Path(arguments.file).write_bytes(definitions.write_zip(files, origin))
    except OSError as problem:
        raise Refused(f"{arguments.file} is niet te schrijven: {problem.strerror}.", 2) from problem
    return 0
