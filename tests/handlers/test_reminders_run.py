"""From a planned action to a mail in the outbox, with the engine's own jobs and a clock that is moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, select

from dossier import actions, reminders
from dossier.actions import ActionStatus, Package, PlannedAction
from engine import db, jobs
from engine.access import Actor
from engine.models import Job, JobState
from engine.registry import Catalogue, Registry
from handlers.settings import HandlerSettings
from tests.dossier.dossier_world import NOW, make_world
from tests.handlers.handler_world import TERMS, mails

DUE = date(2026, 4, 15)


def prepare() -> tuple[int, dict[str, Actor], dict[str, str]]:
    with db.transaction() as session:
        world = make_world(session)
        planned = PlannedAction("Hek repareren", "domein", "fysiek", world.politie.key, DUE)
        action = actions.plan(session, world.instance_id, planned, package=Package(TERMS), now=NOW)
        actors = {name: world.actor(name) for name in ("agent", "regisseur")}
        return action.id, actors, {name: world.people[name].email for name in actors}


def run_until(catalogue: Catalogue, moment: datetime) -> None:
    """Let the worker run once an hour, as long as it finds work."""
    while jobs.run_due(catalogue, now=moment):
        pass


def texts(actor: Actor) -> list[str]:
    with db.reading() as session:
        return [notice.text for notice in reminders.for_actor(session, actor)]


def test_time_passes_and_the_reminders_go_out_one_after_another(
    database: Engine, registry: Registry, installation: HandlerSettings
) -> None:
    # given
    _, actors, addresses = prepare()
    catalogue = Catalogue(registry, {})
    seen = []
    # when
    for day in (7, 8, 15, 22, 23):
        run_until(catalogue, datetime(2026, 4, day, 12, tzinfo=UTC))
        seen.append((len(texts(actors["agent"])), len(texts(actors["regisseur"]))))
    # then
    assert seen == [(0, 0), (1, 0), (2, 0), (3, 0), (3, 1)]
    assert [mail["To"] for mail in mails(installation)] == [*[addresses["agent"]] * 3, addresses["regisseur"]]
    assert len({mail["Message-ID"] for mail in mails(installation)}) == 4
    run_until(catalogue, datetime(2027, 1, 1, tzinfo=UTC))
    assert len(mails(installation)) == 4


def test_an_action_done_in_time_sends_nothing_more(
    database: Engine, registry: Registry, installation: HandlerSettings
) -> None:
    # given
    action_id, actors, _ = prepare()
    catalogue = Catalogue(registry, {})
    run_until(catalogue, datetime(2026, 4, 8, 12, tzinfo=UTC))
    # when
    with db.transaction() as session:
        action = session.get_one(actions.Action, action_id)
        actions.finish(session, action, ActionStatus.DONE, now=NOW + timedelta(days=30))
    run_until(catalogue, datetime(2027, 1, 1, tzinfo=UTC))
    # then
    assert len(texts(actors["agent"])) == len(mails(installation)) == 1
    with db.reading() as session:
        states = set(session.scalars(select(Job.state)))
    assert states == {JobState.DONE, JobState.CANCELLED}


def test_a_worker_that_died_after_the_mail_sends_it_with_the_same_message_id(
    database: Engine, registry: Registry, installation: HandlerSettings
) -> None:
    # given a mail that went out, and a worker that died before it could write that down
    prepare()
    catalogue = Catalogue(registry, {})
    run_until(catalogue, datetime(2026, 4, 8, 12, tzinfo=UTC))
    [first] = mails(installation)
    with db.transaction() as session:
        job = session.scalars(select(Job).where(Job.kind == "mail")).one()
        job.state, job.ended_at = JobState.OPEN, None
    # when
    run_until(catalogue, datetime(2026, 4, 8, 13, tzinfo=UTC))
    # then
    with db.reading() as session:
        assert session.scalars(select(Job.state).where(Job.kind == "mail")).one() is JobState.DONE
    [second] = mails(installation)
    assert second["Message-ID"] == first["Message-ID"]
