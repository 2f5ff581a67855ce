"""In whatever order people act: no timer is lost, and each moves by exactly as long as the clock stood still."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engine import db
from engine.errors import InstanceSuspended
from engine.models import Job, JobState
from tests.engine.conftest import Walk
from tests.operations import hand
from tests.operations.hand import REGIE
from tests.runtime.drawing import NOON, diagram, user_task

# Two tasks one after the other beside a third; each has a timer of nine years that reminds and lets the task be.
TERM = timedelta(days=9 * 365)


def timed(name: str) -> str:
    return (
        f"{user_task(name, dueDate=f'P{TERM.days}D', **REGIE)}"
        f'<boundaryEvent id="t_{name}" cancelActivity="false" attachedToRef="{name}"><timerEventDefinition>'
        f"<timeDuration>P{TERM.days}D</timeDuration></timerEventDefinition></boundaryEvent>"
        f'<endEvent id="e_{name}"/>[t_{name}>e_{name}]'
    )


THREE = diagram(
    '<startEvent id="begin"/><parallelGateway id="g"/><endEvent id="klaar"/><endEvent id="ook"/>'
    f"{timed('een')}{timed('twee')}{timed('drie')}"
    "[begin>g][g>een][een>twee][twee>klaar][g>drie][drie>ook]"
)
DEEDS = ("pause", "pause", "complete een", "run_again", "run_again", "suspend", "let_go", "complete twee", "tick")
ACTS = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(1, 10_000_000)), min_size=4, max_size=12)
BORN_IN_A_PAUSE = [("pause", 10), ("complete een", 100), ("run_again", 1000), ("complete twee", 5)]
TWICE_STILL = [("pause", 10), ("suspend", 20), ("run_again", 30), ("pause", 40), ("let_go", 50), ("run_again", 60)]


class Expected:
    """By hand: what is open since when, and how long the clock stood still in that time."""

    def __init__(self) -> None:
        self.open = {"een": (NOON, timedelta()), "drie": (NOON, timedelta())}
        self.paused_at = None
        self.suspended = False

    def act(self, what: str, now):  # type: ignore[no-untyped-def]
        if what == "pause" and self.paused_at is None:
            self.paused_at = now
        elif what == "run_again" and self.paused_at is not None:
            for name, (since, stood) in self.open.items():
                self.open[name] = (since, stood + (now - max(since, self.paused_at)))
            self.paused_at = None
        elif what in ("suspend", "let_go"):
            self.suspended = what == "suspend"
        elif what.startswith("complete") and not self.suspended:
            name = what.split()[1]
            if self.open.pop(name, None) is not None and name == "een":
                self.open["twee"] = (now, timedelta())

    @property
    def due(self):  # type: ignore[no-untyped-def]
        return {name: since + stood + TERM for name, (since, stood) in self.open.items()}

    @property
    def state(self) -> JobState:
        return JobState.HELD if self.suspended or self.paused_at is not None else JobState.OPEN


def do(case: Walk, what: str) -> None:
    if what == "tick":
        case.run_jobs()
    elif what.startswith("complete"):
        name = what.split()[1]
        if name in case.open:
            case.complete(name)
    else:
        getattr(hand, what)(case)


def timers(case: Walk) -> dict[str, tuple[object, JobState]]:
    with db.reading() as session:
        query = select(Job).where(
            Job.instance_id == case.id, Job.kind == "timer", Job.state.in_((JobState.OPEN, JobState.HELD))
        )
        return {job.activity_id.removeprefix("t_"): (job.due_at, job.state) for job in session.scalars(query)}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
@example(acts=BORN_IN_A_PAUSE)
@example(acts=TWICE_STILL)
@pytest.mark.usefixtures("database_url")
def test_no_order_of_deeds_loses_a_timer_or_a_second(databases, acts):
    with databases.copy() as url:
        engine = db.connect(url)
        try:
            act_and_compare(acts)
        finally:
            engine.dispose()


def act_and_compare(acts: list[tuple[str, int]]) -> None:
    case, expected = Walk(THREE), Expected()
    for what, seconds in acts:
        case.now += timedelta(seconds=seconds)
        if expected.suspended and what.startswith("complete") and what.split()[1] in expected.open:
            with pytest.raises(InstanceSuspended):
                do(case, what)
            continue
        do(case, what)
        expected.act(what, case.now)
        assert timers(case) == {name: (due, expected.state) for name, due in expected.due.items()}
        assert hand.due_of_tasks(case) == expected.due
    _let_everything_fire(case, expected)


def _let_everything_fire(case: Walk, expected: Expected) -> None:
    """In the end each timer goes off, at its own moment and not before."""
    for what in ("let_go", "run_again"):
        do(case, what)
        expected.act(what, case.now)
    left = expected.due
    for moment in sorted(set(left.values())):
        case.now = moment - timedelta(seconds=1)
        do(case, "tick")
        assert timers(case).keys() == left.keys()
        case.now = moment
        do(case, "tick")
        left = {name: due for name, due in left.items() if due > moment}
        assert timers(case).keys() == left.keys()
