"""Reading DMN files: requirements, what is refused, and what the check finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import dmn
from tests.dmn.tables import HEAD, ask, decision, load, table, text


def literal(expression, id_="expr"):
    return text("literalExpression", expression, id_)


def test_a_literal_expression_is_a_decision():
    result = ask(load(decision(literal("leeftijd * 2"))), leeftijd=4)
    assert (result.value, result.outputs) == (8, [{"besluit": 8}])


def test_a_decision_uses_the_decisions_it_requires():
    definitions = load(
        decision(literal("grens + 1", "e1"), "tweede", needs=("grens",)),
        decision(literal("17", "e2"), "grens"),
        decision(table([(["> tweede"], ['"ja"'])]), needs=("tweede",)),
    )
    result = ask(definitions, leeftijd=19)
    assert result.value == "ja"
    assert result.required["tweede"].value == 18
    assert result.required["tweede"].required["grens"].value == 17


def test_decisions_that_need_each_other_are_an_error():
    definitions = load(
        decision(literal("1", "e1"), "een", needs=("twee",)), decision(literal("1", "e2"), "twee", needs=("een",))
    )
    assert {element for element, _ in dmn.problems(definitions)} == {"een", "twee"}
    with pytest.raises(dmn.DmnError, match="zichzelf"):
        ask(definitions, "een")


def test_a_missing_required_decision_is_an_error():
    definitions = load(decision(literal("1"), needs=("weg",)))
    assert [element for element, _ in dmn.problems(definitions)] == ["besluit"]
    with pytest.raises(dmn.DmnError, match="weg"):
        ask(definitions)


def test_a_long_chain_of_decisions_is_refused():
    chain = [decision(literal("1", f"e{i}"), f"d{i}", needs=(f"d{i + 1}",)) for i in range(200)]
    definitions = load(*chain, decision(literal("1", "laatste"), "d200"))
    with pytest.raises(dmn.DmnError, match="te lang"):
        ask(definitions, "d0")


def test_a_business_knowledge_model_is_called():
    model = (
        '<businessKnowledgeModel id="bkm" name="verdubbel"><encapsulatedLogic id="f">'
        '<formalParameter name="x"/>' + literal("x * 2") + "</encapsulatedLogic></businessKnowledgeModel>"
    )
    assert ask(load(model, decision(literal("verdubbel(4)"), knows=("bkm",)))).value == 8


def test_an_unknown_decision_is_an_error():
    with pytest.raises(dmn.DmnError, match="nergens"):
        ask(load(decision(literal("1"))), "nergens")


@pytest.mark.parametrize(
    ("rules", "element"),
    [
        ([(["< <"], ["1"])], "test_1_0"),
        ([(["-"], ["onbekende functie(1)"])], "uit_1_0"),
        ([(["-"], ["${a}"])], "uit_1_0"),
        ([(["== 3"], ["1"])], "test_1_0"),
    ],
)
def test_a_cell_that_is_no_feel_is_found_by_the_check_and_refused(rules, element):
    definitions = load(decision(table(rules)))
    assert [found for found, _ in dmn.problems(definitions)] == [element]
    with pytest.raises(dmn.DmnError) as error:
        ask(definitions, leeftijd=1)
    assert error.value.element_id == element


def test_a_sound_file_has_no_problems():
    assert dmn.problems(load(decision(table([(["-"], ["1"])])))) == []


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "geen xml",
        "<a/>",
        "<definitions/>",
        '<definitions xmlns="urn:iets"/>',
        HEAD,
        HEAD + "<decision id='x'/></definitions>",
        HEAD + "<decision id='x' name='x'/></definitions>",
        HEAD + decision(table([(["-"], ["1"])], policy="BESTE")) + "</definitions>",
        HEAD + decision(table([(["-"], ["1"])], policy="COLLECT", aggregation="WORTEL")) + "</definitions>",
        HEAD + decision(table([(["-"], ["1"])], aggregation="SUM")) + "</definitions>",
        HEAD + decision(table([(["-", "-"], ["1"])])) + "</definitions>",
        HEAD + decision(table([([], ["1"])])) + "</definitions>",
        HEAD
        + decision("<literalExpression expressionLanguage='juel'><text>1</text></literalExpression>")
        + "</definitions>",
        HEAD + decision("<literalExpression><text>1</text></literalExpression>") * 2 + "</definitions>",
        '<!DOCTYPE d [<!ENTITY a "b">]>' + HEAD + "</definitions>",
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:1/x.dtd">' + HEAD + "</definitions>",
        HEAD + "<a>" * 5_000 + "</a>" * 5_000 + "</definitions>",
        HEAD + "x" * 6_000_000 + "</definitions>",
    ],
)
def test_what_is_no_dmn_is_refused(xml):
    with pytest.raises(dmn.DmnError):
        dmn.load(xml.encode())


def test_an_entity_is_never_filled_in():
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + HEAD + "&b;</definitions>"
    with pytest.raises(dmn.DmnError):
        dmn.load(bomb.encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    try:
        dmn.load(data)
    except dmn.DmnError:
        pass


CELLS = st.sampled_from(["-", "< 5", "> 2", "[1..4]", "not(3)", "3, 4", "null", "? = 2", '"x"', "true"])


@given(
    st.lists(CELLS, min_size=1, max_size=6),
    st.sampled_from(["UNIQUE", "FIRST", "ANY", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"]),
    st.one_of(st.none(), st.booleans(), st.integers(0, 6), st.text(max_size=3), st.floats()),
)
def test_a_table_answers_or_refuses(cells, policy, value):
    rules = [([cell], [str(index)]) for index, cell in enumerate(cells)]
    definitions = load(decision(table(rules, policy=policy)))
    try:
        result = ask(definitions, leeftijd=value)
    except dmn.DmnError as error:
        assert error.message_nl
    else:
        assert len(result.matched) <= len(cells)
