"""A clock that jumps back and forth: joins still join, timers still fire, leases still end, nothing is done twice."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from engine import claims, db, rounds, scheduler
from engine.models import HistoricActivity, Incident, Job, JobState
from engine.registry import Catalogue, Registry
from tests.engine.test_jobs import REGIE, Sent, registry
from tests.runtime.drawing import diagram, extension, user_task

INPUTS = extension(
    '<camunda:inputOutput><camunda:inputParameter name="aan">x</camunda:inputParameter></camunda:inputOutput>'
)
# Two rounds of a parallel split with a timer and an outer call in it, an inclusive one inside the loop as well.
CASE = diagram(
    "<startEvent id='begin'/><endEvent id='klaar'/><exclusiveGateway id='terug'/><exclusiveGateway id='nog'/>"
    "<parallelGateway id='s'/><parallelGateway id='j'/><inclusiveGateway id='of'/><inclusiveGateway id='weer'/>"
    f"{user_task('een', **REGIE)}{user_task('twee', **REGIE)}{user_task('drie', **REGIE)}"
    '<intermediateCatchEvent id="wacht"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>'
    f'</intermediateCatchEvent><serviceTask id="sturen" camunda:type="external" camunda:topic="bericht.sturen">{INPUTS}'
    '</serviceTask><scriptTask id="tellen" scriptFormat="feel" camunda:resultVariable="ronde"><script>=ronde + 1'
    "</script></scriptTask>"
    "[begin>terug][terug>s][s>een][s>wacht][s>of][of>twee if ronde >= 0][of>drie if ronde >= 0][twee>weer][drie>weer]"
    "[weer>j][een>j][wacht>sturen][sturen>j][j>tellen][tellen>nog][nog>terug if ronde < 3][nog>klaar if ronde >= 3]"
)
JUMPS = (
    -timedelta(days=400),
    -timedelta(hours=3),
    -timedelta(seconds=1),
    timedelta(),
    timedelta(hours=2),
    timedelta(9),
)


@pytest.mark.parametrize("seed", range(6))
def test_a_clock_that_jumps_back_and_forth_loses_nothing_and_does_nothing_twice(walk, seed):
    chance, made = Random(seed), registry(lambda given, job: Sent(given.aan))
    case = walk(CASE, registry=made, ronde=0)
    begun = case.now
    for _ in range(400):
        case.now = max(begun, case.now + chance.choice(JUMPS))
        with db.transaction() as session:
            claims.straighten(session, now=case.now)
        if case.open and chance.random() < 0.5:
            case.complete(chance.choice(case.open))
        else:
            case.run_jobs()
        if case.completed:
            break
    assert case.completed
    with db.reading() as session:
        assert session.scalars(select(Incident)).all() == []
        ended = HistoricActivity.state == "completed", HistoricActivity.activity_id != ""
        done = Counter(session.scalars(select(HistoricActivity.activity_id).where(*ended)))
        assert {done[name] for name in ("een", "twee", "drie", "wacht", "sturen", "tellen")} == {3}
        assert session.scalars(select(Job).where(Job.state == JobState.OPEN)).all() == []


def test_rounds_go_on_when_the_clock_is_set_back(walk, monkeypatch):
    """The work of every minute and the daily one, each by a clock that goes back an hour at every look."""
    monkeypatch.setattr(scheduler, "MINUTE", timedelta(milliseconds=20))
    monkeypatch.setattr(scheduler, "ROUNDS_EVERY", timedelta(milliseconds=20))
    moment, enough, seen, days = datetime(2026, 6, 30, 12, tzinfo=UTC), threading.Event(), [], []

    def clock() -> datetime:
        nonlocal moment
        moment -= timedelta(hours=1)
        return moment

    def look(now: datetime) -> None:
        seen.append(now)
        if len(seen) >= 4:
            enough.set()

    stop = scheduler.start(Catalogue(Registry(), {}), clock=clock, daily={"proef": days.append}, each_minute=[look])
    try:
        assert enough.wait(20)
    finally:
        stop()
    assert days


def test_a_round_done_by_a_clock_that_was_far_ahead_is_done_again(walk):
    done: list[datetime] = []
    now = datetime(2026, 6, 30, 12, tzinfo=UTC)
    assert rounds.once_a_day("proef", done.append, clock=lambda: now + timedelta(days=40))

    assert rounds.once_a_day("proef", done.append, clock=lambda: now)
    assert not rounds.once_a_day("proef", done.append, clock=lambda: now)
    assert len(done) == 2
