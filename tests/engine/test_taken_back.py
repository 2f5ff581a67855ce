"""A step inside a step that fails is taken back whole, also what plain statements wrote and what objects remember."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from engine import db, progress, runtime
from engine.models import JobState, ProcessInstance
from tests.engine.test_jobs import INPUTS, Sent, open_jobs, registry
from tests.runtime.drawing import NOON, diagram, user_task


def _service(name: str) -> str:
    return f'<serviceTask id="{name}" camunda:type="external" camunda:topic="bericht.sturen">{INPUTS}</serviceTask>'


# Two inner handlers in one step; what follows the first is for org-5, what follows the second for org-6.
ASK = diagram(
    '<startEvent id="begin"/><endEvent id="klaar"/><parallelGateway id="s"/><parallelGateway id="j"/>'
    + user_task("wegen", candidateGroups="procesregisseur")
    + _service("vragen")
    + _service("melden")
    + user_task("antwoorden", candidateGroups="org-5")
    + user_task("lezen", candidateGroups="org-6")
    + "[begin>wegen][wegen>s][s>vragen][vragen>antwoorden][antwoorden>j][s>melden][melden>lezen][lezen>j][j>klaar]"
)


def test_a_failure_after_an_inner_step_was_written_leaves_what_the_next_one_builds_on(walk):
    # given: whom the task for org-5 is for cannot be told, the first time it is asked
    case = walk(ASK, registry=registry(lambda _session, given, _job: Sent(given.aan), inner=True), partner="org-5")
    asked = []

    def fails_once(_session, group):
        asked.append(group)
        if asked.count("org-5") == 1 and group == "org-5":
            raise ConnectionError
        return [(group, "partner")]

    case.catalogue = replace(case.catalogue, organisations_of=fails_once)
    # when
    case.complete("wegen")
    # then: the second of the two was done on the state before the first
    assert case.open == ["lezen"]
    assert sorted(open_jobs(), key=lambda job: job[2]) == [
        ("handler", JobState.DONE, 0),
        ("handler", JobState.OPEN, 1),
    ]
    with db.reading() as session:
        instance = session.get_one(ProcessInstance, case.id)
        seen = progress.look(session, instance)
        told = runtime.look(seen.definitions, instance.snapshot, seen.scopes, now=NOON)
    assert len(told.open_ids) == 2
    # and the next try does the first
    case.run_jobs(timedelta(hours=1))
    assert case.open == ["antwoorden", "lezen"]
