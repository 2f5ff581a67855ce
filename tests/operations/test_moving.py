"""The operator moves a token: what it leaves is withdrawn, and history says who did it and why."""

from __future__ import annotations

import pytest

from engine import db, runtime
from engine.errors import InstanceSuspended
from engine.models import JobState, ProcessInstance, TaskState
from engine.operations import moving
from tests.operations import hand
from tests.operations.hand import OPERATOR, WHY
from tests.operations.test_clock import REMINDED


def places(case):
    with db.reading() as session:
        found = moving.tokens(session, session.get_one(ProcessInstance, case.id), now=case.now)
        return {token.activity_id: token for token in found}


def move(case, source, target):
    with db.transaction() as session:
        moving.move(
            session,
            case.id,
            places(case)[source].spiff_task_id,
            target,
            reason=WHY,
            by=OPERATOR,
            now=case.now,
            catalogue=case.catalogue,
        )


def test_a_token_goes_on_from_where_it_was_put_and_what_it_left_is_withdrawn(walk):
    case = walk(REMINDED)
    left = case.task_id("werk")
    move(case, "werk", "later")
    assert case.open == ["later"]
    assert case.state_of(left) is TaskState.CANCELLED
    assert hand.jobs_of(case)[0][0] is JobState.CANCELLED
    assert hand.history_of(case) == [("moved", "Zaak verplaatst: van werk naar later", OPERATOR, WHY)]


def test_a_token_cannot_go_where_nothing_is_and_a_suspended_case_stays_where_it_is(walk):
    case = walk(REMINDED)
    with pytest.raises(runtime.MoveRefused):
        move(case, "werk", "nergens")
    hand.suspend(case)
    with pytest.raises(InstanceSuspended):
        move(case, "werk", "later")
    assert case.open == ["werk"] and len(hand.history_of(case)) == 1
