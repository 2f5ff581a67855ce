"""Scenarios that are played together come to what they come to alone."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from engine.packages.content import PackageContent
from engine.registry import Catalogue
from engine.scenarios import running, together
from engine.scenarios.model import Answer, Clock, Expect, Message, Scenario, Step
from tests.scenarios.conftest import START, TO_GATE, do

STEPS: list[Step] = [
    START,
    do("uitvraag_voorbereiden"),
    do("uitvraag_voorbereiden", partners_vragen=False),
    do("signaal_geven", "org-2"),
    do("signalen_wegen"),
    do("noodzaak_opstellen"),
    Message("uitvraag_sluiten"),
    Clock("volgende"),
    Clock("P20D"),
    Answer("privacy.toetsen", late=True),
    Answer("privacy.toetsen", failures=2),
    Answer("privacy.toetsen"),
    Expect(open=("signalen_wegen",), done=False),
]
walks = some.lists(some.sampled_from(STEPS), max_size=4).flatmap(
    lambda tail: some.sampled_from([[], [START], TO_GATE]).map(lambda head: tuple([*head, *tail]))
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(all_steps=some.lists(walks, min_size=1, max_size=4))
def test_together_is_the_same_as_alone(
    content: PackageContent, catalogue: Catalogue, all_steps: list[tuple[Step, ...]]
) -> None:
    scenarios = {f"s{number}": Scenario("Proef", steps=steps) for number, steps in enumerate(all_steps)}
    alone = {name: running.replay(each, content, catalogue) for name, each in scenarios.items()}
    assert together.replay_all(scenarios, content, catalogue) == alone
