"""What partners laid in the picture is kept per organisation, once, with its source; also who gave nothing."""

from __future__ import annotations

from typing import Any

import pytest

from dossier import contributions
from dossier.contributions import Contribution, ContributionState
from engine.models import Task, TaskCandidate, TaskState
from engine.registry import Registry
from tests.dossier.dossier_world import NOW, World
from tests.handlers.handler_world import call, context

ACTIVITY = "puzzelstuk_leggen"
PIECE: dict[str, Any] = {
    "doet_mee": True,
    "puzzelstuk": "De groep komt elke vrijdag bij elkaar.",
    "onderdeel": "dynamiek",
    "herkomst": "Eigen waarneming op straat",
    "feit_oordeel": "feit",
}


def answered(case: World, partner: str, *, by: str) -> Task:
    """A task of this partner that somebody did."""
    task = Task(
        instance_id=case.instance_id,
        spiff_task_id=f"taak-{partner}",
        process_key="stap_3_integreren",
        activity_id=ACTIVITY,
        name="Puzzelstuk leggen",
        state=TaskState.COMPLETED,
        created_at=NOW,
        ended_at=NOW,
        completed_by=case.people[by].key,
        step=3,
    )
    case.session.add(task)
    case.session.flush()
    case.session.add(TaskCandidate(task_id=task.id, group_key=partner))
    case.session.flush()
    return task


def keep(registry: Registry, case: World, asked: list[str], *answers: dict[str, Any]) -> list[Contribution]:
    call(
        registry, "bijdragen.vastleggen", case, at=context(case), gevraagd=asked, bijdragen=list(answers), taak=ACTIVITY
    )
    return contributions.of_instance(case.session, case.instance_id)


def test_a_piece_is_kept_with_its_source_and_mark_under_its_organisation(registry: Registry, case: World) -> None:
    partner = case.jongerenwerk.key
    task = answered(case, partner, by="jongerenwerker")
    [kept] = keep(registry, case, [partner], {**PIECE, "partner": partner, "met_personen": True})
    assert (kept.organisation, kept.state, kept.element) == (partner, ContributionState.GIVEN, "dynamiek")
    assert (kept.text, kept.source, kept.mark) == (PIECE["puzzelstuk"], PIECE["herkomst"], "feit")
    assert (kept.by, kept.at, kept.task_id) == (case.people["jongerenwerker"].key, NOW, task.id)
    assert kept.about_persons


def test_a_second_round_does_not_keep_the_same_answer_twice(registry: Registry, case: World) -> None:
    partner = case.jongerenwerk.key
    answered(case, partner, by="jongerenwerker")
    keep(registry, case, [partner], {**PIECE, "partner": partner})
    kept = keep(registry, case, [partner], {**PIECE, "partner": partner})
    assert [each.state for each in kept] == [ContributionState.GIVEN, ContributionState.UNANSWERED]


def test_who_gave_nothing_is_kept_with_the_reason_and_who_did_not_answer_without(
    registry: Registry, case: World
) -> None:
    partner, silent = case.jongerenwerk.key, case.politie.key
    answered(case, partner, by="jongerenwerker")
    no = {"partner": partner, "doet_mee": False, "reden_niet": "Wij kennen deze groep niet."}
    declined, unanswered = keep(registry, case, [partner, silent], no)
    assert (declined.state, declined.reason) == (ContributionState.DECLINED, "Wij kennen deze groep niet.")
    assert (unanswered.state, unanswered.organisation, unanswered.by) == (ContributionState.UNANSWERED, silent, None)


@pytest.mark.parametrize("mark", ["", "zeker weten", None])
def test_what_nobody_called_a_fact_is_an_opinion(registry: Registry, case: World, mark: Any) -> None:
    partner = case.jongerenwerk.key
    answered(case, partner, by="jongerenwerker")
    vague = {**PIECE, "partner": partner, "feit_oordeel": mark, "onderdeel": "bestaat niet", "herkomst": ""}
    [kept] = keep(registry, case, [partner], vague)
    assert (kept.mark, kept.element, kept.source) == ("oordeel", contributions.WHOLE, "niet ingevuld")


def test_nobody_asked_keeps_nothing(registry: Registry, case: World) -> None:
    assert keep(registry, case, [], {**PIECE, "partner": "onbekend"}) == []
