"""What a table answers under each hit policy."""

from decimal import Decimal

import pytest

from engine import dmn
from tests.dmn.tables import ask, column, decision, load, table

OVERLAPPING = [(["< 18"], ['"jong"']), (["< 12"], ['"kind"']), ([">= 18"], ['"volwassen"'])]
NUMBERS = [(["< 18"], ["3"]), (["< 12"], ["1"]), (["< 6"], ["2"])]
ORDERED = (column("uitkomst", '"kind","jong","volwassen"'),)


def made(rules, **options):
    return load(decision(table(rules, **options)))


def test_unique_answers_the_one_rule_that_matches():
    result = ask(made(OVERLAPPING), leeftijd=15)
    assert result.outputs == [{"uitkomst": "jong"}]
    assert result.value == "jong"
    assert [(rule.rule_id, rule.index, rule.annotation) for rule in result.matched] == [("regel_1", 1, "noot 1")]
    assert result.matched[0].inputs == {"leeftijd": Decimal(15)}


def test_an_overlap_under_unique_is_an_error_that_names_the_rules():
    with pytest.raises(dmn.DmnError, match=r"regel_1.*regel_2") as error:
        ask(made(OVERLAPPING), leeftijd=5)
    assert error.value.element_id == "tabel"


def test_first_answers_the_first_rule():
    result = ask(made(OVERLAPPING, policy="FIRST"), leeftijd=5)
    assert result.value == "jong"
    assert [rule.index for rule in result.matched] == [1]


def test_any_answers_when_the_matching_rules_agree():
    rules = [(["< 18"], ['"nee"']), (["< 12"], ['"nee"'])]
    assert ask(made(rules, policy="ANY"), leeftijd=5).value == "nee"


def test_any_refuses_rules_that_disagree():
    with pytest.raises(dmn.DmnError, match="ANY"):
        ask(made(OVERLAPPING, policy="ANY"), leeftijd=5)


def test_priority_answers_the_output_that_stands_first_and_tells_every_match():
    result = ask(made(OVERLAPPING, policy="PRIORITY", outputs=ORDERED), leeftijd=5)
    assert result.value == "kind"
    assert result.outputs == [{"uitkomst": "kind"}]
    assert [rule.index for rule in result.matched] == [1, 2]


def test_priority_without_an_order_is_found_by_the_check_and_refused():
    definitions = made(OVERLAPPING, policy="PRIORITY")
    assert [element for element, _ in dmn.problems(definitions)] == ["tabel"]
    with pytest.raises(dmn.DmnError, match="volgorde"):
        ask(definitions, leeftijd=5)


def test_priority_refuses_an_outcome_that_is_not_in_its_list():
    rules = [*OVERLAPPING, (["5"], ['"peuter"'])]
    with pytest.raises(dmn.DmnError, match="staat niet in de lijst"):
        ask(made(rules, policy="PRIORITY", outputs=ORDERED), leeftijd=5)


def test_rule_order_answers_all_in_the_order_of_the_table():
    result = ask(made(OVERLAPPING, policy="RULE ORDER"), leeftijd=5)
    assert result.value == ["jong", "kind"]
    assert result.outputs == [{"uitkomst": "jong"}, {"uitkomst": "kind"}]


def test_output_order_answers_all_in_the_order_of_the_output_values():
    assert ask(made(OVERLAPPING, policy="OUTPUT ORDER", outputs=ORDERED), leeftijd=5).value == ["kind", "jong"]


@pytest.mark.parametrize(("aggregation", "number"), [("SUM", 6), ("MIN", 1), ("MAX", 3), ("COUNT", 3)])
def test_collect_makes_one_number(aggregation, number):
    result = ask(made(NUMBERS, policy="COLLECT", aggregation=aggregation), leeftijd=5)
    assert result.value == number
    assert result.outputs == [{"uitkomst": Decimal(number)}]
    assert len(result.matched) == 3


def test_collect_without_aggregation_answers_a_list():
    assert ask(made(NUMBERS, policy="COLLECT"), leeftijd=5).value == [3, 1, 2]


