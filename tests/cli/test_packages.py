"""init, check, publish, export, import and mirror."""

from __future__ import annotations

import json

import pytest

from engine import db, definitions
from tests.check.drawing import files, simple, user
from tests.cli.conftest import write

WRONG = files(simple('<task id="x" name="Iets"/>'))
CHANGED = files(simple(user("anders")))


def numbers(name: str = "proef") -> list[int]:
    with db.reading() as session:
        return [version.number for version in definitions.versions(session, name)]


def test_init_makes_the_database_and_publishes_the_package(zevenstap):
    outcome = zevenstap("init")
    assert outcome.code == 0
    assert "versie 1" in outcome.out
    assert numbers() == [1]


def test_a_second_init_changes_nothing(installed):
    outcome = installed("init")
    assert (outcome.code, outcome.out) == (0, "")
    assert numbers() == [1]


def test_init_keeps_a_version_that_a_municipality_published_itself(installed, parts):
    write(parts.home / "eigen", CHANGED)
    installed("publish", parts.home / "eigen")
    installed("init")
    assert numbers() == [2, 1]


def test_a_newer_national_package_does_not_push_aside_what_a_municipality_published(installed, parts):
    write(parts.home / "eigen", CHANGED)
    installed("publish", parts.home / "eigen")
    write(parts.root, files(simple(user("landelijk"))))
    outcome = installed("init")
    assert (outcome.code, numbers()) == (0, [2, 1])
    assert "eigen versie (2)" in outcome.out


def test_a_newer_national_package_is_published_where_nobody_changed_the_old_one(installed, parts):
    write(parts.root, files(simple(user("landelijk"))))
    installed("init")
    assert numbers() == [2, 1]


def test_init_without_demo_says_how_to_log_in_the_first_time(zevenstap):
    assert "beheer / kans" in zevenstap("init", first_account=lambda: "beheer / kans").out


def test_init_with_demo_says_who_can_log_in(zevenstap):
    assert "regisseur / geheim" in zevenstap("init", "--demo").out


def test_init_refuses_a_package_with_errors(zevenstap, parts):
    write(parts.root, WRONG)
    outcome = zevenstap("init")
    assert outcome.code == 1
    assert "<task>" in outcome.out


def test_a_command_before_init_says_what_to_do(zevenstap):
    outcome = zevenstap("storingen", "list")
    assert outcome.code == 1
    assert "zevenstap init" in outcome.err


def test_a_right_package_checks_with_zero(zevenstap, parts):
    assert zevenstap("check", parts.root).code == 0


def test_a_wrong_package_checks_with_one(zevenstap, parts):
    write(parts.root, WRONG)
    outcome = zevenstap("check", parts.root)
    assert outcome.code == 1
    assert "fout: " in outcome.out and "→" in outcome.out


def test_a_path_without_a_package_checks_with_two(zevenstap, parts):
    assert zevenstap("check", parts.home / "weg").code == 2


def test_the_check_as_json_is_a_list_of_findings(zevenstap, parts):
    write(parts.root, WRONG)
    outcome = zevenstap("check", "--json", parts.root)
    [finding] = json.loads(outcome.out)
    assert outcome.code == 1
    assert finding["element"] == "x" and finding["severity"] == "error" and finding["file"].endswith("d0.bpmn")
    assert set(finding) == {"file", "element", "rule", "severity", "message", "hint"}


def test_the_check_of_a_right_package_is_an_empty_json_list(zevenstap, parts):
    assert json.loads(zevenstap("check", "--json", parts.root).out) == []


def test_publish_makes_a_new_version_of_what_changed(installed, parts):
    write(parts.root, CHANGED)
    assert "versie 2" in installed("publish", parts.root / "bpmn" / "proef").out
    assert "versie 2" in installed("publish", parts.root).out


def test_publish_refuses_errors_and_names_them(installed, parts):
    write(parts.root, WRONG)
    outcome = installed("publish", parts.root)
    assert outcome.code == 1
    assert "Niet gepubliceerd: 1 fout" in outcome.err
    assert numbers() == [1]


def test_what_was_exported_can_be_imported(installed, parts, tmp_path):
    write(parts.root, CHANGED)
    installed("publish", parts.root)
    archive = tmp_path / "proef.zip"
    assert installed("export", "proef", archive, "--version", 1).code == 0
    assert "versie 3" in installed("import", archive).out
    assert numbers() == [3, 2, 1]


@pytest.mark.parametrize("words", [("export", "weg", "x.zip"), ("export", "proef", "x.zip", "--version", "9")])
def test_what_is_not_published_cannot_be_exported(installed, words):
    assert installed(*words).code == 1


def test_a_file_that_is_no_archive_is_refused(installed, tmp_path):
    (tmp_path / "x.zip").write_bytes(b"hallo")
    outcome = installed("import", tmp_path / "x.zip")
    assert outcome.code == 1
    assert "zip-bestand" in outcome.err


def test_an_archive_that_is_not_there_is_refused(installed, tmp_path):
    assert installed("import", tmp_path / "weg.zip").code == 2


def test_the_mirror_tells_per_step_what_is_missing(zevenstap, parts):
    outcome = zevenstap("mirror", parts.root)
    assert outcome.code == 0
    assert "ontbreekt: besluit G5" in outcome.out
    assert "Vraag stellen" in outcome.out


def test_the_mirror_as_json_has_seven_steps(zevenstap, parts):
    [report] = json.loads(zevenstap("mirror", "--json", parts.root).out)
    assert [step["number"] for step in report["steps"]] == [1, 2, 3, 4, 5, 6, 7]


def test_an_unknown_verb_is_refused(zevenstap):
    assert zevenstap("dans").code == 2
