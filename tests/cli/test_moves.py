"""verhuizen and verhuizing: running cases to another version from the command line, by the operator only."""

from __future__ import annotations

import json
from functools import partial

import pytest

from cli.parts import Parts
from engine import db
from engine.access import Actor
from engine.models import ProcessInstance
from tests.check.drawing import files, simple, user
from tests.cli.conftest import REGISSEUR, Zevenstap, write
from tests.cli.test_cases import start

OPERATOR = Actor("user-7", "org-1", frozenset({"applicatiebeheerder", "org-1"}))
ACTORS = {"regisseur": REGISSEUR, "beheer": OPERATOR}
WHY = ("--reden", "Een nieuwe naam")


@pytest.fixture
def moved(installed: Zevenstap, parts: Parts) -> Zevenstap:
    """An installation with a case on version 1, and a version 2 in which its task has another id."""
    start(REGISSEUR, "Plein")
    write(parts.root, files(simple(user("vraag_stellen"))))
    assert installed("publish", parts.root).code == 0
    return partial(installed, find_actor=lambda _session, login: ACTORS.get(login))


def number_of(case: int) -> int:
    with db.reading() as session:
        return session.get_one(ProcessInstance, case).version.number


def test_a_dry_run_gives_a_verdict_for_every_case_and_moves_none(moved):
    outcome = moved("verhuizen", 1, 2, "--droogloop", "--als", "beheer", "--json")
    told = json.loads(outcome.out)
    assert outcome.code == 0 and not told["gestart"]
    assert told["zaken"] == [{"zaak": 1, "oordeel": "kan mee", "toelichting": ""}]
    assert number_of(1) == 1


def test_cases_move_by_the_proposed_mapping_and_go_back(moved):
    assert "1 verhuisd" in moved("verhuizen", 1, 2, "--als", "beheer", *WHY).out
    assert number_of(1) == 2
    assert "verhuisd" in moved("verhuizing", "toon", 1, "--als", "beheer").out
    outcome = moved("verhuizing", "terug", 1, "--zaak", 1, "--als", "beheer", *WHY)
    assert (outcome.code, number_of(1)) == (0, 1)


def test_a_case_that_stays_behind_is_named_and_makes_the_command_fail(moved, tmp_path):
    file = tmp_path / "toewijzing.json"
    file.write_text(json.dumps({"p": {"taak": None}}))
    outcome = moved("verhuizen", 1, 2, "--mapping", file, "--als", "beheer", *WHY)
    assert outcome.code == 1
    assert "zaak 1\tkan niet\t“Vraag stellen” (taak): dit element bestaat niet meer" in outcome.out
    assert number_of(1) == 1


def test_the_proposal_is_json_that_can_be_given_back(moved, tmp_path):
    proposal = moved("verhuizing", "voorstel", 1, 2, "--als", "beheer").out
    assert json.loads(proposal) == {"p": {"taak": "vraag_stellen"}}
    file = tmp_path / "toewijzing.json"
    file.write_text(proposal)
    assert moved("verhuizen", 1, 2, "--mapping", file, "--droogloop", "--als", "beheer").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verhuizen", 1, 2, "--droogloop", "--als", "regisseur"), "rol applicatiebeheerder"),
        (("verhuizen", 1, 2, "--als", "beheer"), "--reden"),
        (("verhuizen", 1, 9, "--droogloop", "--als", "beheer"), "geen versie 9"),
        (("verhuizen", 1, 1, "--droogloop", "--als", "beheer"), "twee verschillende versies"),
        (("verhuizen", 1, 2, "--droogloop", "--pakket", "weg", "--als", "beheer"), "--pakket"),
        (("verhuizen", 1, 2, "--droogloop", "--mapping", "weg.json", "--als", "beheer"), "weg.json"),
        (("verhuizing", "toon", 9, "--als", "beheer"), "No migration 9"),
        (("verhuizing", "terug", 1, "--zaak", 9, "--als", "beheer", *WHY), "hoort niet bij"),
    ],
)
def test_what_cannot_be_is_told(moved, words, said):
    outcome = moved(*words)
    assert outcome.code != 0 and said in outcome.err
    assert number_of(1) == 1
