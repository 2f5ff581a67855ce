"""The clock of a case: while it stands still nothing fires and people go on; then every term moves along."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import db, jobs
from engine.errors import InstanceEnded, ReasonMissing
from engine.models import JobState
from engine.operations import clock
from engine.registry import Handler, Registry
from tests.operations import hand
from tests.operations.hand import REGIE
from tests.runtime.drawing import NOON, diagram, user_task

DAY = timedelta(days=1)
REMINDED = diagram(
    '<startEvent id="begin"/><endEvent id="klaar"/><endEvent id="gebeld"/>'
    f"{user_task('werk', dueDate='P5D', followUpDate='P3D', **REGIE)}{user_task('bellen', **REGIE)}"
    f"{user_task('later', dueDate='P5D', **REGIE)}"
    '<boundaryEvent id="termijn" cancelActivity="false" attachedToRef="werk"><timerEventDefinition>'
    "<timeDuration>P2D</timeDuration></timerEventDefinition></boundaryEvent>"
    '<boundaryEvent id="tweede" cancelActivity="false" attachedToRef="later"><timerEventDefinition>'
    "<timeDuration>P2D</timeDuration></timerEventDefinition></boundaryEvent>"
    '<endEvent id="op"/>'
    "[begin>werk][werk>later][later>klaar][termijn>bellen][bellen>gebeld][tweede>op]"
)


def test_a_timer_does_not_fire_while_the_clock_stands_still(walk):
    case = walk(REMINDED)
    hand.pause(case)
    case.run_jobs(after=9 * DAY)
    assert case.open == ["werk"]
    assert hand.jobs_of(case) == [(JobState.HELD, NOON + 2 * DAY)]


def test_when_the_clock_runs_again_timers_and_terms_move_as_long_as_it_stood_still(walk):
    case = walk(REMINDED)
    case.run_jobs(after=DAY)
    hand.pause(case)
    case.now += 10 * DAY
    assert hand.run_again(case) == 10 * DAY
    assert hand.jobs_of(case) == [(JobState.OPEN, NOON + 12 * DAY)]
    assert hand.due_of_tasks(case) == {"werk": NOON + 15 * DAY}
    case.run_jobs(after=DAY - timedelta(seconds=1))
    assert case.open == ["werk"]
    case.run_jobs(after=timedelta(seconds=1))
    assert case.open == ["bellen", "werk"]


def test_people_go_on_working_and_a_timer_that_arises_meanwhile_counts_from_then(walk):
    case = walk(REMINDED)
    hand.pause(case)
    case.now += 4 * DAY
    case.complete("werk")
    assert hand.jobs_of(case) == [(JobState.CANCELLED, NOON + 2 * DAY), (JobState.HELD, case.now + 2 * DAY)]
    case.now += 3 * DAY
    hand.run_again(case)
    assert hand.jobs_of(case)[1] == (JobState.OPEN, case.now + 2 * DAY)
    assert hand.due_of_tasks(case) == {"later": case.now + 5 * DAY}


def test_a_step_taken_during_the_pause_lets_no_timer_fire_that_would_be_due(walk):
    both = diagram(
        '<startEvent id="begin"/><parallelGateway id="g"/><endEvent id="klaar"/><endEvent id="ook"/><endEvent id="op"/>'
        f"{user_task('werk', **REGIE)}{user_task('ander', **REGIE)}{user_task('bellen', **REGIE)}"
        '<boundaryEvent id="termijn" cancelActivity="false" attachedToRef="werk"><timerEventDefinition>'
        "<timeDuration>P2D</timeDuration></timerEventDefinition></boundaryEvent>"
        "[begin>g][g>werk][g>ander][werk>klaar][ander>ook][termijn>bellen][bellen>op]"
    )
    case = walk(both)
    hand.pause(case)
    case.now += 5 * DAY
    case.complete("ander")
    assert case.open == ["werk"]
    hand.run_again(case)
    assert case.open == ["werk"]
    case.run_jobs(after=2 * DAY)
    assert case.open == ["bellen", "werk"]


def test_a_reminder_of_the_case_waits_and_moves_along_and_a_mail_does_not(walk):
    case = walk(REMINDED)
    with db.transaction() as session:
        for kind in ("reminder", "mail"):
            jobs.add(session, kind=kind, topic="x.y", payload={}, due_at=NOON + DAY, now=NOON, instance_id=case.id)
    hand.pause(case)
    assert hand.jobs_of(case, "reminder") == [(JobState.HELD, NOON + DAY)]
    assert hand.jobs_of(case, "mail") == [(JobState.OPEN, NOON + DAY)]
    case.now += 2 * DAY
    with db.transaction() as session:
        jobs.add(session, kind="reminder", topic="x.y", payload={}, due_at=case.now, now=case.now, instance_id=case.id)
    case.now += 2 * DAY
    hand.run_again(case)
    assert hand.jobs_of(case, "reminder") == [(JobState.OPEN, NOON + 5 * DAY), (JobState.OPEN, NOON + 4 * DAY)]


def test_pausing_twice_changes_nothing_the_second_time(walk):
    case = walk(REMINDED)
    assert hand.pause(case) is True
    case.now += DAY
    assert hand.pause(case) is False
    assert hand.instance_of(case).clock_paused_at == NOON
    assert [kind for kind, *_ in hand.history_of(case)] == ["clock_paused"]
    assert hand.run_again(case) == DAY
    assert hand.run_again(case) is None


def test_history_says_who_paused_the_clock_and_why(walk):
    case = walk(REMINDED)
    hand.pause(case)
    hand.run_again(case)
    assert hand.history_of(case) == [
        ("clock_paused", "Klok stilgezet", "user-1", hand.WHY),
        ("clock_resumed", "Klok loopt weer", "user-1", hand.WHY),
    ]


def test_nobody_stops_the_clock_without_a_reason_or_of_a_case_that_ended(walk):
    case = walk(REMINDED)
    with pytest.raises(ReasonMissing), db.transaction() as session:
        clock.pause(session, case.id, reason="  ", by="user-1", now=NOON)
    hand.cancel(case)
    with pytest.raises(InstanceEnded):
        hand.pause(case)


def test_a_machine_clock_that_was_set_back_moves_nothing_forward(walk):
    case = walk(REMINDED)
    hand.pause(case)
    case.now -= DAY
    assert hand.run_again(case) == timedelta()
    assert hand.jobs_of(case) == [(JobState.OPEN, NOON + 2 * DAY)]


def test_a_handler_of_the_diagram_pauses_the_clock_and_lets_it_run_again(walk):
    def call(pausing):
        def act(session, given, job):
            deed = clock.pause if pausing else clock.resume
            deed(session, job.instance_id, reason="Zomer", by=None, now=job.now)

        return act

    registry = Registry()
    for topic, pausing in (("klok.pauzeren", True), ("klok.hervatten", False)):
        registry.add(Handler(topic, topic, "", Nothing, None, (), True, call(pausing)))
    case = walk(PAUSED_BY_THE_PROCESS, registry=registry)
    case.complete("stil")
    assert hand.jobs_of(case)[0] == (JobState.HELD, NOON + 2 * DAY)
    case.run_jobs(after=5 * DAY)
    case.complete("loop")
    assert hand.jobs_of(case)[0] == (JobState.OPEN, NOON + 7 * DAY)
    assert case.open == ["werk"]
    case.run_jobs(after=2 * DAY)
    assert case.open == ["bellen", "werk"]


class Nothing:
    """A handler that asks for nothing."""


PAUSED_BY_THE_PROCESS = diagram(
    '<startEvent id="begin"/><parallelGateway id="g"/><endEvent id="klaar"/><endEvent id="ook"/><endEvent id="op"/>'
    f"{user_task('werk', **REGIE)}{user_task('bellen', **REGIE)}"
    f"{user_task('stil', **REGIE)}{user_task('loop', **REGIE)}"
    '<serviceTask id="p1" camunda:type="external" camunda:topic="klok.pauzeren"/>'
    '<serviceTask id="p2" camunda:type="external" camunda:topic="klok.hervatten"/>'
    '<boundaryEvent id="termijn" cancelActivity="false" attachedToRef="werk"><timerEventDefinition>'
    "<timeDuration>P2D</timeDuration></timerEventDefinition></boundaryEvent>"
    "[begin>g][g>werk][g>stil][stil>p1][p1>loop][loop>p2][p2>ook][werk>klaar][termijn>bellen][bellen>op]"
)
