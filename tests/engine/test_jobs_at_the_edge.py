"""Jobs when something is out of the ordinary: late, looping, refused in an odd place, tried by two at once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from engine import claims, db, incidents, jobs, scheduler
from engine.models import HistoricActivity, Job, JobState
from engine.registry import BpmnError, Catalogue, Handler, Registry
from tests.engine.test_jobs import SEND, SendBericht, Sent, open_jobs, registry
from tests.runtime.drawing import NOON, diagram, user_task

REGIE = {"candidateGroups": "procesregisseur"}


def wait(name: str, duration: str) -> str:
    timer = f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"
    return f'<intermediateCatchEvent id="{name}">{timer}</intermediateCatchEvent>'


CHOICE_OF_TERMS = diagram(
    "<startEvent id='begin'/><endEvent id='klaar'/><eventBasedGateway id='g'/>"
    f"{wait('kort', 'PT5H')}{wait('lang', 'PT9H')}{user_task('na', **REGIE)}"
    "[begin>g][g>kort][g>lang][kort>na][lang>klaar][na>klaar]"
)
ENDLESS = diagram(
    "<startEvent id='begin'/><endEvent id='klaar'/><exclusiveGateway id='terug'/><exclusiveGateway id='verder'/>"
    '<serviceTask id="sturen" camunda:type="external" camunda:topic="bericht.sturen"><extensionElements>'
    '<camunda:inputOutput><camunda:inputParameter name="aan">x</camunda:inputParameter></camunda:inputOutput>'
    "</extensionElements></serviceTask>"
    "[begin>terug][terug>sturen][sturen>verder][verder>terug if 1 = 1][verder>klaar if 1 = 2]"
)


def outer(call, *, load=None, record=None) -> Registry:
    made = Registry()
    made.add(Handler("bericht.sturen", "Sturen", "", SendBericht, Sent, ("adres_onbekend",), False, call, load, record))
    return made


def refuse(*_):
    raise BpmnError("adres_onbekend")


def test_each_timer_behind_a_gateway_is_a_job_and_the_first_wakes_the_case(walk):
    case = walk(CHOICE_OF_TERMS)
    assert open_jobs() == [("timer", JobState.OPEN, 0)] * 2
    assert case.run_jobs(after=timedelta(hours=6)) == 1
    assert case.open == ["na"]
    assert sorted(state.value for _, state, _ in open_jobs()) == ["cancelled", "done"]


def test_a_loop_of_inner_handlers_does_not_hold_up_the_person_who_started_it(walk):
    calls = []
    walk(ENDLESS, registry=registry(lambda session, given, job: calls.append(1) or Sent(given.aan), inner=True))
    assert len(calls) == jobs.AT_ONCE
    assert open_jobs()[-1] == ("handler", JobState.OPEN, 0)


@pytest.mark.parametrize("where", ["load", "record"])
def test_a_foreseen_failure_while_loading_or_recording_is_work_for_a_person_too(walk, where):
    case = walk(SEND, registry=outer(lambda given, job: Sent(given.aan), **{where: refuse}), partner="org-2")
    case.run_jobs()
    assert case.open == ["adres_zoeken"]


def test_a_mail_that_fails_with_a_code_is_tried_again_for_there_is_no_diagram_to_ask(walk):
    case = walk(SEND, registry=outer(refuse), partner="org-2")
    with db.transaction() as session:
        mail = jobs.add(
            session,
            kind="mail",
            topic="bericht.sturen",
            payload={"aan": "x"},
            due_at=NOON - timedelta(hours=1),
            now=NOON,
            instance_id=case.id,
        ).id
    assert jobs.run(mail, case.catalogue, now=NOON)
    with db.reading() as session:
        job = session.get_one(Job, mail)
        assert (job.state, job.error, job.locked_until) == (JobState.OPEN, "BpmnError (adres_onbekend)", None)


def test_a_failure_that_comes_after_the_lease_does_not_free_the_job_of_the_next_worker(walk):
    case = None

    def slow_and_broken(given, job):
        with db.transaction() as session:
            assert claims.claim(session, job.job_id, now=NOON + claims.LEASE) is not None
        raise ConnectionError

    case = walk(SEND, registry=outer(slow_and_broken), partner="org-2")
    case.run_jobs()
    with db.reading() as session:
        [job] = session.scalars(select(Job))
        assert job.attempts == 2 and job.locked_until == NOON + 2 * claims.LEASE


def test_the_claim_asks_its_conditions_of_the_very_row_it_takes(walk):
    case = walk(SEND, registry=outer(lambda given, job: Sent(given.aan)), partner="org-2")
    seen = []
    with db.transaction() as session:
        bind = session.get_bind()
        event.listen(bind, "before_cursor_execute", lambda *given: seen.append(given[2]))
        assert claims.claim(session, 1, now=case.now) is not None
    [taking] = [text for text in seen if text.startswith("UPDATE job")]
    assert "SELECT" not in taking and "job.locked_until" in taking


def test_of_many_workers_at_once_one_gets_the_job(walk):
    called = []
    case = walk(SEND, registry=outer(lambda given, job: called.append(1) or Sent(given.aan)), partner="org-2")
    threads = [threading.Thread(target=jobs.run_due, args=[case.catalogue], kwargs={"now": NOON}) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert called == [1] and case.open == ["na"]


def test_the_incident_of_a_job_that_the_case_went_on_without_is_closed(walk):
    stoppable = SEND.replace(
        b'<bpmn:endEvent id="klaar"/>',
        b'<bpmn:endEvent id="klaar"/><bpmn:boundaryEvent id="stop" attachedToRef="sturen"><bpmn:messageEventDefinition '
        b'messageRef="m"/></bpmn:boundaryEvent><bpmn:sequenceFlow id="fs" sourceRef="stop" targetRef="na"/>',
    ).replace(b"<bpmn:process", b'<bpmn:message id="m" name="stoppen"/><bpmn:process', 1)

    def fail(given, job):
        raise ConnectionError

    case = walk(stoppable, registry=outer(fail), partner="org-2")
    for _ in range(claims.MAX_ATTEMPTS):
        case.run_jobs(after=timedelta(hours=2))
    with db.reading() as session:
        assert incidents.count_open(session) == 1
    case.send("stoppen")
    with db.reading() as session:
        assert incidents.count_open(session) == 0


def test_the_clock_keeps_ticking_after_a_tick_that_broke(database):
    asked, enough = [], threading.Event()

    def clock():
        asked.append(1)
        if len(asked) == 2:  # within the first tick; the first call plans it
            raise ArithmeticError
        if len(asked) > 6:
            enough.set()
        return NOON

    stop = scheduler.start(Catalogue(registry=Registry(), groups={}), clock=clock)
    try:
        assert enough.wait(timeout=15)
    finally:
        stop()


def test_history_names_who_did_a_task_and_nobody_for_the_machine(walk):
    case = walk(CHOICE_OF_TERMS)
    case.run_jobs(after=timedelta(hours=6))
    case.complete("na")
    with db.reading() as session:
        rows = session.scalars(select(HistoricActivity).order_by(HistoricActivity.id))
        assert {row.activity_id: row.by for row in rows if row.state == "completed"}["na"] == "user-1"
        assert session.scalar(select(HistoricActivity.by).where(HistoricActivity.activity_id == "kort")) is None
