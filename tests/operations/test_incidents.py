"""An incident is tried again or handled by the operator, and the case remembers who did it and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from engine import claims, db, incidents, jobs
from engine.errors import ErrorNotCaught, InstanceSuspended, JobNotFound, ReasonMissing
from engine.incidents import Filter, Way, WayRefused
from engine.models import Incident, Job, JobState
from engine.registry import Handler, Registry
from tests.operations import hand
from tests.operations.hand import OPERATOR, REGIE, WHY
from tests.runtime.drawing import NOON, diagram, user_task

LETTER = diagram(
    '<startEvent id="begin"/><endEvent id="klaar"/>'
    '<serviceTask id="brief" camunda:type="external" camunda:topic="brief.sturen"/>'
    '<boundaryEvent id="fout" attachedToRef="brief"><errorEventDefinition errorRef="e"/></boundaryEvent>'
    f"{user_task('na', **REGIE)}{user_task('bellen', **REGIE)}"
    "[begin>brief][brief>na][na>klaar][fout>bellen][bellen>klaar]",
    before='<error id="e" name="onbekend" errorCode="adres_onbekend"/>',
)


@dataclass(frozen=True)
class Nothing:
    """A handler that asks for nothing."""


@dataclass(frozen=True)
class Sent:
    verzonden_op: str


def registry(call, *, inner=False, output=None) -> Registry:
    made = Registry()
    made.add(Handler("brief.sturen", "Brief", "", Nothing, output, ("adres_onbekend", "anders"), inner, call))
    return made


def failing(*given):
    raise OSError


def broken(walk, *, inner=False, output=None):
    """A case whose letter did not go out."""
    case = walk(LETTER, registry=registry(failing, inner=inner, output=output))
    for _ in range(claims.MAX_ATTEMPTS):
        case.run_jobs(after=timedelta(hours=2))
    return case


def the_incident() -> int:
    with db.reading() as session:
        return incidents.open_incidents(session)[0].id


def resolve(case, way, code=""):
    with db.transaction() as session:
        incidents.resolve(
            session,
            the_incident(),
            way,
            reason=WHY,
            by=OPERATOR,
            now=case.now,
            catalogue=case.catalogue,
            code=code,
        )


def fail_alone(topic="mail.sturen", error="OSError", instance_id=None) -> int:
    """A job out of attempts that no process waits for."""
    with db.transaction() as session:
        job = jobs.add(session, kind="mail", topic=topic, payload={}, due_at=NOON, now=NOON, instance_id=instance_id)
        claims.incident(session, job, error, now=NOON)
        session.flush()
        return incidents.open_incidents(session)[0].id


def test_trying_again_gives_the_job_its_attempts_back_and_stands_in_the_history(walk):
    case = broken(walk)
    with db.transaction() as session:
        incidents.retry(session, the_incident(), reason=WHY, by=OPERATOR, now=case.now)
    assert hand.jobs_of(case, "handler") == [(JobState.OPEN, case.now)]
    assert hand.history_of(case) == [("incident_retried", "Storing: opnieuw geprobeerd: brief", OPERATOR, WHY)]


def test_the_work_of_a_suspended_case_that_is_tried_again_waits_until_the_case_goes_on(walk):
    case = broken(walk)
    hand.suspend(case)
    with db.transaction() as session:
        incidents.retry(session, the_incident(), reason=WHY, by=OPERATOR, now=case.now)
    assert hand.jobs_of(case, "handler")[0][0] is JobState.HELD
    hand.let_go(case)
    assert hand.jobs_of(case, "handler")[0][0] is JobState.OPEN


def test_nobody_tries_again_without_a_reason_or_twice(walk):
    case = broken(walk)
    number = the_incident()
    with pytest.raises(ReasonMissing), db.transaction() as session:
        incidents.retry(session, number, reason="", by=OPERATOR, now=case.now)
    with db.transaction() as session:
        incidents.retry(session, number, reason=WHY, by=OPERATOR, now=case.now)
    with pytest.raises(JobNotFound), db.transaction() as session:
        incidents.retry(session, number, reason=WHY, by=OPERATOR, now=case.now)


def test_work_that_somebody_did_by_hand_lets_the_case_go_on(walk):
    case = broken(walk)
    resolve(case, Way.DONE)
    assert case.open == ["na"]
    assert hand.history_of(case)[-1] == ("incident_resolved", "Storing afgehandeld: brief (gelukt)", OPERATOR, WHY)


@pytest.mark.parametrize("how", [{"inner": True}, {"output": Sent}])
def test_work_that_writes_or_delivers_something_cannot_be_called_done(walk, how):
    case = broken(walk, **how)
    with pytest.raises(WayRefused):
        resolve(case, Way.DONE)
    assert case.open == [] and the_incident()


def test_the_diagram_takes_over_with_the_error_the_operator_chose(walk):
    case = broken(walk)
    resolve(case, Way.ERROR, "adres_onbekend")
    assert case.open == ["bellen"]


def test_an_error_that_the_handler_does_not_know_or_the_diagram_does_not_catch_is_refused(walk):
    case = broken(walk)
    with pytest.raises(WayRefused):
        resolve(case, Way.ERROR, "verzonnen")
    with pytest.raises(ErrorNotCaught):
        resolve(case, Way.ERROR, "anders")
    assert the_incident() and hand.history_of(case) == []


def test_a_step_of_a_suspended_case_is_not_taken_by_handling_its_incident(walk):
    case = broken(walk)
    hand.suspend(case)
    with pytest.raises(InstanceSuspended):
        resolve(case, Way.DONE)


def test_only_work_that_no_process_waits_for_may_lapse(walk):
    case = broken(walk)
    with pytest.raises(WayRefused):
        resolve(case, Way.DROP)
    resolve(case, Way.DONE)
    fail_alone()
    resolve(case, Way.DROP)
    with db.reading() as session:
        assert [job.state for job in session.query(Job) if job.kind == "mail"] == [JobState.CANCELLED]
        assert incidents.count_open(session) == 0


def test_an_incident_without_a_case_remembers_who_closed_it_how_and_why(database):
    number = fail_alone()
    with db.transaction() as session:
        incidents.retry(session, number, reason=WHY, by=OPERATOR, now=NOON)
    with db.reading() as session:
        row = session.get_one(Incident, number)
    assert (row.resolved_by, row.resolved_at, row.resolution, row.reason) == (OPERATOR, NOON, "opnieuw", WHY)


def test_incidents_are_found_by_topic_class_of_error_and_case(database):
    for topic, error in (("a.b", "OSError"), ("a.b", "OSError (x)"), ("a.b", "OSErrorMore"), ("c.d", "OSError")):
        fail_alone(topic, error)
    with db.reading() as session:
        assert incidents.count_open(session, only=Filter(topic="a.b")) == 3
        assert len(incidents.open_ids(session, only=Filter(topic="a.b", error="OSError"))) == 2
        assert incidents.count_open(session, only=Filter(instance_id=5)) == 0
        assert incidents.kinds(session) == (["a.b", "c.d"], ["OSError", "OSErrorMore"])


def test_incidents_come_in_pages_the_newest_first(database):
    made = [fail_alone() for _ in range(5)]
    with db.reading() as session:
        assert [row.id for row in incidents.open_incidents(session, page=2, size=2)] == [made[2], made[1]]