def test_counting_no_matches_gives_zero_and_adding_them_null():
    assert ask(made(NUMBERS, policy="COLLECT", aggregation="COUNT"), leeftijd=50).value == 0
    assert ask(made(NUMBERS, policy="COLLECT", aggregation="SUM"), leeftijd=50).value is None


def test_no_match_gives_no_rows():
    result = ask(made([(["> 90"], ["1"])]), leeftijd=5)
    assert (result.outputs, result.value, result.matched) == ([], None, [])


def test_no_match_gives_the_default_outputs():
    outputs = (column("uitkomst", default='"onbekend"'), column("reden", default="1 + 1"))
    result = ask(made([(["> 90"], ["1", "2"])], outputs=outputs), leeftijd=5)
    assert result.outputs == [{"uitkomst": "onbekend", "reden": 2}]
    assert result.value == {"uitkomst": "onbekend", "reden": 2}


def test_several_inputs_and_outputs_go_together():
    rules = [(["< 18", '"nacht", "avond"'], ['"nee"', '"te laat"']), (["-", 'not("nacht")'], ['"ja"', "null"])]
    definitions = made(rules, policy="FIRST", inputs=("leeftijd", "dagdeel"), outputs=(column("mag"), column("reden")))
    assert ask(definitions, leeftijd=15, dagdeel="avond").outputs == [{"mag": "nee", "reden": "te laat"}]
    assert ask(definitions, leeftijd=30, dagdeel="avond").outputs == [{"mag": "ja", "reden": None}]
    assert ask(definitions, leeftijd=30, dagdeel="nacht").outputs == []


def test_an_input_outside_the_allowed_values_is_refused():
    definitions = made([(["-"], ["1"])], inputs=("dagdeel",), allowed='"dag","nacht"')
    assert ask(definitions, dagdeel="dag").value == 1
    assert ask(definitions, dagdeel=None).value == 1
    with pytest.raises(dmn.DmnError, match="schemering") as error:
        ask(definitions, dagdeel="schemering")
    assert error.value.element_id == "in_0"


@pytest.mark.parametrize(
    ("cell", "value", "matches"),
    [
        ("[12..18)", 12, True),
        ("[12..18)", 18, False),
        ("not(5)", 5, False),
        ("not(5)", 6, True),
        ("5, 6", 6, True),
        ("? > 3 and ? < 5", 4, True),
        ("grens", 7, True),
        ("> grens", 8, True),
        ("null", None, True),
        ("not(null)", None, False),
        ("true", None, False),
        ("-", None, True),
    ],
)
def test_a_cell_tests_its_input(cell, value, matches):
    result = ask(made([([cell], ["1"])]), leeftijd=value, grens=7)
    assert bool(result.matched) is matches


MAPPED = {
    "singleEntry": "jong",
    "singleResult": {"uitkomst": "jong"},
    "collectEntries": ["jong"],
    "resultList": [{"uitkomst": "jong"}],
}


@pytest.mark.parametrize("mapping", MAPPED)
def test_a_result_is_mapped_for_the_process(mapping):
    assert dmn.map_result(ask(made(OVERLAPPING), leeftijd=15), mapping) == MAPPED[mapping]


def test_a_result_that_does_not_fit_its_mapping_is_refused():
    many = ask(made(OVERLAPPING, policy="RULE ORDER"), leeftijd=5)
    wide = ask(made([(["-"], ["1", "2"])], outputs=(column("a"), column("b"))), leeftijd=1)
    for result, mapping in (
        (many, "singleEntry"),
        (many, "singleResult"),
        (wide, "singleEntry"),
        (wide, "collectEntries"),
    ):
        with pytest.raises(dmn.DmnError):
            dmn.map_result(result, mapping)
    with pytest.raises(dmn.DmnError, match="bestaat niet"):
        dmn.map_result(many, "alles")


def test_nothing_maps_to_null_or_an_empty_list():
    nothing = ask(made([(["> 90"], ["1"])]), leeftijd=5)
    assert [dmn.map_result(nothing, mapping) for mapping in MAPPED] == [None, None, [], []]
