"""Walks on the real engine, in a sandbox: what they come to, and that they leave nothing behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.packages.content import PackageContent
from engine.registry import Catalogue
from engine.scenarios import running
from engine.scenarios.model import Answer, Clock, Do, Expect, Message, Scenario, Signal, Start, Step
from tests.scenarios.conftest import START, TO_GATE, TO_PARTNERS, do


def play(content: PackageContent, catalogue: Catalogue, *steps: Step):
    return running.replay(Scenario("Proef", steps=tuple(steps)), content, catalogue)


def elements(outcome) -> list[str]:
    return sorted(task.element for task in outcome.tasks)


def test_a_walk_stands_where_its_steps_lead(content, catalogue) -> None:
    outcome = play(content, catalogue, *TO_PARTNERS)
    assert outcome.ok and elements(outcome) == ["signaal_geven", "signaal_geven"]
    assert {task.groups for task in outcome.tasks} == {("org-1",), ("org-2",)}
    assert outcome.variables["plek"] == "het plein"


def test_the_same_steps_come_to_the_same(content, catalogue) -> None:
    first, second = (play(content, catalogue, *TO_GATE) for _ in range(2))
    assert first == second


def test_of_several_open_tasks_the_group_says_which(content, catalogue) -> None:
    outcome = play(content, catalogue, *TO_PARTNERS, do("signaal_geven", "org-2"))
    assert [task.groups for task in outcome.tasks] == [("org-1",)]


def test_a_task_that_is_not_open_is_told_with_what_is(content, catalogue) -> None:
    outcome = play(content, catalogue, START, do("signalen_wegen"), do("uitvraag_voorbereiden"))
    (problem,) = outcome.problems
    assert problem.step == 2 and "signalen_wegen" in problem.text and "uitvraag_voorbereiden" in problem.text
    assert outcome.done == 1


def test_an_answer_that_fits_no_arrow_stops_the_walk_and_takes_nothing(content, catalogue) -> None:
    outcome = play(
        content,
        replace(catalogue, judge_answers=lambda *_: ()),  # a form that lets anything pass
        START,
        do("uitvraag_voorbereiden", partners_vragen=False),
        Do("signalen_wegen", {"besluit_signalen": "iets anders"}),
    )
    assert "loopt vast" in outcome.problems[0].text
    assert elements(outcome) == ["signalen_wegen"]


def test_time_moves_to_what_waits_for_it_first(content, catalogue) -> None:
    outcome = play(content, catalogue, *TO_PARTNERS, Clock("volgende"))
    assert outcome.now > play(content, catalogue, *TO_PARTNERS).now
    assert any(line.number == 3 for line in outcome.history)


def test_the_clock_does_not_go_back(content, catalogue) -> None:
    outcome = play(content, catalogue, START, Clock("2020-01-01T00:00:00+01:00"))
    assert "kan niet terug" in outcome.problems[0].text


def test_a_machine_that_is_late_keeps_the_case_waiting_until_it_answers(content, catalogue) -> None:
    waits = [*TO_GATE, Answer("privacy.toetsen", late=True), do("noodzaak_opstellen")]
    outcome = play(content, catalogue, *waits)
    (job,) = (each for each in outcome.waiting if each.kind == "handler")
    assert job.late and job.topic == "privacy.toetsen" and elements(outcome) == []
    after = play(content, catalogue, *waits, Answer("privacy.toetsen", values={"feiten": {}}))
    assert after.ok and elements(after) == ["uitkomst_bevestigen"]


def test_a_machine_that_fails_is_tried_again_when_time_goes_by(content, catalogue) -> None:
    broken = [*TO_GATE, Answer("privacy.toetsen", failures=2), do("noodzaak_opstellen")]
    outcome = play(content, catalogue, *broken)
    (job,) = (each for each in outcome.waiting if each.kind == "handler")
    assert job.attempts == 1 and job.error == "Outage"
    assert elements(play(content, catalogue, *broken, Clock("PT1H"))) == ["uitkomst_bevestigen"]


def test_a_machine_that_keeps_failing_becomes_an_incident(content, catalogue) -> None:
    outcome = play(
        content, catalogue, *TO_GATE, Answer("privacy.toetsen", failures=10), do("noodzaak_opstellen"), Clock("P1D")
    )
    (job,) = (each for each in outcome.waiting if each.kind == "handler")
    assert job.incident and job.attempts == 10


def test_a_foreseen_error_goes_along_its_boundary_event(content, catalogue) -> None:
    outcome = play(
        content, catalogue, *TO_GATE,
        Answer("privacy.vastleggen", error="delen_geweigerd"), do("noodzaak_opstellen"), do("uitkomst_bevestigen"),
    )  # fmt: skip
    assert outcome.ok and elements(outcome) == ["groepsgedrag_beoordelen"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Answer("bestaat.niet", late=True), "geen handler"),
        (Answer("privacy.toetsen", values={"onzin": 1}), "geeft geen “onzin”"),
        (Answer("privacy.toetsen", error="onzin"), "kent de fout “onzin” niet"),
    ],
)
def test_what_no_machine_says_is_refused(content, catalogue, answer: Answer, told: str) -> None:
    assert told in play(content, catalogue, START, answer).problems[0].text


def test_a_message_reaches_who_waits_for_it(content, catalogue) -> None:
    outcome = play(content, catalogue, *TO_PARTNERS, Message("uitvraag_sluiten"))
    assert elements(outcome) == ["signalen_wegen"]


@pytest.mark.parametrize("step", [Message("niemand"), Signal("niemand")])
def test_what_nobody_waits_for_is_told(content, catalogue, step: Step) -> None:
    assert "Niets wacht op" in play(content, catalogue, START, step).problems[0].text


def test_what_must_be_so_is_held_against_the_case(content, catalogue) -> None:
    right = Expect(open=("uitvraag_voorbereiden",), done=False, variables={"plek": "het plein"})
    assert play(content, catalogue, START, right).ok
    wrong = Expect(open=("signalen_wegen",), done=True, variables={"plek": "het park"}, end="aanpak_gestopt")
    texts = " ".join(problem.text for problem in play(content, catalogue, START, wrong).problems)
    for part in ("Verwacht open: signalen_wegen", "niet klaar", "Verwacht plek = het park", "Verwacht einde"):
        assert part in texts


def test_decisions_are_explained(content, catalogue) -> None:
    outcome = play(content, catalogue, *TO_GATE, do("noodzaak_opstellen"))
    decided = [line for line in outcome.history if line.kind == "businessRuleTask"]
    assert decided and "Regel" in decided[0].detail


def test_the_arrows_that_were_taken_are_known_by_step(content, catalogue) -> None:
    outcome = play(content, catalogue, START, do("uitvraag_voorbereiden", partners_vragen=False))
    pairs = {(number, went.source, went.target) for number, went in outcome.went}
    assert any(number == 2 and source == "uitvraag_voorbereiden" for number, source, _ in pairs)
    assert not any(number == 1 and source == "uitvraag_voorbereiden" for number, source, _ in pairs)


def test_an_answer_that_the_form_does_not_offer_any_more_stops_the_walk_with_the_question(content, catalogue) -> None:
    old = Start({**START.values, "urgentie": "gisteren"})
    problem = play(content, catalogue, old).problems[0]
    assert "stap-1-signaal" in problem.text and "urgentie" not in problem.text
    assert "“Hoe dringend is het?”: Deze keuze is er niet (meer)" in problem.text


def test_an_answer_of_a_row_is_held_against_its_field_too(content, catalogue) -> None:
    form = b"""{"type": "default", "schemaVersion": 19, "id": "f", "components": [
        {"type": "dynamiclist", "id": "l", "path": "rijen", "label": "Rijen", "components": [
            {"type": "number", "id": "n", "key": "aantal", "label": "Hoeveel", "validate": {"max": 5}}]},
        {"type": "textfield", "id": "t", "key": "naam", "label": "Wie", "validate": {"maxLength": 3},
         "properties": {"persoonsgegeven": "ja", "bewaren": "opschaling"}},
        {"type": "textfield", "id": "v", "key": "verplicht", "label": "Moet", "validate": {"required": true}}]}"""
    answers = {"rijen": [{"aantal": 2}, {"aantal": 9}], "naam": "verwijzing-1"}
    (problem,) = catalogue.judge_answers(form, answers, {}, play(content, catalogue, START).now)
    assert problem[0] == "rijen.1.aantal" and "5" in problem[1]


def test_what_a_form_that_cannot_be_read_would_say_is_left_to_the_check(content, catalogue) -> None:
    assert catalogue.judge_answers(b"{}", {"a": 1}, {}, play(content, catalogue, START).now) == []
