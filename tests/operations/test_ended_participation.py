"""Whose participation somebody ended does not come back because the process opens a task for him."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from engine import access, db
from engine.access import Participant
from engine.errors import TaskNotFound
from tests.engine.conftest import PARTNER, Walk
from tests.operations.hand import REGIE
from tests.runtime.drawing import NOON, diagram, user_task

TO_PARTNER = diagram(
    '<startEvent id="begin"/><endEvent id="klaar"/>'
    f"{user_task('eerst', candidateGroups='org-2')}{user_task('dan', **REGIE)}"
    f"{user_task('weer', candidateGroups='org-2')}"
    f"{user_task('samen', candidateGroups='org-2,org-3')}"
    "[begin>eerst][eerst>dan][dan>weer][weer>samen][samen>klaar]"
)


def end(case: Walk) -> None:
    with db.transaction() as session:
        for row in session.scalars(select(Participant).where(Participant.organisation_key == "org-2")):
            row.until = NOON


@pytest.fixture
def told(walk):
    """A case whose partner did the first task, and what was said of tasks that nobody can do."""
    case = walk(TO_PARTNER)
    said: list[tuple[str, list[str]]] = []
    case.catalogue = replace(
        case.catalogue, nobody_can=lambda _session, _case, _task, name, away, _now: said.append((name, list(away)))
    )
    case.complete("eerst", by=PARTNER)
    return case, said


def test_a_new_task_does_not_bring_back_who_was_sent_away_and_somebody_hears_of_it(told):
    case, said = told
    end(case)
    case.complete("dan")
    assert case.open == ["weer"] and said == [("weer", ["org-2"])]
    with db.reading() as session:
        assert not access.takes_part(session, PARTNER, case.id)
    with pytest.raises(TaskNotFound):
        case.complete("weer", by=PARTNER)


def test_who_takes_part_still_is_not_spoken_of(told):
    case, said = told
    case.complete("dan")
    case.complete("weer", by=PARTNER)
    assert said == []


def test_a_task_that_another_can_do_needs_no_word(told):
    case, said = told
    case.complete("dan")
    end(case)
    with db.transaction() as session:
        access.invite(session, case.id, organisation_key="org-2", role="partner", now=NOON)
    case.complete("weer", by=PARTNER)
    end(case)
    assert said == [] and case.open == ["samen"]


def test_a_person_may_ask_him_back(told):
    case, _ = told
    end(case)
    case.complete("dan")
    with db.transaction() as session:
        access.invite(session, case.id, organisation_key="org-2", role="partner", now=NOON)
    case.complete("weer", by=PARTNER)
    assert case.open == ["samen"]
