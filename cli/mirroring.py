"""`zevenstap mirror`: a package laid beside the seven steps."""

from __future__ import annotations

import argparse
from pathlib import Path

import orjson

from cli.parts import Parts
from cli.verbs import Verbs
from engine import definitions
from engine.check.mirror import Mirror, mirror
from engine.check.paths import packages_at


def add_verbs(verbs: Verbs) -> None:
    whole = verbs.add_parser("mirror", help="spiegel een pakket aan de zeven stappen")
    whole.add_argument("path", metavar="PAD", help="map met bpmn/ en forms/, of één bpmn/NAAM")
    whole.add_argument("--json", action="store_true", help="uitkomst als JSON")
    whole.set_defaults(run=run)


def run(arguments: argparse.Namespace, parts: Parts) -> int:
    reports = [
        mirror(definitions.read_folder(root, name), parts.catalogue) for root, name in packages_at(Path(arguments.path))
    ]
    if arguments.json:
        print(orjson.dumps(reports, option=orjson.OPT_INDENT_2).decode())
    else:
        for report in reports:
            _show(report)
    return 0


def _show(report: Mirror) -> None:
    print(f"Spiegel van {report.package}")
    for step in report.steps:
        print(f"\nStap {step.number}: {step.title}")
        for mark in step.marks:
            places = ", ".join(f"{p.name or p.element} ({p.file}#{p.element})" for p in mark.places)
            print(
                "  "
                + "; ".join(part for part in (f"{mark.verdict}: {mark.kind} {mark.value}", mark.remark, places) if part)
            )
    if report.unmarked:
        print("\nHoort bij geen stap:")
    for place in report.unmarked:
        print(f"  {place.name or place.element} ({place.file}#{place.element})")
