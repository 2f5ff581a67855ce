"""`zevenstap check`: the same check as before publication, on files."""

from __future__ import annotations

import argparse

from cli.findings import as_json, show
from cli.parts import Parts
from cli.verbs import Verbs
from engine.check.findings import errors_in
from engine.check.paths import check_paths


def add_verbs(verbs: Verbs) -> None:
    check = verbs.add_parser("check", help="controleer pakketten of losse bestanden")
    check.add_argument("paths", nargs="+", metavar="PAD", help="map met bpmn/ en forms/, één bpmn/NAAM, of bestanden")
    check.add_argument("--json", action="store_true", help="uitkomst als JSON")
    check.set_defaults(run=run)


def run(arguments: argparse.Namespace, parts: Parts) -> int:
    findings = check_paths(arguments.paths, parts.catalogue)
    wrong = len(errors_in(findings))
    if arguments.json:
        print(as_json(findings))
    else:
        show(findings)
        print(f"{wrong} fouten, {len(findings) - wrong} andere opmerkingen")
    return 1 if wrong else 0
