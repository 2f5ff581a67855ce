"""The check opens the letters: what cannot be read, and fields that there are not, are told with file and name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import app
from engine.check import Finding, check_package
from engine.packages.folder import read_folder

ROOT = Path(__file__).parents[2]
PACKAGE = "werkproces-2016"
LETTER = f"bpmn/{PACKAGE}/brieven/adviesdocument.txt"
CATALOGUE = app.build_catalogue(app.read_settings())


def letters(changes: Mapping[str, bytes | None]) -> list[Finding]:
    """What the check says of letters, with some files of the national package changed or gone."""
    files = {**read_folder(ROOT, PACKAGE), **{path: data for path, data in changes.items() if data is not None}}
    files = {path: data for path, data in files.items() if path not in changes or changes[path] is not None}
    return [finding for finding in check_package(files, CATALOGUE) if finding.rule == "brief"]


def test_the_letters_of_the_national_package_are_right() -> None:
    assert letters({}) == []


def test_a_field_that_is_not_there_is_told_with_file_and_name_and_what_was_meant() -> None:
    [found] = letters({LETTER: b"{{ gemeente }} {{ advijs }}"})

    assert found.file == LETTER
    assert "adviesdocument.txt (gemaakt door " in found.message and "“advijs”" in found.message
    assert found.hint == "Bedoelde u “advies”?"


def test_a_field_of_a_row_that_is_not_there_is_told() -> None:
    [found] = letters({LETTER: b"{% for actie in acties %}{{ actie.tietel }}{% endfor %}"})

    assert "“acties.tietel”" in found.message and "acties.titel" in found.hint


def test_a_letter_that_zevenstap_fills_in_itself_is_checked_against_its_own_fields() -> None:
    path = f"bpmn/{PACKAGE}/brieven/informatiebrief.txt"

    [found] = letters({path: b"Beste {{ naam }}, {{ bsn }}"})

    assert found.file == path and "“bsn”" in found.message


def test_a_file_that_is_no_word_is_told() -> None:
    path = f"bpmn/{PACKAGE}/brieven/evaluatie.docx"

    [found] = letters({path: b"geen Word"})

    assert found.file == path and "geen leesbaar Word-bestand" in found.message


def test_a_construction_that_letters_do_not_know_is_told() -> None:
    [found] = letters({LETTER: b"{{ ''.__class__ }}"})

    assert "__class__" in found.message


def test_a_letter_that_a_task_names_and_that_is_not_there_is_told_at_the_task() -> None:
    [found] = letters({f"bpmn/{PACKAGE}/brieven/adviesdocument.docx": None})

    assert found.element == "adviesdocument_maken" and "adviesdocument" in found.message
