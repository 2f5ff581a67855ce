"""Who loses a role loses what he could do and see in that role, also what he had taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from engine import access, db, tasks
from engine.errors import InstanceNotFound, NotACandidate, TaskNotFound
from engine.models import ProcessInstance
from tests.engine.conftest import PARTNER, REGISSEUR
from tests.runtime.drawing import diagram, user_task

NOW = datetime(2026, 3, 2, 13, tzinfo=UTC)
ONE = diagram(
    f'<startEvent id="begin"/><endEvent id="klaar"/>{user_task("wegen", candidateGroups="procesregisseur")}'
    "[begin>wegen][wegen>klaar]"
)
MEMBER = replace(REGISSEUR, groups=frozenset({"jongerenwerk", "org-1"}))  # the same person, in another role


def case_of(session) -> int:
    return session.scalars(select(ProcessInstance.id)).one()


def test_a_task_that_was_taken_cannot_be_finished_after_the_role_is_gone(walk):
    case = walk(ONE)
    task_id = case.task_id("wegen")
    with db.transaction() as session:
        tasks.claim(session, task_id, by=REGISSEUR, now=NOW)
        access.invite(session, case_of(session), organisation_key="org-1", role="jongerenwerk", now=NOW)
    with pytest.raises(NotACandidate):
        case.complete_task(task_id, by=MEMBER)
    with db.transaction() as session, pytest.raises(NotACandidate):
        tasks.release(session, task_id, by=MEMBER, now=NOW)


def test_who_holds_no_role_of_the_case_any_more_does_not_know_it(walk):
    case = walk(ONE)
    with db.reading() as session:
        assert access.takes_part(session, REGISSEUR, case_of(session))
        assert not access.takes_part(session, MEMBER, case_of(session))
        with pytest.raises(TaskNotFound):
            tasks.get(session, case.task_id("wegen"), by=MEMBER)


def test_a_personal_invitation_in_a_role_ends_with_that_role(walk):
    walk(ONE)
    invited = replace(PARTNER, groups=frozenset({"boa", "org-2"}))
    with db.transaction() as session:
        instance_id = case_of(session)
        access.invite(session, instance_id, organisation_key="org-2", role="boa", now=NOW, user_key=PARTNER.user_key)
        assert access.roles_in(session, invited, instance_id) == {"boa"}
        assert access.roles_in(session, PARTNER, instance_id) == frozenset()
        with pytest.raises(InstanceNotFound):
            access.require_participant(session, PARTNER, instance_id)
