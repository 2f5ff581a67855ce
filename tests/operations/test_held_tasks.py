"""A task of a suspended case is nobody's to take, take over or give back."""

from __future__ import annotations

import pytest

from engine import db, tasks
from engine.errors import InstanceSuspended
from tests.engine.conftest import COLLEAGUE, REGISSEUR
from tests.operations import hand
from tests.operations.test_clock import REMINDED
from tests.runtime.drawing import NOON


def act(case, verb, by):
    with db.transaction() as session:
        verb(session, case.task_id("werk"), by=by, now=NOON)


def test_no_task_of_a_suspended_case_changes_hands(walk):
    case = walk(REMINDED)
    act(case, tasks.claim, REGISSEUR)
    hand.suspend(case)
    for verb, by in ((tasks.claim, REGISSEUR), (tasks.take_over, COLLEAGUE), (tasks.release, REGISSEUR)):
        with pytest.raises(InstanceSuspended):
            act(case, verb, by)
    hand.let_go(case)
    act(case, tasks.take_over, COLLEAGUE)
    act(case, tasks.release, COLLEAGUE)
