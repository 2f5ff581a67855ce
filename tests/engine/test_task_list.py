"""The list of open tasks: complete and in order, from whichever side it is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine import access, db, tasks
from engine.errors import NotACandidate
from engine.models import Task, TaskCandidate
from tests.engine.conftest import COLLEAGUE, REGISSEUR, STRANGER
from tests.engine.test_tasks import TWO_STEPS

NOW = datetime(2026, 3, 2, 13, tzinfo=UTC)
TERMS = [5, None, 3, 3, None, 9, 1, None, 7, None, None, 2]


@pytest.fixture(params=[200, 0], ids=["few cases", "many cases"])
def filled(walk, request, monkeypatch) -> int:
    """A case with tasks with and without a term, some taken by a colleague; read from both sides."""
    monkeypatch.setattr(access, "FEW", request.param)
    case = walk(TWO_STEPS, partner="org-2")
    with db.transaction() as session:
        for number, days in enumerate(TERMS):
            session.add(
                Task(
                    instance_id=case.id,
                    spiff_task_id=f"los-{number}",
                    process_key="p",
                    activity_id=f"los{number}",
                    name="los",
                    created_at=NOW,
                    due_at=None if days is None else NOW + timedelta(days=days),
                    assignee="user-2" if number in (3, 4) else None,
                    candidates=[TaskCandidate(group_key="procesregisseur")],
                )
            )
    return case.id


def walked(actor, size, which="alle") -> list[str]:
    found, page = [], 1
    with db.reading() as session:
        while True:
            one = tasks.open_tasks(session, actor, which=which, now=NOW, page=page, size=size)
            found += [t.activity_id for t in one.rows]
            if page >= one.pages:
                return found
            page += 1


@pytest.mark.parametrize("size", [1, 2, 5, 7, 50])
def test_by_term_every_task_comes_once_and_those_without_a_term_come_last(filled, size):
    numbers = [n for n in range(len(TERMS)) if n not in (3, 4)]
    dated = sorted((n for n in numbers if TERMS[n] is not None), key=lambda n: (TERMS[n], n))
    undated = [f"los{n}" for n in numbers if TERMS[n] is None]
    assert walked(REGISSEUR, size) == [f"los{n}" for n in dated] + ["wegen", *undated]


def test_a_task_taken_by_a_colleague_stands_in_his_list_only(filled):
    assert walked(COLLEAGUE, 25, "mijn") == ["los3", "los4"]
    assert {"los3", "los4"}.isdisjoint(walked(REGISSEUR, 25))


def test_a_stranger_sees_nothing_from_either_side(filled):
    assert walked(STRANGER, 25) == []


def test_who_left_the_organisation_he_was_invited_for_takes_part_no_longer(filled):
    mover = access.Actor("user-7", "org-3", frozenset({"org-3"}))
    with db.transaction() as session:
        access.invite(session, filled, organisation_key="org-3", role="partner", now=NOW, user_key="user-7")
    with db.reading() as session:
        assert access.takes_part(session, mover, filled)
        assert not access.takes_part(session, access.Actor("user-7", "org-4", frozenset({"org-4"})), filled)


def test_a_role_at_home_gives_no_right_in_a_case_where_one_takes_part_as_something_else(filled):
    guest = access.Actor("user-8", "org-8", frozenset({"procesregisseur", "org-8"}))
    with db.transaction() as session:
        access.invite(session, filled, organisation_key="org-8", role="partner", now=NOW)
    assert walked(guest, 25) == []
    with db.reading() as session:
        task = next(t for t in tasks.of_instance(session, filled) if t.activity_id == "wegen")
        assert not tasks.may_do(task, guest)
        with pytest.raises(NotACandidate):
            tasks.get(session, task.id, by=guest)
