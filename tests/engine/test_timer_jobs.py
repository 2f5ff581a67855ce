"""The job of a timer: it shows when the timer goes off next, and a worker that was away causes no burst."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from engine import db
from engine.models import Job, JobState
from tests.runtime.drawing import NOON, diagram, user_task

HOUR = timedelta(hours=1)
REGIE = {"candidateGroups": "procesregisseur"}
CYCLE = "<timerEventDefinition><timeCycle>R4/PT1H</timeCycle></timerEventDefinition>"
CALL = f'{user_task("bel", **REGIE)}<endEvent id="gebeld"/>'
BEGIN = f'<startEvent id="begin"/><endEvent id="klaar"/>{user_task("werk", **REGIE)}[begin>werk][werk>klaar]'
BESIDE_A_TASK = diagram(
    f'{BEGIN}{CALL}<boundaryEvent id="t" cancelActivity="false" attachedToRef="werk">{CYCLE}</boundaryEvent>'
    "[t>bel][bel>gebeld]"
)
BESIDE_THE_PROCESS = diagram(
    f'{BEGIN}<subProcess id="bewaken" triggeredByEvent="true"><startEvent id="t" isInterrupting="false">{CYCLE}'
    f"</startEvent>{CALL}[t>bel][bel>gebeld]</subProcess>"
)
IN_BOTH_PLACES = pytest.mark.parametrize("drawing", [BESIDE_A_TASK, BESIDE_THE_PROCESS], ids=["task", "process"])


def timers() -> list[tuple[JobState, datetime]]:
    with db.reading() as session:
        return [(job.state, job.due_at) for job in session.scalars(select(Job).order_by(Job.id))]


def open_timers() -> list[datetime]:
    return [due for state, due in timers() if state is JobState.OPEN]


@IN_BOTH_PLACES
def test_the_job_of_a_cycle_shows_its_next_moment(walk, drawing):
    case = walk(drawing)
    assert open_timers() == [NOON + HOUR]
    for number in (1, 2, 3):
        assert case.run_jobs(after=HOUR) == 1
        assert case.open.count("bel") == number
        assert open_timers() == [NOON + (number + 1) * HOUR]
    assert case.run_jobs(after=HOUR) == 1
    assert open_timers() == []


@IN_BOTH_PLACES
def test_a_worker_that_was_away_fires_the_missed_moments_once(walk, drawing):
    case = walk(drawing)
    assert case.run_jobs(after=timedelta(hours=3, minutes=30)) == 1
    assert case.run_jobs() == 0
    assert case.open == ["bel", "werk"] and open_timers() == [NOON + 4 * HOUR]


@IN_BOTH_PLACES
def test_what_a_person_does_when_a_timer_is_overdue_costs_the_timer_nothing(walk, drawing):
    case = walk(drawing)
    case.run_jobs(after=HOUR)
    case.now += 2 * HOUR
    case.complete("bel")
    case.run_jobs()
    assert case.open == ["bel", "werk"] and open_timers() == [NOON + 4 * HOUR]


@IN_BOTH_PLACES
def test_a_machine_clock_that_goes_back_loses_no_timer_and_fires_none_twice(walk, drawing):
    case = walk(drawing)
    case.run_jobs(after=HOUR)
    case.now -= 5 * HOUR
    assert case.run_jobs() == 0 and open_timers() == [NOON + 2 * HOUR]
    case.now = NOON + 2 * HOUR
    assert case.run_jobs() == 1
    assert case.open.count("bel") == 2


@IN_BOTH_PLACES
def test_after_a_machine_clock_that_ran_ahead_the_next_step_brings_the_timer_back(walk, drawing):
    case = walk(drawing.replace(b"R4/PT1H", b"R/P1D"))
    case.run_jobs(after=timedelta(days=365))
    assert open_timers() == [NOON + timedelta(days=366)]
    case.now = NOON + HOUR
    case.complete("bel")
    assert open_timers() == [NOON + timedelta(days=2)]


@IN_BOTH_PLACES
def test_the_cycle_ends_with_its_task_or_process(walk, drawing):
    case = walk(drawing)
    case.run_jobs(after=HOUR)
    case.complete("werk")
    case.complete("bel")
    assert case.completed and open_timers() == []


def test_a_cycle_keeps_the_hour_over_the_change_of_the_clock(walk):
    daily = BESIDE_A_TASK.replace(b"R4/PT1H", b"R/2026-03-28T09:00/P1D")
    case = walk(daily)
    found = []
    for _ in range(3):
        [due] = open_timers()
        found.append(due)
        case.now = due
        case.run_jobs()
    assert found == [datetime(2026, 3, day, hour, tzinfo=UTC) for day, hour in ((28, 8), (29, 7), (30, 7))]
