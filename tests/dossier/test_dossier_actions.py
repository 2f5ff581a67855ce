"""Actions of the plan, their reminders, and scores."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from dossier import actions, policy, reminders, scores
from dossier.actions import Action, ActionStatus, Package, PlannedAction
from dossier.errors import ActionNotFound
from dossier.reminders import ActionReminder
from dossier.scores import NotAScore, ScoreMoment
from engine import values
from engine.feel.functions.working_days import is_working_day
from engine.models import Job, JobState
from tests.dossier.dossier_world import NOW, World, make_instance

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SETTINGS = {"actie_herinnering_voor_dagen": 7, "actie_herinnering_na_dagen": 7}


def plan(world: World, due_on: date = date(2026, 4, 15), **changes: object) -> Action:
    planned = PlannedAction("Verlichting nakijken", "domein", "fysiek", world.gemeente.key, due_on)
    return actions.plan(
        world.session,
        world.instance_id,
        planned,
        package=Package(SETTINGS),
        now=NOW,
        **changes,  # type: ignore[arg-type]
    )


def rules_of(before: int, after: int) -> list[policy.Rule]:
    """Those of a package without a table."""
    settings = {policy.DAYS_BEFORE: before, policy.DAYS_AFTER: after}
    about = policy.About(policy.ACTION, date(2026, 4, 15), date(2026, 3, 1))
    return policy.rules({}, about, settings, now=NOW)


def planned_jobs(world: World, action: Action) -> dict[str, datetime]:
    query = (
        select(ActionReminder.moment, Job.due_at)
        .join(Job, Job.id == ActionReminder.job_id)
        .where(ActionReminder.action_id == action.id, Job.state == JobState.OPEN)
    )
    return {moment.value: due.astimezone(AMSTERDAM) for moment, due in world.session.execute(query)}


def test_an_action_gets_a_reminder_before_on_and_after_its_due_date_and_then_escalates(world: World) -> None:
    planned = planned_jobs(world, plan(world))
    assert planned == {
        "voor": datetime(2026, 4, 8, 9, tzinfo=AMSTERDAM),
        "op": datetime(2026, 4, 15, 9, tzinfo=AMSTERDAM),
        "na": datetime(2026, 4, 22, 9, tzinfo=AMSTERDAM),
        "escalatie": datetime(2026, 4, 23, 9, tzinfo=AMSTERDAM),
    }


@pytest.mark.parametrize(
    ("due_on", "before", "on", "after", "escalation"),
    [
        # Good Friday 3 and Easter Monday 6 April 2026: before the due date moves back, after it on
        ("2026-04-06", "2026-03-30", "2026-04-02", "2026-04-13", "2026-04-14"),
        ("2026-03-30", "2026-03-23", "2026-03-30", "2026-04-07", "2026-04-08"),
        # the end of January in a year with a short February
        ("2026-01-31", "2026-01-23", "2026-01-30", "2026-02-09", "2026-02-10"),
        ("2026-02-28", "2026-02-20", "2026-02-27", "2026-03-09", "2026-03-10"),
        # Christmas Friday, then a weekend
        ("2026-12-25", "2026-12-18", "2026-12-24", "2027-01-04", "2027-01-05"),
        # over the change to summer time, 29 March 2026
        ("2026-04-02", "2026-03-26", "2026-04-02", "2026-04-09", "2026-04-10"),
    ],
)
def test_reminders_avoid_weekends_and_holidays(due_on: str, before: str, on: str, after: str, escalation: str) -> None:
    found = policy.schedule(rules_of(7, 7), date.fromisoformat(due_on))
    assert [each.at.date().isoformat() for each in found] == [before, on, after, escalation]


@given(st.dates(date(2025, 1, 1), date(2035, 12, 31)), st.integers(0, 60), st.integers(0, 60))
def test_reminders_come_in_order_at_nine_on_working_days(due_on: date, before: int, after: int) -> None:
    found = [each.at for each in policy.schedule(rules_of(before, after), due_on)]
    assert found == sorted(found)
    for moment in found:
        assert (moment.hour, moment.minute) == (9, 0)
        assert is_working_day(moment.date())
    assert found[0].date() <= due_on - timedelta(days=before)
    assert found[1].date() <= due_on
    assert found[2].date() >= due_on + timedelta(days=after)
    assert found[3] > found[2]


def test_moments_that_are_past_are_left_out_but_an_overdue_action_escalates_at_once(world: World) -> None:
    assert set(planned_jobs(world, plan(world, date(2026, 3, 12)))) == {"op", "na", "escalatie"}
    late = planned_jobs(world, plan(world, date(2026, 1, 5)))
    assert late == {"escalatie": NOW.astimezone(AMSTERDAM)}


def test_a_new_due_date_means_new_reminders_and_no_old_ones(world: World) -> None:
    # given
    action = plan(world)
    old = planned_jobs(world, action)
    # when
    moved = PlannedAction("Verlichting nakijken", "domein", "fysiek", world.gemeente.key, date(2026, 5, 20))
    actions.change(world.session, action, moved, package=Package(SETTINGS), now=NOW)
    # then
    new = planned_jobs(world, action)
    assert len(new) == 4 and not set(new.values()) & set(old.values())


def test_the_same_plan_again_changes_no_reminder(world: World) -> None:
    action = plan(world)
    jobs = set(world.session.scalars(select(Job.id)))
    same = PlannedAction("Verlichting nakijken!", "domein", "fysiek", world.gemeente.key, date(2026, 4, 15))
    actions.change(world.session, action, same, package=Package(SETTINGS), now=NOW)
    assert set(world.session.scalars(select(Job.id))) == jobs
    assert action.title == "Verlichting nakijken!"


def test_a_finished_action_reminds_nobody(world: World) -> None:
    # given
    action = plan(world)
    # when
    actions.finish(world.session, action, ActionStatus.DONE, now=NOW, note="Lamp hangt")
    # then
    assert planned_jobs(world, action) == {}
    assert (action.status, action.note, action.ended_at) == (ActionStatus.DONE, "Lamp hangt", NOW)
    actions.finish(world.session, action, ActionStatus.FAILED, now=NOW)
    assert action.status is ActionStatus.DONE


def test_a_reminder_job_holds_references_only(world: World) -> None:
    action = plan(world)
    [payload] = {values.loads(p)["actie"] for p in world.session.scalars(select(Job.payload))}
    assert payload == action.id
    for raw in world.session.scalars(select(Job.payload)):
        assert b"Verlichting" not in raw


def test_only_open_actions_past_their_date_are_overdue(world: World) -> None:
    late, done = plan(world, date(2026, 3, 1)), plan(world, date(2026, 3, 1))
    plan(world, date(2026, 3, 10))
    actions.finish(world.session, done, ActionStatus.DONE, now=NOW)
    assert actions.overdue(world.session, world.instance_id, today=date(2026, 3, 10)) == [late]


def test_an_action_of_another_case_does_not_exist(world: World) -> None:
    action = plan(world)
    other = make_instance(world.session, "groep-2")
    with pytest.raises(ActionNotFound):
        actions.get(world.session, action.id, other.id)


def test_a_notice_is_shown_to_its_person_until_it_was_seen(world: World) -> None:
    # given
    agent, officier = world.actor("agent"), world.actor("officier")
    where = {"instance_id": world.instance_id, "origin": "job-1", "now": NOW}
    assert reminders.add(world.session, agent.user_key, "Er is een actie te laat.", **where)
    assert not reminders.add(world.session, agent.user_key, "Er is een actie te laat.", **where)
    # then
    [notice] = reminders.for_actor(world.session, agent)
    assert reminders.for_actor(world.session, officier) == []
    # when
    reminders.mark_seen(world.session, notice.id, officier, now=NOW)
    assert reminders.for_actor(world.session, agent) == [notice]
    reminders.mark_seen(world.session, notice.id, agent, now=NOW)
    assert reminders.for_actor(world.session, agent) == []


def test_a_notice_of_a_case_one_takes_no_part_in_is_not_shown(world: World) -> None:
    mentor = world.actor("mentor")
    reminders.add(world.session, mentor.user_key, "Iets", instance_id=world.instance_id, origin="job-1", now=NOW)
    assert reminders.for_actor(world.session, mentor) == []


def test_scores_are_kept_in_order(world: World) -> None:
    for moment, ernst in ((ScoreMoment.DUIDING, 5), (ScoreMoment.VOORTGANG, 3)):
        items = {"ernst": ernst, "risico": 3, "ontwikkeling": 2, "impact": 4}
        scores.add(world.session, world.instance_id, moment=moment, items=items, by=None, now=NOW)
    world.session.flush()
    assert [s.ernst for s in scores.of_instance(world.session, world.instance_id)] == [5, 3]


@given(st.one_of(st.integers().filter(lambda n: not 1 <= n <= 5), st.none(), st.text(), st.booleans()))
def test_a_score_outside_one_to_five_is_refused(value: object) -> None:
    items = {"ernst": value, "risico": 3, "ontwikkeling": 2, "impact": 4}
    with pytest.raises(NotAScore):
        scores.add(None, 1, moment=ScoreMoment.DUIDING, items=items, by=None, now=NOW.astimezone(UTC))  # type: ignore[arg-type]
