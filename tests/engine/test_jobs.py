"""Work for machines: claimed once, tried again, never lost, and in the end shown to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine import claims, db, incidents, jobs
from engine.models import HistoricActivity, Job, JobState
from engine.registry import BpmnError, Handler, Registry
from tests.runtime.drawing import NOON, diagram, extension, user_task

REGIE = {"candidateGroups": "procesregisseur"}
INPUTS = extension(
    '<camunda:inputOutput><camunda:inputParameter name="aan">=partner</camunda:inputParameter></camunda:inputOutput>'
)
SEND = diagram(
    '<startEvent id="begin"/><endEvent id="klaar"/>'
    f'<serviceTask id="sturen" camunda:type="external" camunda:topic="bericht.sturen">{INPUTS}</serviceTask>'
    '<boundaryEvent id="fout" attachedToRef="sturen"><errorEventDefinition errorRef="e"/></boundaryEvent>'
    f"{user_task('adres_zoeken', **REGIE)}{user_task('na', **REGIE)}"
    "[begin>sturen][sturen>na][na>klaar][fout>adres_zoeken][adres_zoeken>klaar]",
    before='<error id="e" name="onbekend" errorCode="adres_onbekend"/>',
)
REMINDER = diagram(
    '<startEvent id="begin"/><endEvent id="klaar"/><endEvent id="gebeld"/>'
    f"{user_task('werk', **REGIE)}{user_task('bellen', **REGIE)}"
    '<boundaryEvent id="termijn" cancelActivity="false" attachedToRef="werk"><timerEventDefinition>'
    "<timeDuration>P2D</timeDuration></timerEventDefinition></boundaryEvent>"
    "[begin>werk][werk>klaar][termijn>bellen][bellen>gebeld]"
)


@dataclass(frozen=True)
class SendBericht:
    aan: str


@dataclass(frozen=True)
class Sent:
    verzonden_aan: str


def registry(call, *, inner=False) -> Registry:
    made = Registry()
    made.add(
        Handler(
            topic="bericht.sturen",
            title="Bericht sturen",
            description="",
            input_type=SendBericht,
            output_type=Sent,
            errors=("adres_onbekend",),
            inner=inner,
            call=call,
        )
    )
    return made


def open_jobs() -> list[tuple[str, JobState, int]]:
    with db.reading() as session:
        return [(j.kind, j.state, j.attempts) for j in session.scalars(select(Job).order_by(Job.id))]


def test_an_outer_handler_is_called_by_the_worker_and_its_output_goes_on(walk):
    seen = []
    case = walk(SEND, registry=registry(lambda given, job: seen.append(job.job_id) or Sent(given.aan)), partner="org-2")
    assert case.open == [] and seen == []
    assert case.run_jobs() == 1
    assert case.open == ["na"]
    assert case.variables["verzonden_aan"] == "org-2"


def test_an_inner_handler_is_done_within_the_step_that_reached_it(walk):
    case = walk(SEND, registry=registry(lambda session, given, job: Sent(given.aan), inner=True), partner="org-2")
    assert case.open == ["na"]


def test_a_failing_handler_is_tried_again_later_and_with_the_same_key(walk):
    keys = []

    def fail_once(given, job):
        keys.append(job.job_id)
        if len(keys) == 1:
            raise ConnectionError("a message that may hold anything")
        return Sent(given.aan)

    case = walk(SEND, registry=registry(fail_once), partner="org-2")
    case.run_jobs()
    assert case.run_jobs() == 0  # it waits
    case.run_jobs(after=timedelta(minutes=2))
    assert case.open == ["na"]
    assert len(set(keys)) == 1


def test_after_the_last_attempt_there_is_an_incident_without_the_message_and_retry_mends_it(walk):
    broken = [True]

    def fail(given, job):
        if broken:
            raise ConnectionError("Sanne Voorbeeld woont hier")
        return Sent(given.aan)

    case = walk(SEND, registry=registry(fail), partner="org-2")
    for _ in range(claims.MAX_ATTEMPTS):
        case.run_jobs(after=timedelta(hours=2))
    with db.transaction() as session:
        [incident] = incidents.open_incidents(session)
        assert (incident.topic, incident.error) == ("bericht.sturen", "ConnectionError")
        incidents.retry(session, incident.id, reason="Weer proberen", by="user-1", now=case.now)
    broken.clear()
    case.run_jobs()
    assert case.open == ["na"]
    with db.reading() as session:
        assert incidents.count_open(session) == 0


@pytest.mark.parametrize("inner", [False, True])
def test_a_failure_the_diagram_foresaw_becomes_work_for_a_person(walk, inner):
    def refuse(*_):
        raise BpmnError("adres_onbekend")

    case = walk(SEND, registry=registry(refuse, inner=inner), partner="org-2")
    case.run_jobs()
    assert case.open == ["adres_zoeken"]


def test_an_inner_handler_that_fails_leaves_the_step_standing_and_stays_a_job(walk):
    attempts = []

    def fail_once(session, given, job):
        attempts.append(job.attempt)
        session.add(
            HistoricActivity(
                instance_id=job.instance_id,
                process_key="",
                activity_id="",
                name="half",
                kind="note",
                state="completed",
                at=NOON,
            )
        )
        session.flush()
        if len(attempts) == 1:
            raise ValueError
        return Sent(given.aan)

    case = walk(SEND, registry=registry(fail_once, inner=True), partner="org-2")
    assert case.open == [] and open_jobs() == [("handler", JobState.OPEN, 1)]
    with db.reading() as session:
        assert session.scalar(select(HistoricActivity).where(HistoricActivity.name == "half")) is None
    case.run_jobs(after=timedelta(minutes=2))
    assert case.open == ["na"]


def test_a_worker_that_died_leaves_a_lock_that_expires(walk):
    case = walk(SEND, registry=registry(lambda given, job: Sent(given.aan)), partner="org-2")
    with db.transaction() as session:
        assert claims.claim(session, 1, now=case.now) is not None
    assert case.run_jobs() == 0
    case.run_jobs(after=claims.LEASE)
    assert case.open == ["na"]


def test_the_only_worker_takes_back_at_its_start_what_a_killed_one_held(walk):
    case = walk(SEND, registry=registry(lambda given, job: Sent(given.aan)), partner="org-2")
    with db.transaction() as session:
        claims.claim(session, 1, now=case.now)
    with db.transaction() as session:
        claims.take_back_all(session, now=case.now)
    assert case.run_jobs() == 1
    assert case.open == ["na"]


def test_a_worker_that_died_on_the_last_attempt_becomes_an_incident(walk):
    case = walk(SEND, registry=registry(lambda given, job: Sent(given.aan)), partner="org-2")
    for _ in range(claims.MAX_ATTEMPTS):
        with db.transaction() as session:
            claims.claim(session, 1, now=case.now)
        case.now += claims.LEASE
    case.run_jobs()
    with db.reading() as session:
        assert [i.error for i in incidents.open_incidents(session)] == ["worker died"]


def test_an_answer_that_comes_after_the_case_moved_on_is_not_taken(walk):
    case = None

    def slow(given, job):
        with db.transaction() as session:
            jobs.cancel(session.get_one(Job, job.job_id), now=NOON)
        return Sent(given.aan)

    case = walk(SEND, registry=registry(slow), partner="org-2")
    case.run_jobs()
    assert case.open == []


def test_a_timer_is_a_job_that_fires_when_due_and_goes_when_the_task_is_done(walk):
    case = walk(REMINDER)
    assert open_jobs() == [("timer", JobState.OPEN, 0)]
    assert case.run_jobs(after=timedelta(days=1)) == 0
    assert case.run_jobs(after=timedelta(days=1)) == 1
    assert case.open == ["bellen", "werk"]

    case.complete("werk")
    case.complete("bellen")
    assert case.completed


def test_the_timer_of_a_finished_task_is_cancelled(walk):
    case = walk(REMINDER)
    case.complete("werk")
    assert open_jobs() == [("timer", JobState.CANCELLED, 0)]
    assert case.run_jobs(after=timedelta(days=9)) == 0
