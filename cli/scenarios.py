"""`zevenstap scenario`: play the scenarios of a package, and show what they come along."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import orjson

from cli.parts import Parts
from cli.verbs import Verbs
from engine.check.paths import packages_at
from engine.packages import folder
from engine.scenarios import package
from engine.scenarios.coverage import Coverage, Part, percent
from engine.scenarios.package import Played, Round


def add_verbs(verbs: Verbs) -> None:
    verb = verbs.add_parser("scenario", help="speel de scenario's van een pakket en toon wat ze raken")
    verb.add_argument("path", metavar="PAD", help="map met bpmn/ en forms/, of één bpmn/NAAM")
    verb.add_argument("--dekking", action="store_true", help="noem ook elk onderdeel dat geen scenario raakt")
    verb.add_argument("--json", action="store_true", help="uitkomst als JSON")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace, parts: Parts) -> int:
    rounds = {
        name: package.play(folder.read_folder(root, name), parts.catalogue)
        for root, name in packages_at(Path(arguments.path))
    }
    if arguments.json:
        print(orjson.dumps([_json(name, each) for name, each in rounds.items()], option=orjson.OPT_INDENT_2).decode())
    else:
        for name, each in rounds.items():
            _show(name, each, arguments.dekking)
    return 0 if all(played.ok for each in rounds.values() for played in each.played) else 1


def _show(name: str, found: Round, whole: bool) -> None:
    print(f"{name}: {len(found.played)} scenario's")
    for played in found.played:
        print(f"  {'goed' if played.ok else 'fout'}: {played.title}")
        for text in _wrong(played):
            print(f"      {text}")
    if found.content is None:
        print("  Dit pakket kan niet draaien; zie zevenstap check.")
        return
    print(f"  dekking: {_share(found.coverage.flows, 'pijlen')}, {_share(found.coverage.elements, 'onderdelen')}")
    if whole:
        _missed(found.coverage)


def _wrong(played: Played) -> list[str]:
    if played.refused:
        return [played.refused]
    return [f"stap {each.step}: {each.text}" for each in (played.outcome.problems if played.outcome else ())]


def _share(rows: tuple[Part, ...], word: str) -> str:
    return f"{sum(part.taken for part in rows)} van {len(rows)} {word} ({percent(rows)}%)"


def _missed(coverage: Coverage) -> None:
    for process in coverage.processes:
        missed = coverage.of(process).missed()
        if missed:
            print(f"  niet geraakt in {process}:")
        for part in missed:
            print(f"    {part.id} ({part.tag}): {part.name}")


def _json(name: str, found: Round) -> dict[str, Any]:
    coverage = found.coverage
    return {
        "pakket": name,
        "scenarios": [
            {"bestand": each.path, "titel": each.title, "goed": each.ok, "fouten": _wrong(each)}
            for each in found.played
        ],
        "dekking": {"pijlen": percent(coverage.flows), "onderdelen": percent(coverage.elements)},
        "niet_geraakt": [
            {"proces": part.process, "id": part.id, "soort": part.tag, "naam": part.name} for part in coverage.missed()
        ],
    }
