"""The national process of 2016 with the real handlers' descriptions, and answers that people give."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import build_catalogue, read_settings
from engine import definitions
from engine.packages import folder
from engine.packages.content import PackageContent
from engine.registry import Catalogue
from engine.scenarios.given import told
from engine.scenarios.model import Do, Start, Step
from tests.bpmn.walking import ANSWERS, SIGNAL

ROOT = Path(__file__).parents[2]
START = Start(told({name: value for name, value in SIGNAL.items() if name != "groep"}))


@pytest.fixture(scope="session")
def content() -> PackageContent:
    return definitions.from_files(folder.read_folder(ROOT, "werkproces-2016"))


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return build_catalogue(read_settings())


def do(element: str, group: str = "", **other: object) -> Do:
    return Do(element, told(ANSWERS[element] | other), group)


TO_PARTNERS: list[Step] = [START, do("uitvraag_voorbereiden")]
TO_GATE: list[Step] = [
    START,
    do("uitvraag_voorbereiden", partners_vragen=False),
    do("signalen_wegen"),
    do("partners_kiezen"),
    do("informatie_geven"),
    do("informatie_geven"),
]
