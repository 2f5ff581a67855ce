"""What the package of 2023 takes from that of 2016 it takes unchanged: a mend in one is a mend in both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bpmn.reading import read

ROOT = Path(__file__).parents[2]
OLD, NEW = "werkproces-2016", "werkproces-2023"
CALLED = {"werkproces.bpmn", "stap_3_beeld.bpmn"}  # the same but for the names of steps 2 and 3
OWN = {"groepsscan-levering.form"}  # tells the police of the list of 2B


def shared(folder: str, pattern: str) -> list[str]:
    old = {path.relative_to(ROOT / folder / OLD).as_posix() for path in (ROOT / folder / OLD).rglob(pattern)}
    new = {path.relative_to(ROOT / folder / NEW).as_posix() for path in (ROOT / folder / NEW).rglob(pattern)}
    return sorted(old & new - CALLED - OWN)


def manifest(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "bpmn" / name / "pakket.json").read_text("utf-8"))
    return found


SHARED = [("bpmn", file) for pattern in ("*.bpmn", "*.dmn", "brieven/*") for file in shared("bpmn", pattern)]
SHARED += [("forms", file) for file in shared("forms", "*.form") if not file.startswith("stap-2-")]


@pytest.mark.parametrize(("folder", "file"), SHARED, ids=str)
def test_a_shared_file_is_the_same_in_both_packages(folder: str, file: str) -> None:
    one, other = ((ROOT / folder / name / file).read_bytes() for name in (OLD, NEW))
    assert one == other, f"copy {folder}/{OLD}/{file} to {folder}/{NEW}/{file}"


def test_nothing_of_the_later_steps_is_left_out() -> None:
    old = {path.name for path in (ROOT / "bpmn" / OLD).glob("*.*")}
    new = {path.name for path in (ROOT / "bpmn" / NEW).glob("*.*")}
    assert old - new == {"stap_2_informatie.bpmn"}
    assert new - old == {"stap_2_beoordelen.bpmn", "stap_2a_groepsniveau.bpmn", "stap_2b_namenlijst.bpmn"}


def test_terms_roles_and_skips_are_the_same() -> None:
    for key in ("instellingen", "rollen", "overslaan", "startformulier", "privacytabel"):
        assert manifest(OLD)[key] == manifest(NEW)[key], key
    assert manifest(NEW)["namen_vanaf"] == "stap_2b_namenlijst"


def test_every_decision_of_2023_is_taken_by_a_person_in_its_own_step() -> None:
    diagrams = map(read, sorted((ROOT / "bpmn" / NEW).glob("*.bpmn")))
    marks = [task.properties() for diagram in diagrams for task in diagram.of("userTask")]
    taken = {mark["besluit"]: mark.get("stap") for mark in marks if "besluit" in mark}
    expected = {"G1": "1", "G2": "2", "G3": "2", "G4": "3", "G5": "4", "G6": "5", "G7": "6", "G8": "7"}
    assert {key: step for key, step in taken.items() if key != "privacy"} == expected


def test_no_form_before_2b_asks_person_data() -> None:
    for form in (ROOT / "forms" / NEW).glob("stap-[12]*.form"):
        asks = '"persoonsgegeven": "ja"' in form.read_text("utf-8")
        assert asks == (form.stem == "stap-2b-namenlijst"), form.name
