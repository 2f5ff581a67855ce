"""`zevenstap compare`: what differs between two packages, in folders, zip files or the database."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

import orjson

from cli import database
from cli.parts import Parts
from cli.refusal import Refused
from cli.verbs import Verbs
from engine import db, definitions
from engine.check.paths import packages_at
from engine.comparing.comparing import compare
from engine.comparing.differences import Change, Difference
from engine.errors import Invalid
from engine.packages.archive import MAX_TOTAL

_VERSION = re.compile(r"(?P<name>[A-Za-z0-9_][\w.\- ]*)@(?P<number>[0-9]{1,9}|nieuwste)")
WHAT = "map bpmn/NAAM, zip-bestand, of NAAM@VERSIE uit de database (NAAM@nieuwste)"
LONGEST = 160


def add_verbs(verbs: Verbs) -> None:
    whole = verbs.add_parser("compare", help="vergelijk twee pakketten; 0: gelijk, 1: verschillend")
    whole.add_argument("left", metavar="PAKKET", help=WHAT)
    whole.add_argument("right", metavar="PAKKET", help="waarmee; hetzelfde soort keuze")
    whole.add_argument("--json", action="store_true", help="uitkomst als JSON")
    whole.add_argument("--tekening", action="store_true", help="ook wat alleen in tekening of opmaak anders is")
    whole.set_defaults(run=run)


def run(arguments: argparse.Namespace, parts: Parts) -> int:
    left, right = (_files(path, parts) for path in (arguments.left, arguments.right))
    rows = [row for row in compare(left, right).rows if row.meaning or arguments.tekening]
    if arguments.json:
        print(orjson.dumps([row.as_dict() for row in rows], option=orjson.OPT_INDENT_2).decode())
    else:
        _show(rows)
    return 1 if rows else 0


def _files(given: str, parts: Parts) -> Mapping[str, bytes]:
    path = Path(given)
    try:
        if path.is_dir():
            return _folder(path)
        if path.is_file():
            return _zip(path)
    except OSError as problem:
        raise Refused(f"{given} is niet te lezen: {problem.strerror or problem}.", 2) from problem
    except Invalid as problem:
        raise Refused(f"{given}: {problem}", 2) from problem
    found = _VERSION.fullmatch(given)
    if found is None:
        raise Refused(f"{given} bestaat niet. Geef een {WHAT}.", 2)
    return _published(found["name"], found["number"], parts)


def _folder(path: Path) -> Mapping[str, bytes]:
    found = packages_at(path)
    if len(found) > 1:
        names = ", ".join(name for _, name in found)
        raise Refused(f"In {path} staan meer pakketten ({names}). Noem er een: {path}/bpmn/NAAM.", 2)
    return definitions.read_folder(*found[0])


def _zip(path: Path) -> Mapping[str, bytes]:
    if path.stat().st_size > MAX_TOTAL:
        raise Refused(f"{path} is te groot: hoogstens {MAX_TOTAL // 1_000_000} MB.", 2)
    return definitions.read_zip(path.read_bytes())


def _published(name: str, number: str, parts: Parts) -> Mapping[str, bytes]:
    database.connect(parts)
    with db.reading() as session:
        known = definitions.versions(session, name)
        wanted = [version for version in known if number in ("nieuwste", str(version.number))]
        if not wanted:
            raise Refused(f"Er is geen versie {name}@{number} in de database.", 2)
        return definitions.files_of(session, wanted[0].id)


def _show(rows: Sequence[Difference]) -> None:
    if not rows:
        print("Geen verschil.")
    for file, here in groupby(rows, key=lambda row: row.file):
        print(f"\n{file}")
        for row in here:
            print(f"  {row.sentence}")
            if row.change is Change.CHANGED and (row.before or row.after):
                print(f"    was:   {_short(row.before)}\n    wordt: {_short(row.after)}")


def _short(text: str) -> str:
    line = " / ".join(text.split("\n")) or "niets"
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
