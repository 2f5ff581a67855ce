"""zaken and storingen: the command line obeys the same rules as the screens."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from engine import access, db, definitions, instances
from engine.access import Actor
from tests.check.drawing import CATALOGUE
from tests.cli.conftest import NOON, REGISSEUR

STRANGER = Actor("user-9", "org-9", frozenset({"procesregisseur", "org-9"}))


def start(by: Actor, title: str) -> int:
    with db.transaction() as session:
        version = definitions.latest(session, "proef")
        return instances.start(
            session, version, {}, business_key="groep-1", title=title, by=by, now=NOON, catalogue=CATALOGUE
        ).id


def test_a_participant_sees_his_cases_and_no_others(installed):
    start(REGISSEUR, "Plein")
    start(STRANGER, "Park")
    listed = installed("zaken", "list", "--als", "regisseur").out
    assert "Plein" in listed and "Park" not in listed


def test_a_case_is_shown_with_its_history(installed):
    case = start(REGISSEUR, "Plein")
    outcome = installed("zaken", "show", case, "--als", "regisseur")
    assert outcome.code == 0
    assert "Plein" in outcome.out and "Vraag stellen" in outcome.out


def test_a_partner_reads_the_history_that_is_meant_for_him(installed):
    case = start(REGISSEUR, "Plein")
    with db.transaction() as session:
        access.invite(session, case, organisation_key="org-2", role="partner", now=NOON)
    outcome = installed("zaken", "show", case, "--als", "partner")
    assert outcome.code == 0
    assert "Plein" in outcome.out and "Vraag stellen" not in outcome.out


def test_a_case_of_others_looks_like_one_that_is_not_there(installed):
    case = start(STRANGER, "Park")
    others, nowhere = (installed("zaken", "show", n, "--als", "regisseur") for n in (case, case + 1))
    assert others.code == nowhere.code == 1
    assert others.err.replace(str(case), "N") == nowhere.err.replace(str(case + 1), "N")


def test_nobody_sees_cases_without_saying_who_looks(installed):
    assert installed("zaken", "list").code == 2
    assert installed("zaken", "list", "--als", "niemand").code == 1


@pytest.mark.parametrize("address", ["onzin", "mysql://a/b", "postgresql://a:b@localhost:x/y"])
def test_an_address_of_no_database_of_ours_is_refused_with_an_example(zevenstap, address):
    refused = zevenstap("zaken", "list", "--als", "regisseur", database_url=address)
    assert refused.code == 2 and "postgresql://gebruiker" in refused.err


def test_a_database_of_another_version_is_refused_before_anything_is_done(installed):
    with db.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    refused = installed("zaken", "list", "--als", "regisseur")
    assert refused.code == 1 and "Draai eerst: zevenstap init" in refused.err
