"""A step that breaks off anywhere, at any statement or at the commit, has not happened; the next try succeeds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select, text

from engine import db, runtime
from engine.models import ProcessInstance
from engine.progress import look
from tests.engine.test_jobs import SendBericht, Sent, registry
from tests.runtime.drawing import NOON, diagram, extension, user_task

REGIE = {"candidateGroups": "procesregisseur"}
INPUTS = extension(
    '<camunda:inputOutput><camunda:inputParameter name="aan">x</camunda:inputParameter></camunda:inputOutput>'
)
# Completing `wegen` touches every table of a step: variables, tasks, jobs done at once and later, timers, a message.
BUSY = diagram(
    "<startEvent id='begin'/><endEvent id='klaar'/><parallelGateway id='s'/><parallelGateway id='j'/>"
    f"{user_task('wegen', **REGIE)}{user_task('plannen', **REGIE)}{user_task('vragen', candidateGroups='=partner')}"
    f'<serviceTask id="sturen" camunda:type="external" camunda:topic="bericht.sturen">{INPUTS}</serviceTask>'
    f'<serviceTask id="later" camunda:type="external" camunda:topic="later.sturen">{INPUTS}</serviceTask>'
    '<boundaryEvent id="termijn" cancelActivity="false" attachedToRef="plannen"><timerEventDefinition>'
    "<timeDuration>P2D</timeDuration></timerEventDefinition></boundaryEvent><endEvent id='herinnerd'/>"
    '<boundaryEvent id="stop" attachedToRef="plannen"><messageEventDefinition messageRef="m"/></boundaryEvent>'
    "[begin>wegen][wegen>s][s>sturen][s>later][s>plannen][s>vragen][sturen>j][later>j][plannen>j][vragen>j][j>klaar]"
    "[termijn>herinnerd][stop>j]",
    before='<message id="m" name="stoppen"/>',
)


class PulledPlug(BaseException):
    """No handler and no view may take this for a failure of its own: the process is simply gone."""


class Plug:
    """Counts the points where a step touches the database, and pulls the plug at one of them."""

    def __init__(self, at: int | None) -> None:
        self.at, self.count = at, 0

    def point(self, *_given: Any) -> None:
        self.count += 1
        if self.count == self.at:
            raise PulledPlug


@contextmanager
def plugged(at: int | None) -> Iterator[Plug]:
    plug = Plug(at)
    with db.reading() as session:
        engine = session.get_bind()
    names = ("before_cursor_execute", "commit", "savepoint", "release_savepoint")
    for name in names:
        event.listen(engine, name, plug.point)
    try:
        yield plug
    finally:
        for name in names:
            event.remove(engine, name, plug.point)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    with db.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in db.Base.metadata.sorted_tables
        }


def require_consistent(instance_id: int) -> None:
    with db.reading() as session:
        instance = session.get_one(ProcessInstance, instance_id)
        case = look(session, instance)
        told = runtime.look(case.definitions, instance.snapshot, case.scopes, now=NOON)
        rows = "select spiff_task_id from {} where state = 'OPEN' and instance_id = {}"
        tasks = session.scalars(text(rows.format("task", instance_id))).all()
        jobs = session.scalars(text(rows.format("job", instance_id))).all()
        assert sorted([*tasks, *jobs]) == sorted([*told.open_ids, *(t.spiff_task_id for t in told.timers)])


@pytest.fixture
def case(walk):
    made = registry(lambda session, given, job: Sent(given.aan), inner=True)
    handler = next(iter(made))
    made.add(type(handler)("later.sturen", "Later", "", SendBericht, Sent, (), False, lambda given, job: Sent("x")))
    return walk(BUSY, registry=made, partner="org-2")


def test_a_completion_that_breaks_off_at_any_point_leaves_the_case_as_it_was_and_can_be_done_again(case):
    before, at = everything(), 0
    while True:
        at += 1
        with plugged(at) as plug:
            try:
                case.complete("wegen", oordeel="zwaar", omvang=8)
            except PulledPlug:
                pass
            else:
                break  # there is no such point: the step went through
        assert everything() == before, f"something stayed of a step that broke off at point {at}"
        require_consistent(case.id)
    assert plug.count == at - 1 and at > 25
    assert case.open == ["plannen", "vragen"]
    assert case.variables == {"partner": "org-2", "oordeel": "zwaar", "omvang": 8, "verzonden_aan": "x"}
    require_consistent(case.id)


def test_a_job_that_breaks_off_at_any_point_is_done_once_in_the_end(case):
    case.complete("wegen", oordeel="zwaar", omvang=8)
    for at in range(1, 200):
        with plugged(at):
            try:
                done = case.run_jobs()
            except PulledPlug:
                done = 0
        require_consistent(case.id)
        expire_leases()
        if done:
            break
    with db.reading() as session:
        times = session.scalar(
            text("select count(*) from historic_activity where activity_id = 'later' and state = 'completed'")
        )
    assert times == 1 and done
    assert case.open == ["plannen", "vragen"]


def expire_leases() -> None:
    """Five minutes later, and with attempts enough for all the plugs that are pulled here."""
    with db.transaction() as session:
        session.execute(text("update job set locked_until = null, attempts = 0 where state = 'OPEN'"))
