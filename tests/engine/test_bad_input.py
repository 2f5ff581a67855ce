"""What cannot be read, hangs or quits becomes an incident that names the case and the cause; the rest goes on."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text, update

from engine import calling, claims, db, incidents, jobs
from engine.models import Incident, Job, JobState, ProcessInstance, Variable
from engine.registry import Handler, Registry
from tests.engine.test_jobs import REGIE, SEND, SendBericht, Sent, registry
from tests.runtime.drawing import NOON, diagram, user_task


def sending():
    return registry(lambda given, job: Sent(given.aan))


def told() -> list[tuple[int | None, str, str]]:
    with db.reading() as session:
        return [(i.instance_id, i.activity_id, i.error) for i in incidents.open_incidents(session)]


def spoil(statement: object) -> None:
    with db.transaction() as session:
        session.execute(statement)


def timer(name: str, duration: str) -> str:
    inner = f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"
    return f'<intermediateCatchEvent id="{name}">{inner}</intermediateCatchEvent>'


BROKEN_SNAPSHOTS = [b"", b"geheim: Sanne", b"[]", b"{}", b'{"v": 1}', b'{"$t": "geheim", "v": 1}', b"\xff\xfe", b"null"]


@pytest.mark.parametrize("snapshot", BROKEN_SNAPSHOTS)
def test_a_snapshot_that_cannot_be_read_is_an_incident_of_that_case(walk, snapshot):
    case = walk(SEND, registry=sending(), partner="org-2")
    spoil(update(ProcessInstance).values(snapshot=snapshot))
    case.run_jobs()
    assert told() == [(case.id, "sturen", "Unreadable (stand van de zaak)")]


def test_a_snapshot_cut_off_anywhere_never_stops_the_worker_and_never_shows_a_value(walk):
    case = walk(SEND, registry=sending(), partner="org-2")
    with db.reading() as session:
        whole = session.scalars(select(ProcessInstance.snapshot)).one()
    for end in range(0, len(whole), 7):
        spoil(update(ProcessInstance).values(snapshot=whole[:end]))
        spoil(delete(Incident))
        spoil(update(Job).values(state=JobState.OPEN, attempts=0, locked_until=None, due_at=NOON))
        case.run_jobs()
        assert told() == [(case.id, "sturen", "Unreadable (stand van de zaak)")]


def test_a_variable_that_cannot_be_read_is_named_without_its_value(walk):
    case = walk(SEND, registry=sending(), partner="org-2")
    spoil(update(Variable).values(value=b"{geheim"))
    case.run_jobs()
    assert told() == [(case.id, "sturen", "Unreadable (gegeven partner)")]


@pytest.mark.parametrize(
    ("payload", "cause"),
    [(b"{geheim", "opdracht"), (b'["x"]', "invoer"), (b'{"anders": 1}', "invoer"), (b"{}", "invoer"), (b"7", "invoer")],
)
@pytest.mark.parametrize("inner", [False, True])
def test_a_payload_of_another_shape_is_an_incident_at_once(walk, payload, cause, inner):
    def call(*given):
        if inner and given[2].attempt == 0:
            raise ConnectionError  # so that it stays a job, whose payload can be spoilt
        return Sent("x")

    case = walk(SEND, registry=registry(call, inner=inner), partner="org-2")
    spoil(update(Job).values(payload=payload, due_at=NOON))
    case.run_jobs()
    assert told() == [(case.id, "sturen", f"Unreadable ({cause})")]


def test_work_of_other_cases_goes_on_beside_one_that_cannot_be_read_and_a_retry_mends_it(walk):
    made = sending()
    case = walk(SEND, registry=made, partner="org-2")
    with db.reading() as session:
        whole = session.scalars(select(ProcessInstance.snapshot)).one()
    spoil(update(ProcessInstance).values(snapshot=b"stuk"))
    with db.transaction() as session:
        other = jobs.add(session, kind="mail", topic="bericht.sturen", payload={"aan": "x"}, due_at=NOON, now=NOON).id
    case.run_jobs()
    with db.transaction() as session:
        assert session.get_one(Job, other).state is JobState.DONE
        [incident] = incidents.open_incidents(session)
        incidents.retry(session, incident.id, by="user-1", now=case.now, reason="hersteld")
    spoil(update(ProcessInstance).values(snapshot=whole))
    case.run_jobs()
    assert told() == [] and case.open == ["na"]


def test_a_call_that_never_comes_back_is_left_behind_and_counts_as_an_attempt(walk, monkeypatch):
    monkeypatch.setattr(calling, "PATIENCE", 0.05)
    for_ever, called = threading.Event(), []

    def hang(given, job):
        called.append(job.attempt)
        for_ever.wait(30)
        return Sent(given.aan)

    case = walk(SEND, registry=registry(hang), partner="org-2")
    for _ in range(claims.MAX_ATTEMPTS):
        case.run_jobs(after=timedelta(hours=2))
    for_ever.set()
    assert called == list(range(1, claims.MAX_ATTEMPTS + 1))
    assert told() == [(case.id, "sturen", "HandlerHangs")]
    assert case.open == []


def test_what_a_call_answers_after_it_was_left_behind_is_not_taken(walk, monkeypatch):
    monkeypatch.setattr(calling, "PATIENCE", 0.05)
    slow = threading.Event()
    case = walk(SEND, registry=registry(lambda given, job: slow.wait(30) and Sent("te laat")), partner="org-2")
    case.run_jobs()
    slow.set()
    monkeypatch.setattr(calling, "PATIENCE", 30)
    case.run_jobs(after=timedelta(hours=2))
    assert case.open == ["na"] and case.variables["verzonden_aan"] == "te laat"


@pytest.mark.parametrize("quits", [SystemExit, KeyboardInterrupt, GeneratorExit, MemoryError])
def test_a_handler_that_means_to_end_the_process_ends_only_its_own_attempt(walk, quits):
    def quit(given, job):
        raise quits

    case = walk(SEND, registry=registry(quit), partner="org-2")
    assert case.run_jobs() == 1
    with db.reading() as session:
        [job] = session.scalars(select(Job))
        assert (job.state, job.attempts) == (JobState.OPEN, 1)
        assert job.error == ("MemoryError" if quits is MemoryError else "HandlerQuit")


TWO_TIMERS = diagram(
    "<startEvent id='begin'/><parallelGateway id='s'/><endEvent id='klaar'/><endEvent id='ander_einde'/>"
    f"<endEvent id='einde_werk'/>{timer('eerst', 'PT1H')}{timer('daarna', 'PT2H')}{user_task('werk', **REGIE)}"
    f"{user_task('na', **REGIE)}<exclusiveGateway id='vraag'/>"
    "[begin>s][s>eerst][s>daarna][s>werk][werk>einde_werk][eerst>vraag][vraag>klaar if stuk = 1]"
    "[vraag>ander_einde if stuk = 2][daarna>na][na>klaar]"
)


def test_a_timer_whose_path_fails_is_an_incident_and_stops_no_other_timer_and_no_person(walk):
    case = walk(TWO_TIMERS, stuk=3)
    case.run_jobs(after=timedelta(hours=3))
    assert told() == [(case.id, "eerst", "StepFailed (vraag)")]
    assert case.open == ["na", "werk"]
    case.complete("werk")
    case.complete("na")
    assert case.open == [] and not case.completed


def test_the_incident_of_a_timer_can_be_mended_and_tried_again(walk):
    case = walk(TWO_TIMERS, stuk=3)
    case.run_jobs(after=timedelta(hours=3))
    with db.transaction() as session:
        session.execute(text("update variable set value = :value"), {"value": b"1"})
        [incident] = incidents.open_incidents(session)
        incidents.retry(session, incident.id, by="user-1", now=case.now, reason="hersteld")
    case.run_jobs()
    case.complete("werk")
    case.complete("na")
    assert told() == [] and case.completed


def test_a_topic_nobody_handles_is_an_incident_and_not_the_end_of_the_worker(walk):
    case = walk(SEND, registry=Registry(), partner="org-2")
    case.run_jobs()
    assert told() == [(case.id, "sturen", "HandlerMissing")]


def test_what_an_outer_handler_hands_over_in_a_wrong_shape_is_an_attempt_that_failed(walk):
    made = Registry()
    made.add(
        Handler("bericht.sturen", "", "", SendBericht, Sent, (), False, lambda given, job: {"verzonden_aan": "geheim"})
    )
    case = walk(SEND, registry=made, partner="org-2")
    for _ in range(claims.MAX_ATTEMPTS):
        case.run_jobs(after=timedelta(hours=2))
    assert told() == [(case.id, "sturen", "TypeError")]
