"""A case held still does nothing; let go it goes on where it was; stopped it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import claims, db, history, jobs, wake
from engine.errors import InstanceEnded, InstanceSuspended, ReasonMissing
from engine.models import HistoricActivity, Incident, InstanceState, JobState, Subscription, TaskState
from engine.operations import suspension
from engine.registry import Handler, Registry
from tests.operations import hand
from tests.operations.hand import REGIE
from tests.operations.test_clock import DAY, REMINDED
from tests.runtime.drawing import NOON, diagram, user_task

CALLING = diagram(
    '<startEvent id="begin"/><endEvent id="klaar"/>'
    '<serviceTask id="sturen" camunda:type="external" camunda:topic="bericht.sturen"/>'
    f"{user_task('na', **REGIE)}[begin>sturen][sturen>na][na>klaar]"
)
WAITING = diagram(
    '<startEvent id="begin"/><endEvent id="klaar"/><parallelGateway id="g"/><parallelGateway id="h"/>'
    f"{user_task('werk', **REGIE)}"
    '<intermediateCatchEvent id="antwoord"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
    "[begin>g][g>werk][g>antwoord][werk>h][antwoord>h][h>klaar]",
    before='<message id="m" name="antwoord"/>',
)


@dataclass(frozen=True)
class Nothing:
    """A handler that asks for nothing."""


def calling(call) -> Registry:
    made = Registry()
    made.add(Handler("bericht.sturen", "Sturen", "", Nothing, None, (), False, call))
    made.add(Handler("mail.sturen", "Mail", "", Nothing, None, (), False, call))
    return made


def test_a_suspended_case_lets_no_task_be_completed_and_no_message_in(walk):
    case = walk(WAITING)
    hand.suspend(case)
    with pytest.raises(InstanceSuspended) as refused:
        case.complete("werk")
    assert refused.value.since == NOON
    with pytest.raises(InstanceSuspended):
        case.send("antwoord")
    hand.let_go(case)
    case.complete("werk")
    case.send("antwoord")
    assert case.completed


def test_no_job_of_a_suspended_case_runs_and_what_is_due_runs_at_once_when_it_goes_on(walk):
    case = walk(REMINDED)
    hand.suspend(case)
    case.run_jobs(after=3 * DAY)
    assert case.open == ["werk"] and hand.jobs_of(case)[0][0] is JobState.HELD
    hand.let_go(case)
    case.run_jobs()
    assert case.open == ["bellen", "werk"]


def test_a_late_answer_to_a_suspended_case_is_not_taken_and_the_work_is_done_again_under_the_same_key(walk):
    keys = []

    def call(given, job):
        keys.append(job.job_id)
        if len(keys) == 1:
            hand.suspend(case)

    case = walk(CALLING, registry=calling(call))
    case.run_jobs()
    assert case.open == [] and hand.jobs_of(case, "handler")[0][0] is JobState.HELD
    hand.let_go(case)
    case.run_jobs(after=claims.LEASE)
    assert case.open == ["na"]
    assert len(keys) == 2 and len(set(keys)) == 1


def test_a_mail_that_was_under_way_when_its_case_was_suspended_is_not_sent_again(walk):
    sent = []

    def call(given, job):
        sent.append(job.job_id)
        hand.suspend(case)

    case = walk(REMINDED, registry=calling(call))
    with db.transaction() as session:
        jobs.add(session, kind="mail", topic="mail.sturen", payload={}, due_at=NOON, now=NOON, instance_id=case.id)
    case.run_jobs()
    hand.let_go(case)
    case.run_jobs(after=claims.LEASE)
    assert len(sent) == 1


def test_a_case_can_be_suspended_while_its_clock_stands_still_and_each_ends_on_its_own(walk):
    case = walk(REMINDED)
    with db.transaction() as session:
        jobs.add(session, kind="mail", topic="x.y", payload={}, due_at=NOON + DAY, now=NOON, instance_id=case.id)
    hand.pause(case)
    hand.suspend(case)
    assert {state for state, _ in hand.jobs_of(case) + hand.jobs_of(case, "mail")} == {JobState.HELD}
    hand.let_go(case)
    assert [hand.jobs_of(case)[0][0], hand.jobs_of(case, "mail")[0][0]] == [JobState.HELD, JobState.OPEN]
    hand.suspend(case)
    case.now += DAY
    hand.run_again(case)
    assert hand.jobs_of(case) == [(JobState.HELD, NOON + 3 * DAY)]


def test_suspending_twice_changes_nothing_and_a_reason_is_needed(walk):
    case = walk(REMINDED)
    assert hand.suspend(case) is True
    assert hand.suspend(case) is False
    assert hand.let_go(case) is True
    assert hand.let_go(case) is False
    assert [row[0] for row in hand.history_of(case)] == ["suspended", "resumed"]
    with pytest.raises(ReasonMissing), db.transaction() as session:
        suspension.suspend(session, case.id, reason=" ", by=hand.OPERATOR, now=NOON)


def test_a_stopped_case_has_no_open_task_no_waiting_job_and_waits_for_nothing(walk):
    case = walk(WAITING)
    task = case.task_id("werk")
    hand.cancel(case)
    instance = hand.instance_of(case)
    assert (instance.state, instance.ended_at) == (InstanceState.CANCELLED, NOON)
    assert case.open == [] and case.state_of(task) is TaskState.CANCELLED
    with db.reading() as session:
        assert session.scalars(select(Subscription)).all() == []
    assert hand.history_of(case) == [("cancelled", "Zaak gestopt", hand.OPERATOR, hand.WHY)]


def test_history_shows_what_was_at_work_as_withdrawn(walk):
    case = walk(REMINDED)
    hand.cancel(case)
    with db.reading() as session:
        states = {row.activity_id: row.state for row in history.last_of_elements(session, case.id)}
        last = session.scalars(select(HistoricActivity).where(HistoricActivity.state == "cancelled")).all()
    assert states["werk"] == "cancelled" and "started" not in states.values()
    assert [row.activity_id for row in last] == ["werk"]


def test_timers_reminders_and_mails_of_a_stopped_case_never_come(walk):
    case = walk(REMINDED)
    with db.transaction() as session:
        jobs.add(session, kind="mail", topic="x.y", payload={}, due_at=NOON + DAY, now=NOON, instance_id=case.id)
    hand.cancel(case)
    assert case.run_jobs(after=30 * DAY) == 0
    assert {state for state, _ in hand.jobs_of(case) + hand.jobs_of(case, "mail")} == {JobState.CANCELLED}


def test_the_answer_of_a_handler_that_was_at_work_when_the_case_was_stopped_is_refused(walk):
    case = walk(CALLING, registry=calling(lambda given, job: hand.cancel(case)))
    case.run_jobs()
    assert case.open == [] and hand.jobs_of(case, "handler")[0][0] is JobState.CANCELLED
    assert hand.instance_of(case).state is InstanceState.CANCELLED


def test_a_case_that_is_broken_or_suspended_can_be_stopped(walk):
    def fail(given, job):
        raise OSError

    case = walk(CALLING, registry=calling(fail))
    for _ in range(claims.MAX_ATTEMPTS):
        case.run_jobs(after=timedelta(hours=2))
    with db.transaction() as session:
        session.execute(hand.ProcessInstance.__table__.update().values(snapshot=b"onleesbaar"))
    hand.suspend(case)
    hand.cancel(case)
    with db.reading() as session:
        assert [row.resolved_by for row in session.scalars(select(Incident))] == [hand.OPERATOR]
    for deed in (hand.cancel, hand.suspend, hand.let_go):
        with pytest.raises(InstanceEnded):
            deed(case)


def test_a_worker_that_rests_is_called_for_the_work_that_a_resumed_case_lets_go(walk):
    case = walk(CALLING, registry=calling(lambda *_: None))
    hand.suspend(case)
    with wake.hearing(db.make_session.kw["bind"]) as bell:
        bell.clear()
        hand.let_go(case)
        assert bell.wait(5)
