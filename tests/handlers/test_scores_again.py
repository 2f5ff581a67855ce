"""The group is scored again: the newest score goes to the table, and a reminder comes when nobody scores."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

import handlers
from dossier import reminders, scores
from dossier.scores import Score, ScoreMoment
from engine import values
from engine.models import InstanceState, Job, ProcessInstance
from engine.registry import Registry
from handlers.settings import HandlerSettings
from tests.dossier.dossier_world import NOW, World
from tests.handlers.handler_world import call

ITEMS = {"ernst": 4, "risico": 3, "ontwikkeling": 2, "impact": 5}


@pytest.fixture
def registry(installation: HandlerSettings) -> Registry:
    terms = {"termijn_herscoren_maanden": 3}
    return handlers.registry(replace(installation, package_settings=lambda _session, _case: terms))


def planned(case: World) -> list[Job]:
    return list(case.session.scalars(select(Job).where(Job.topic == scores.TOPIC).order_by(Job.id)))


def keep(registry: Registry, case: World, moment: str = "duiding") -> Score:
    call(registry, "score.vastleggen", case, moment=moment, **ITEMS)
    newest = scores.latest(case.session, case.instance_id)
    assert newest is not None
    return newest


def remind(registry: Registry, case: World, score: Score) -> list[str]:
    call(registry, scores.TOPIC, case, score=score.id)
    return [row.text for row in case.session.scalars(select(reminders.Reminder))]


def test_the_newest_score_is_fetched_with_its_moment_and_day(registry: Registry, case: World) -> None:
    empty = call(registry, "score.ophalen", case).scores
    assert empty == dict.fromkeys((*scores.ITEMS, "moment", "datum"))
    keep(registry, case)
    call(registry, "score.vastleggen", case, moment="voortgang", **(ITEMS | {"ernst": 2}))
    found = call(registry, "score.ophalen", case).scores
    assert (found["ernst"], found["impact"], found["moment"], found["datum"]) == (2, 5, "voortgang", NOW.date())


def test_a_score_plans_a_reminder_after_the_term_of_the_package(registry: Registry, case: World) -> None:
    score = keep(registry, case)
    [job] = planned(case)
    assert values.loads(job.payload) == {"score": score.id}
    day = scores.months.after(NOW.date(), 3)
    assert day <= job.due_at.date() <= day.replace(day=min(28, day.day + 6))


def test_without_a_term_and_after_the_evaluation_nothing_is_planned(
    installation: HandlerSettings, registry: Registry, case: World
) -> None:
    keep(handlers.registry(installation), case)
    keep(registry, case, "evaluatie")
    assert planned(case) == []


def test_the_regisseur_is_reminded_when_nobody_scored_again_and_later_once_more(
    registry: Registry, case: World
) -> None:
    score = keep(registry, case)
    assert remind(registry, case, score) == ["Scoor de groep opnieuw. De vorige meting is lang geleden."]
    assert len(planned(case)) == 2


def test_a_newer_score_makes_the_old_reminder_say_nothing(registry: Registry, case: World) -> None:
    old = keep(registry, case)
    keep(registry, case, "voortgang")
    assert remind(registry, case, old) == []


def test_nobody_is_reminded_of_a_case_that_has_ended(registry: Registry, case: World) -> None:
    score = keep(registry, case)
    case.session.get_one(ProcessInstance, case.instance_id).state = InstanceState.COMPLETED
    assert remind(registry, case, score) == []


def test_measurements_come_oldest_first(case: World) -> None:
    for at in (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)):
        scores.add(case.session, case.instance_id, moment=ScoreMoment.DUIDING, items=ITEMS, by=None, now=at)
    assert [score.at.month for score in scores.of_instance(case.session, case.instance_id)] == [3, 6]
