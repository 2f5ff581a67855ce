"""A measure is extended period by period, each within the term of its article; a goal is measured day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dossier import actions, extensions, goals
from dossier.actions import Action, ActionStatus, Package, PlannedAction
from dossier.extensions import NotExtendable
from dossier.goals import NotAMeasurement, PlannedGoal
from dossier.measures import MeasureRefused, MeasureTooLong
from tests.dossier.dossier_world import NOW, World

START = date(2026, 3, 1)
PLANNED = PlannedAction("Gebiedsverbod", "groep", "bestuur", "org-1", date(2026, 5, 31), START, measure="172a")


def measure(world: World, planned: PlannedAction = PLANNED) -> Action:
    return actions.plan(world.session, world.instance_id, planned, package=Package(), now=NOW)


def extend(world: World, action: Action, until: date, package: Package | None = None) -> None:
    extensions.extend(
        world.session, action, until=until, reason="Het werkt.", package=package or Package(), by="user-1", now=NOW
    )
    world.session.flush()


def test_a_period_begins_the_day_after_and_lasts_three_months_at_most(world: World) -> None:
    action = measure(world)

    with pytest.raises(MeasureTooLong):
        extend(world, action, date(2026, 9, 1))
    extend(world, action, date(2026, 8, 31))

    (period,) = extensions.of_actions(world.session, [action])[action.id]
    assert (period.from_on, period.until_on) == (date(2026, 6, 1), date(2026, 8, 31))
    assert action.due_on == date(2026, 8, 31) and action.extensions == 1


def test_a_fourth_extension_is_refused(world: World) -> None:
    action = measure(world)
    for _ in range(3):
        extend(world, action, action.due_on + timedelta(days=30))

    with pytest.raises(MeasureRefused):
        extend(world, action, action.due_on + timedelta(days=30))


def test_a_setting_may_be_stricter_than_the_law(world: World) -> None:
    with pytest.raises(MeasureRefused):
        extend(world, measure(world), date(2026, 6, 30), Package({"bevel_172a_verlengingen": 0}))


def test_what_the_law_does_not_extend_is_not_extended(world: World) -> None:
    parents = measure(world, PlannedAction("Bevel", "persoon", "bestuur", "org-1", START, START, measure="172b"))
    over = measure(world)
    actions.finish(world.session, over, ActionStatus.DONE, now=NOW)

    for action in (parents, over):
        with pytest.raises(NotExtendable):
            extend(world, action, date(2026, 6, 30))


def test_the_old_plan_does_not_undo_an_extension(world: World) -> None:
    action = measure(world)
    extend(world, action, date(2026, 8, 31))

    actions.change(world.session, action, PLANNED, package=Package(), now=NOW)

    assert action.due_on == date(2026, 8, 31) and action.extensions == 1


def test_the_newest_day_is_the_current_value_and_older_ones_stay(world: World) -> None:
    goals.keep(world.session, world.instance_id, [PlannedGoal("perspectief", "Op school", "3", "8")], now=NOW)
    (goal,) = goals.of_instance(world.session, world.instance_id)
    for value, back in (("5", 10), ("4", 30), ("6", 0)):
        goals.measure(
            world.session,
            goal,
            value,
            measured_on=NOW.date() - timedelta(days=back),
            today=NOW.date(),
            note="",
            by="user-1",
            now=NOW,
        )
    world.session.flush()

    assert [each.value for each in goals.values_of(world.session, [goal])[goal.id]] == ["6", "5", "4"]
    with pytest.raises(NotAMeasurement):
        goals.measure(
            world.session,
            goal,
            "9",
            measured_on=NOW.date() + timedelta(days=1),
            today=NOW.date(),
            note="",
            by="user-1",
            now=NOW,
        )
