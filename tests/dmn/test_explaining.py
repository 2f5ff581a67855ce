"""A decision tells which of its rules matched, and with what."""

import pytest

from engine import dmn
from tests.dmn.tables import ask, column, decision, load, table

TWO = table([(["< 18"], ['"jong"']), (["-"], ['"ieder"'])], policy="COLLECT")


def told(definitions, **context):
    return dmn.explain(ask(definitions, **context)).split("\n")


def test_the_rules_that_matched_are_told_with_what_was_asked():
    assert told(load(decision(TWO)), leeftijd=5) == [
        "Regels 1, 2 passen.",
        "Regel 1 (noot 1): uitkomst = jong.",
        "Regel 2 (noot 2): uitkomst = ieder.",
        "Gevraagd: leeftijd = 5.",
    ]


def test_that_no_rule_matched_is_told():
    assert told(load(decision(table([(["< 18"], ['"jong"'])]))), leeftijd=50) == ["Geen regel past."]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (None, "geen waarde"),
        (True, "ja"),
        ([1, 2], "1, 2"),
        (list(range(9)), "0, 1, 2, 3, 4, …"),
        ([], "niets"),
        ({"naam": "Bewoner Een"}, "ingevuld"),
        ("x" * 200, "x" * 60 + "…"),
        ("regel een\nregel twee", "regel een regel twee"),
    ],
)
def test_what_was_asked_is_told_in_short(given, shown):
    definitions = load(decision(table([(["-"], ["1"])], outputs=(column("a"),))))
    assert told(definitions, leeftijd=given)[-1] == f"Gevraagd: leeftijd = {shown}."
