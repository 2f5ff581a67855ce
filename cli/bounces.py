"""`zevenstap post-terug`: a delivery report of a mail server, read and held against our mail."""

from __future__ import annotations

import argparse
from pathlib import Path

from cli import database
from cli.parts import Parts
from cli.refusal import Refused
from cli.verbs import Verbs

LARGEST = 1_000_000


def add_verbs(verbs: Verbs) -> None:
    verb = verbs.add_parser("post-terug", help="lees een bericht van de mailserver dat e-mail niet aankwam")
    verb.add_argument("bestand", type=Path, metavar="BESTAND.eml")
    verb.set_defaults(run=take)


def take(arguments: argparse.Namespace, parts: Parts) -> int:
    """Code 1 when it is not about a mail of ours: then nothing was changed."""
    file: Path = arguments.bestand
    if not file.is_file():
        raise Refused(f"{file} is geen bestand.")
    if file.stat().st_size > LARGEST:
        raise Refused(f"{file} is te groot voor een bericht van een mailserver.")
    database.connect(parts)
    outcome, ours = parts.take_bounce(file.read_bytes())
    print(f"{file.name}: {outcome}")
    return 0 if ours else 1
