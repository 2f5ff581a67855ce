"""A value of the case is typed over, keeps its kind, and nobody reads it back in the history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine import db
from engine.errors import InstanceSuspended, ReasonMissing
from engine.operations import correcting
from engine.operations.correcting import CannotCorrect, Kind
from tests.operations import hand
from tests.operations.hand import REGIE, WHY
from tests.runtime.drawing import NOON, diagram, user_task

SIMPLE = diagram(f'<startEvent id="begin"/><endEvent id="klaar"/>{user_task("werk", **REGIE)}[begin>werk][werk>klaar]')
CHOICE = diagram(
    f'<startEvent id="begin"/><endEvent id="klaar"/><endEvent id="anders"/>{user_task("werk", **REGIE)}'
    '<exclusiveGateway id="g" default="f3"/>[begin>werk][werk>g][g>klaar if besluit = "ja"][g>anders]'
)
GIVEN = {
    "besluit": "nee",
    "aantal": Decimal(3),
    "dringend": True,
    "op": date(2026, 3, 1),
    "leeg": None,
    "kluis": "kluis-12",
    "groep": "groep-1",
    "rijen": [1, 2],
}


def correct(case, name, value, reason=WHY):
    with db.transaction() as session:
        correcting.correct(
            session, case.id, name, value, reason=reason, by="user-1", now=NOON, catalogue=case.catalogue
        )


def test_only_single_values_that_are_no_reference_may_be_typed_over(walk):
    case = walk(SIMPLE, **GIVEN)
    with db.reading() as session:
        assert list(correcting.correctable(session, case.id, case.catalogue)) == ["aantal", "besluit", "dringend", "op"]
    for name, value in (("kluis", "kluis-13"), ("rijen", [1]), ("leeg", "x"), ("nieuw", "x")):
        with pytest.raises(CannotCorrect):
            correct(case, name, value)


def test_a_value_keeps_its_kind_and_text_cannot_become_a_reference(walk):
    case = walk(SIMPLE, **GIVEN)
    for name, value in (("aantal", "3"), ("dringend", "nee"), ("op", "morgen"), ("besluit", "kluis-12")):
        with pytest.raises(CannotCorrect):
            correct(case, name, value)
    assert {k: case.variables[k] for k in GIVEN} == GIVEN


def test_the_process_goes_by_the_new_value(walk):
    case = walk(CHOICE, **GIVEN)
    correct(case, "besluit", "ja")
    case.complete("werk")
    assert hand.instance_of(case).end_activity_id == "klaar"


def test_history_names_the_value_and_the_reason_and_tells_neither_old_nor_new(walk):
    case = walk(SIMPLE, **GIVEN)
    correct(case, "besluit", "zeer vertrouwelijk")
    assert hand.history_of(case) == [("corrected", "Gegeven hersteld: besluit", "user-1", WHY)]


def test_nothing_is_corrected_without_a_reason_or_in_a_suspended_case(walk):
    case = walk(SIMPLE, **GIVEN)
    with pytest.raises(ReasonMissing):
        correct(case, "besluit", "ja", reason="")
    hand.suspend(case)
    with pytest.raises(InstanceSuspended):
        correct(case, "besluit", "ja")


@pytest.mark.parametrize(
    ("value", "kind"),
    [("x", Kind.TEXT), (True, Kind.YES_NO), (1, Kind.NUMBER), (NOON, Kind.MOMENT), (NOON.date(), Kind.DAY)],
)
def test_every_value_has_one_kind(value, kind):
    assert correcting.kind_of(value) is kind
