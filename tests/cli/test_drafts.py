"""Drafts from the command line: a package in a folder (in git), read in, checked, published; and a zip looked at."""

from __future__ import annotations

import json

import pytest

from engine import db, definitions, package_drafts, publishing
from engine.access import Actor
from tests.check.drawing import files, simple, user
from tests.cli.conftest import NOON, write

DESIGNERS = {
    "ontwerper": Actor("user-3", "org-3", frozenset({"beheerder", "org-3"})),
    "collega": Actor("user-4", "org-3", frozenset({"beheerder", "org-3"})),
    "partner": Actor("user-2", "org-2", frozenset({"partner", "org-2"})),
}
CHANGED = files(simple(user("anders")))
WRONG = files(simple('<task id="x" name="Iets"/>'))


@pytest.fixture
def ontwerp(installed):
    """`zevenstap ontwerp VERB`, by default as the designer."""

    def run(*arguments, als="ontwerper"):
        return installed("ontwerp", *arguments, "--als", als, find_actor=lambda _session, login: DESIGNERS.get(login))

    return run


@pytest.fixture
def draft(ontwerp):
    return ontwerp("begin", "proef", "--titel", "Zomer").out.strip()


def numbers():
    with db.reading() as session:
        return [version.number for version in definitions.versions(session, "proef")]


def test_a_folder_read_into_a_draft_and_published_is_a_new_version(ontwerp, draft, tmp_path):
    write(tmp_path / "git", CHANGED)

    assert ontwerp("lees-in", draft, tmp_path / "git").code == 0
    assert "veranderd" in ontwerp("toon", draft).out
    assert ontwerp("controleer", draft).code == 0
    outcome = ontwerp("publiceer", draft, "--note", "Anders")

    assert (outcome.code, outcome.out.strip()) == (0, "proef: versie 2")
    with db.reading() as session:
        assert definitions.files_of(session, definitions.latest(session, "proef").id) == CHANGED


def test_a_draft_kept_in_a_folder_is_exactly_the_draft(ontwerp, draft, tmp_path):
    write(tmp_path / "git", {**CHANGED, "bpmn/proef/hulp/oud.md": b"weg ermee", "LEESMIJ.md": b"blijft"})

    ontwerp("bewaar", draft, tmp_path / "git")

    with db.reading() as session:
        expected = package_drafts.files_of(session, package_drafts.get(session, int(draft)))
    found = {p.relative_to(tmp_path / "git").as_posix(): p.read_bytes() for p in (tmp_path / "git").rglob("*.*")}
    assert found == {**expected, "LEESMIJ.md": b"blijft"}


def test_what_does_not_check_is_not_published(ontwerp, draft, tmp_path):
    write(tmp_path / "git", WRONG)
    ontwerp("lees-in", draft, tmp_path / "git")

    assert ontwerp("controleer", draft).code == 1
    assert ontwerp("publiceer", draft, "--note", "Fout").code == 1
    assert numbers() == [1]


def test_a_folder_without_the_package_changes_nothing(ontwerp, draft, tmp_path):
    (tmp_path / "leeg").mkdir()

    assert ontwerp("lees-in", draft, tmp_path / "leeg").code != 0
    assert "veranderd" not in ontwerp("toon", draft).out


def test_only_a_designer_works_on_drafts(ontwerp, draft):
    assert ontwerp("toon", draft, als="partner").code == 1
    assert ontwerp("gooi-weg", draft, als="partner").code == 1


def test_a_draft_thrown_away_is_gone(ontwerp, draft):
    assert ontwerp("gooi-weg", draft).code == 0
    assert ontwerp("toon", draft).code == 1


def test_with_four_eyes_another_publishes_what_was_offered(ontwerp, installed, draft, tmp_path):
    with db.transaction() as session:
        publishing.set_four_eyes(session, True, by="user-9", now=NOON)
    write(tmp_path / "git", CHANGED)
    ontwerp("lees-in", draft, tmp_path / "git")

    assert installed("publish", tmp_path / "git").code == 1
    assert ontwerp("publiceer", draft, "--note", "Anders", als="collega").code == 1
    assert ontwerp("bied-aan", draft, "--note", "Anders").code == 0
    assert ontwerp("publiceer", draft).code == 1
    assert numbers() == [1]
    assert ontwerp("publiceer", draft, als="collega").code == 0
    assert numbers() == [2, 1]


def test_a_zip_is_looked_at_before_it_is_taken_in(installed, tmp_path):
    target = tmp_path / "pakket.zip"
    assert installed("export", "proef", target).code == 0

    told = json.loads(installed("import", target, "--dry-run", "--json").out)

    assert (told["stand"], told["gelijk_aan"], told["ongewijzigd_sinds_export"]) == ("gelijk", 1, True)
    assert told["herkomst"]["pakket"] == "proef"
    assert "Rol" in {missing["wat"] for missing in told["mist"]}
    assert numbers() == [1]


def test_a_bad_zip_tells_every_problem_and_keeps_nothing(installed, tmp_path):
    target = tmp_path / "kwaad.zip"
    wrong = {"bpmn/proef/../../kwaad.bpmn": b"x", "bpmn/proef/x.exe": b"x"}
    target.write_bytes(definitions.write_zip({**CHANGED, **wrong}))

    outcome = installed("import", target)

    assert outcome.code == 1
    assert "kwaad.bpmn" in outcome.out and "x.exe" in outcome.out
    assert numbers() == [1]


def test_a_zip_can_come_in_as_a_draft(installed, ontwerp, tmp_path):
    target = tmp_path / "pakket.zip"
    target.write_bytes(definitions.write_zip(CHANGED))

    outcome = installed(
        "import", target, "--ontwerp", "--als", "ontwerper", find_actor=lambda _session, login: DESIGNERS.get(login)
    )

    assert "veranderd" in ontwerp("toon", outcome.out.strip()).out
    assert numbers() == [1]
