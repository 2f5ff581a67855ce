# ruff: noqa: E501 (XML in one piece reads best)
"""What one case throws reaches other cases, each in a step of its own."""

from __future__ import annotations

import copy

import pytest
from sqlalchemy import select

from engine import db, instances, jobs
from engine.errors import NobodyWaits
from engine.models import HistoricActivity, Incident, InstanceState, Job, JobState, PackageVersion, ProcessInstance
from tests.engine.conftest import REGISSEUR
from tests.runtime.drawing import diagram, extension, user_task

REGIE = {"candidateGroups": "procesregisseur"}
NAMES = '<signal id="sein" name="alarm"/><message id="m" name="antwoord"/>'
WHERE = (
    '<camunda:inputOutput><camunda:inputParameter name="waar">=plaats</camunda:inputParameter></camunda:inputOutput>'
)


def property_of(text: str) -> str:
    return f'<camunda:properties><camunda:property name="correlatie" value="{text}"/></camunda:properties>'


PROCESS = diagram(
    '<startEvent id="begin"/><endEvent id="klaar"/><parallelGateway id="s"/><parallelGateway id="j"/>'
    f"{user_task('kies', **REGIE)}<exclusiveGateway id='g'/>"
    f'<intermediateThrowEvent id="werp">{extension(WHERE)}<signalEventDefinition signalRef="sein"/></intermediateThrowEvent>'
    f'<sendTask id="stuur" messageRef="m">{extension(WHERE + property_of("=voor"))}</sendTask>'
    '<intermediateCatchEvent id="hoort"><signalEventDefinition signalRef="sein"/></intermediateCatchEvent>'
    f'<receiveTask id="leest" messageRef="m">{extension(property_of("=ik"))}</receiveTask>'
    f"{user_task('na', **REGIE)}{user_task('gelezen', **REGIE)}"
    '[begin>s][s>kies][kies>g][g>werp if wat = "sein"][g>stuur if wat = "bericht"][werp>j][stuur>j]'
    "[s>hoort][hoort>na][na>j][s>leest][leest>gelezen][gelezen>j][j>klaar]",
    before=NAMES,
)


def also(first, *, business_key="groep-1", **variables):
    """One more case of the same version."""
    case = copy.copy(first)
    with db.transaction() as session:
        version = session.scalars(select(PackageVersion)).one()
        started = instances.start(
            session,
            version,
            variables,
            business_key=business_key,
            title="Nog een",
            by=REGISSEUR,
            now=first.now,
            catalogue=first.catalogue,
        )
        case.id = started.id
    return case


def waiting_jobs():
    with db.reading() as session:
        return [(j.kind, j.instance_id, j.state) for j in session.scalars(select(Job).order_by(Job.id))]


def test_a_signal_reaches_every_case_that_waits_for_it_in_steps_of_their_own(walk):
    # given
    one = walk(PROCESS, plaats="plein", ik=1)
    others = [also(one, business_key=f"groep-{n}", ik=n) for n in (2, 3)]
    # when
    one.complete("kies", wat="sein")
    # then: in its own case at once, elsewhere by jobs
    assert one.open == ["na"] and [c.open for c in others] == [["kies"], ["kies"]]
    assert waiting_jobs() == [("signal", c.id, JobState.OPEN) for c in others]
    one.run_jobs()
    assert [c.open for c in others] == [["kies", "na"], ["kies", "na"]]
    assert [c.variables["waar"] for c in others] == ["plein", "plein"]


def test_a_signal_does_nothing_in_a_case_that_waits_no_more(walk):
    one = walk(PROCESS, plaats="plein", ik=1)
    other = also(one, ik=2)
    one.complete("kies", wat="sein")
    other.complete("kies", wat="sein")  # heard its own before the job ran
    one.run_jobs()
    assert other.open == ["na"]
    assert {state for _, _, state in waiting_jobs()} == {JobState.DONE}


def test_a_case_that_has_ended_gets_no_signal(walk):
    one = walk(PROCESS, plaats="plein", ik=1)
    other = also(one, ik=2)
    with db.transaction() as session:
        session.get_one(ProcessInstance, other.id).state = InstanceState.COMPLETED
    one.complete("kies", wat="sein")
    assert waiting_jobs() == []


def test_a_signal_for_a_suspended_case_waits_until_it_goes_on(walk):
    one = walk(PROCESS, plaats="plein", ik=1)
    other = also(one, ik=2)
    with db.transaction() as session:
        session.get_one(ProcessInstance, other.id).suspended_at = one.now
    one.complete("kies", wat="sein")
    one.run_jobs()
    assert waiting_jobs() == [("signal", other.id, JobState.HELD)]


def test_a_message_goes_to_the_case_of_the_same_group_that_asks_for_it(walk):
    # given
    one = walk(PROCESS, plaats="plein", ik=1, voor=3)
    other, meant = also(one, ik=2), also(one, ik=3)
    stranger = also(one, business_key="groep-9", ik=3)
    # when
    one.complete("kies", wat="bericht")
    one.run_jobs()
    # then
    assert "gelezen" in meant.open and meant.variables["waar"] == "plein"
    assert "gelezen" not in other.open + stranger.open + one.open


def test_a_message_that_nobody_waits_for_is_told_in_the_case(walk):
    one = walk(PROCESS, plaats="plein", ik=1, voor=7)
    one.complete("kies", wat="bericht")
    assert waiting_jobs() == []
    with db.reading() as session:
        [row] = session.scalars(select(HistoricActivity).where(HistoricActivity.kind == "message"))
        assert (row.name, row.detail) == ("antwoord", "niemand wachtte op dit bericht")


def test_a_message_whose_receiver_moved_on_becomes_an_incident_and_is_not_lost(walk):
    one = walk(PROCESS, plaats="plein", ik=1, voor=2)
    other = also(one, ik=2)
    one.complete("kies", wat="bericht")
    with db.transaction() as session:
        send(session, other, correlation=2)
    for _ in range(40):
        with db.reading() as session:
            due = session.scalars(select(Job.due_at).where(Job.state == JobState.OPEN)).first()
        if due is None:
            break
        jobs.run_due(one.catalogue, now=due)
    with db.reading() as session:
        [incident] = session.scalars(select(Incident))
        assert incident.error.startswith("NotWaiting")


def test_a_person_sends_to_the_branch_with_the_correlation(walk):
    one = walk(PROCESS, plaats="plein", ik=1)
    with db.transaction() as session:
        with pytest.raises(NobodyWaits):
            send(session, one, correlation=2)
        send(session, one, correlation=1)
    assert one.open == ["gelezen", "kies"]


def test_a_person_who_says_nothing_reaches_none_that_asks_for_a_correlation(walk):
    one = walk(PROCESS, plaats="plein", ik=1)
    with db.transaction() as session, pytest.raises(NobodyWaits):
        send(session, one, correlation=None)


def send(session, case, *, correlation):
    instances.send_message(
        session,
        case.id,
        "antwoord",
        {},
        by=REGISSEUR,
        now=case.now,
        catalogue=case.catalogue,
        correlation=correlation,
    )


def test_signals_are_not_offered_as_messages(walk):
    one = walk(PROCESS, plaats="plein", ik=1)
    with db.reading() as session:
        assert [row.message for row in instances.messages_awaited(session, one.id)] == ["antwoord"]
