"""The table of reminders: a policy that could not be carried out is refused, by row, before it is published."""

from __future__ import annotations

from pathlib import Path

import pytest

import app
from engine.check import Finding, check_package
from engine.packages.folder import read_folder

ROOT = Path(__file__).parents[2]
PACKAGE = "werkproces-2016"
TABLE = f"bpmn/{PACKAGE}/herinneringen.dmn"
CATALOGUE = app.build_catalogue(app.read_settings())


def told(old: str, new: str) -> list[Finding]:
    """What the check says of the national table with one piece of it changed everywhere."""
    files = dict(read_folder(ROOT, PACKAGE))
    text = files[TABLE].decode()
    assert old in text
    files[TABLE] = text.replace(old, new).encode()
    return [finding for finding in check_package(files, CATALOGUE) if finding.rule == "herinneringen"]


def test_the_national_table_is_right() -> None:
    assert told("<rule", "<rule") == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"eigenaar"', '"buurman"', "staat “buurman”"),
        ('"procesregisseur"', '"regiseur"', "staat “regiseur”"),
        ('name="wanneer"', 'name="moment"', "mist een kolom: wanneer"),
        ('id="herinneringen"', 'id="beleid"', "is hier geen tabel"),
        ('hitPolicy="RULE ORDER"', 'hitPolicy="FIRST"', "Elke rij moet een eigen herinnering geven"),
    ],
)
def test_what_cannot_be_done_is_told_in_its_table(old: str, new: str, words: str) -> None:
    found = told(old, new)

    assert any(words in finding.message for finding in found), found
    assert all(finding.file == TABLE and finding.hint for finding in found)
