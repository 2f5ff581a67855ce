"""A designer of a small town from the command line: a draft in a folder, checked, played, published, handed over."""

from __future__ import annotations

import json
from functools import partial

import pytest

from engine import db, definitions
from engine.access import Actor
from engine.models import ProcessInstance
from tests.check.drawing import files, simple, user
from tests.cli.conftest import REGISSEUR, write
from tests.cli.test_cases import start

ACTORS = {
    "ontwerper": Actor("user-3", "org-3", frozenset({"beheerder", "org-3"})),
    "beheer": Actor("user-7", "org-1", frozenset({"applicatiebeheerder", "org-1"})),
}
PLAYED = {
    "titel": "Recht door",
    "begin": "2026-03-02T08:00:00+00:00",
    "stappen": [{"start": {}}, {"taak": "vraag_stellen", "groep": "procesregisseur"}, {"verwacht": {"klaar": True}}],
}
SCENARIO = {"bpmn/proef/scenarios/recht-door.json": json.dumps(PLAYED).encode()}
BETTER = {**files(simple(user("vraag_stellen"))), **SCENARIO}
WRONG = files(simple('<task id="x" name="Iets"/>'))
WHY = ("--reden", "De vraag heet anders")


@pytest.fixture
def town(installed):
    """The first installation, with a case that runs."""
    start(REGISSEUR, "Plein")
    return partial(installed, find_actor=lambda _session, login: ACTORS.get(login))


@pytest.fixture
def neighbour(zevenstap, tmp_path):
    """A second installation with a home of its own, begun when it is first asked."""
    home = tmp_path / "buren"
    changed = {
        "home": home / "var",
        "database_url": f"sqlite:///{home}/zevenstap.db",
        "key_file": home / "sleutel" / "zevenstap.key",
        "prepare": lambda: (home / "var").mkdir(parents=True, exist_ok=True),
    }
    return partial(zevenstap, **changed)


def test_a_change_goes_from_a_folder_through_a_draft_to_a_second_town(town, neighbour, tmp_path):
    git, archive = tmp_path / "git", tmp_path / "pakket.zip"
    draft = town("ontwerp", "begin", "proef", "--titel", "Zomer", "--als", "ontwerper").out.strip()
    assert town("ontwerp", "bewaar", draft, git, "--als", "ontwerper").code == 0

    what_is_wrong_is_refused(town, draft, git)
    what_is_right_is_published(town, draft, git)
    what_runs_is_moved(town)
    assert town("export", "proef", archive).code == 0
    a_second_town_takes_it_in(neighbour, archive, git)


def what_is_wrong_is_refused(town, draft, git):
    write(git, WRONG)
    assert town("check", git).code == 1
    assert town("ontwerp", "lees-in", draft, git, "--als", "ontwerper").code == 0
    assert town("ontwerp", "controleer", draft, "--als", "ontwerper").code == 1
    assert town("ontwerp", "publiceer", draft, "--note", "Fout", "--als", "ontwerper").code == 1
    assert numbers() == [1]


def what_is_right_is_published(town, draft, git):
    write(git, BETTER)
    assert town("check", git).code == 0
    played = json.loads(town("scenario", git, "--json").out)
    assert [(each["titel"], each["goed"]) for each in played[0]["scenarios"]] == [("Recht door", True)]
    assert town("compare", "proef@1", git).code == 1
    assert town("ontwerp", "lees-in", draft, git, "--als", "ontwerper").code == 0
    assert town("ontwerp", "controleer", draft, "--als", "ontwerper").code == 0
    outcome = town("ontwerp", "publiceer", draft, "--note", "De vraag heet anders", "--als", "ontwerper")
    assert (outcome.code, outcome.out.strip()) == (0, "proef: versie 2")
    assert town("compare", "proef@nieuwste", git).code == 0
    told = json.loads(town("mirror", git, "--json").out)
    assert [report["package"] for report in told] == ["proef"]


def what_runs_is_moved(town):
    assert "kan mee" in town("verhuizen", 1, 2, "--droogloop", "--als", "beheer").out
    assert version_of_case() == 1
    assert "1 verhuisd" in town("verhuizen", 1, 2, "--als", "beheer", *WHY).out
    assert version_of_case() == 2


def a_second_town_takes_it_in(neighbour, archive, git):
    assert neighbour("init").code == 0
    told = json.loads(neighbour("import", archive, "--dry-run", "--json").out)
    assert (told["stand"], told["ongewijzigd_sinds_export"]) == ("anders", True)
    assert told["herkomst"]["versie"] == "2"
    assert numbers() == [1]
    assert neighbour("import", archive, "--note", "Van onze buren").code == 0
    assert numbers() == [2, 1]
    assert neighbour("compare", "proef@2", git).code == 0


def numbers():
    with db.reading() as session:
        return [version.number for version in definitions.versions(session, "proef")]


def version_of_case():
    with db.reading() as session:
        return session.get_one(ProcessInstance, 1).version.number
