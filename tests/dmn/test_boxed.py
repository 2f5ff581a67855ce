"""Boxed expressions, types, decision services and the runner of the TCK."""

import pytest

from engine import dmn, feel
from engine.dmn import tck
from engine.dmn.deciding import decide_service
from tests.dmn.tables import HEAD, NOON, ask, decision, load, table, text


def literal(expression):
    return text("literalExpression", expression)


def entry(name, logic):
    variable = f'<variable name="{name}"/>' if name else ""
    return f"<contextEntry>{variable}{logic}</contextEntry>"


@pytest.mark.parametrize(
    ("logic", "value"),
    [
        ("<context>" + entry("a", literal("1")) + entry("b b", literal("a + 1")) + "</context>", {"a": 1, "b b": 2}),
        ("<context>" + entry("a", literal("1")) + entry("", literal("a + 5")) + "</context>", 6),
        ("<list>" + literal("1") + literal("n") + "</list>", [1, 7]),
        (
            '<relation><column name="a"/><column name="b"/>'
            f"<row>{literal('1')}{literal('2')}</row><row>{literal('3')}{literal('4')}</row></relation>",
            [{"a": 1, "b": 2}, {"a": 3, "b": 4}],
        ),
        (
            f"<conditional><if>{literal('n > 5')}</if>"
            f"<then>{literal('1')}</then><else>{literal('2')}</else></conditional>",
            1,
        ),
        (f'<for iteratorVariable="x"><in>{literal("[1, 2]")}</in><return>{literal("x * n")}</return></for>', [7, 14]),
        (
            f'<some iteratorVariable="x"><in>{literal("[1, 9]")}</in><satisfies>{literal("x > n")}</satisfies></some>',
            True,
        ),
        (
            f'<every iteratorVariable="x"><in>{literal("[1, 9]")}</in>'
            f"<satisfies>{literal('x > n')}</satisfies></every>",
            False,
        ),
        (f"<filter><in>{literal('[1, 9]')}</in><match>{literal('item > n')}</match></filter>", [9]),
        (
            "<context>"
            + entry("f", f'<functionDefinition><formalParameter name="x"/>{literal("x + n")}</functionDefinition>')
            + entry(
                "",
                f'<invocation>{literal("f")}<binding><parameter name="x"/>{literal("3")}</binding></invocation>',
            )
            + "</context>",
            10,
        ),
    ],
)
def test_a_boxed_expression_has_a_value(logic, value):
    definitions = load(decision(logic))
    assert dmn.problems(definitions) == []
    assert ask(definitions, n=7).value == value


TYPES = (
    '<itemDefinition name="tLeeftijd"><typeRef>number</typeRef><allowedValues><text>[0..130]</text></allowedValues>'
    '</itemDefinition><itemDefinition name="tNamen" isCollection="true"><typeRef>string</typeRef></itemDefinition>'
    '<itemDefinition name="tPersoon"><itemComponent name="naam"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="oud"><typeRef>tLeeftijd</typeRef></itemComponent></itemDefinition>'
)


def typed(type_name, expression):
    return load(
        TYPES, f'<decision id="d" name="d"><variable name="d" typeRef="{type_name}"/>{literal(expression)}</decision>'
    )


@pytest.mark.parametrize(
    ("type_name", "expression", "value"),
    [
        ("tLeeftijd", "17", 17),
        ("tLeeftijd", "170", None),
        ("tLeeftijd", '"17"', None),
        ("tNamen", '"a"', ["a"]),
        ("tNamen", "[1]", None),
        ("string", '["a"]', "a"),
        ("tPersoon", '{naam: "a", oud: 3}', {"naam": "a", "oud": 3}),
        ("tPersoon", '{naam: "a"}', None),
        ("Any", "1", 1),
        ("tOnbekend", "1", 1),
        ("feel:number", "1", 1),
    ],
)
def test_a_value_that_is_not_of_its_type_is_null_with_a_warning(type_name, expression, value):
    warnings = []
    result = dmn.decide(typed(type_name, expression), "d", {}, feel.Environment(NOON, warnings=warnings))
    assert result.value == value
    assert bool(warnings) is (value is None)


def test_an_unknown_type_is_found_by_the_check():
    assert [element for element, _ in dmn.problems(typed("tOnbekend", "1"))] == ["d"]
    assert dmn.problems(typed("tNamen", "1")) == []


def test_types_that_go_round_do_not_hang():
    ring = "".join(f'<itemDefinition name="{a}"><typeRef>{b}</typeRef></itemDefinition>' for a, b in ("ab", "ba"))
    with pytest.raises(dmn.DmnError, match="kring"):
        load(ring)


SERVICE = (
    '<inputData id="i" name="n"><variable name="n" typeRef="number"/></inputData>',
    '<decisionService id="s" name="dienst"><outputDecision href="#uit"/><inputDecision href="#tussen"/>'
    '<inputData href="#i"/></decisionService>',
    decision(literal("tussen + n"), "uit", needs=("tussen",)),
    decision(literal("100"), "tussen"),
    decision(literal("dienst(1, 2)"), "vraag", knows=("s",)),
)


def test_a_decision_service_is_called_by_a_decision_and_from_outside():
    definitions = load(*SERVICE)
    assert dmn.problems(definitions) == []
    assert ask(definitions, "vraag").value == 3
    assert decide_service(definitions, "s", {"n": 5, "tussen": 6}, feel.Environment(NOON)) == 11
    assert ask(definitions, "uit", n=1).value == 101


def test_a_service_that_calls_itself_is_stopped():
    definitions = load(
        '<decisionService id="s" name="dienst"><outputDecision href="#rond"/></decisionService>',
        decision(literal("dienst()"), "rond", knows=("s",)),
    )
    with pytest.raises(dmn.DmnError):
        ask(definitions, "rond")


def test_a_function_that_calls_itself_for_ever_is_stopped():
    model = (
        '<businessKnowledgeModel id="bkm" name="rond"><encapsulatedLogic><formalParameter name="x"/>'
        + literal("rond(x + 1)")
        + '</encapsulatedLogic><knowledgeRequirement><requiredKnowledge href="#bkm"/></knowledgeRequirement>'
        "</businessKnowledgeModel>"
    )
    with pytest.raises(dmn.DmnError):
        ask(load(model, decision(literal("rond(1)"), knows=("bkm",))))


def test_an_import_is_a_problem():
    definitions = load('<import namespace="x" name="ander" importType="x"/>', decision(literal("1")))
    assert definitions.refused
    assert dmn.problems(definitions)[0][0] == "ander"


CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>proef.dmn</modelName>
 <testCase id="1"><inputNode name="leeftijd"><value xsi:type="xsd:decimal">5</value></inputNode>
 <resultNode name="besluit"><expected><value xsi:type="xsd:string">jong</value></expected></resultNode></testCase>
 <testCase id="2"><inputNode name="leeftijd"><value xsi:type="xsd:decimal">50</value></inputNode>
 <resultNode name="besluit"><expected><value xsi:type="xsd:string">jong</value></expected></resultNode></testCase>
</testCases>"""


def test_the_runner_counts_right_and_wrong_answers(tmp_path):
    (tmp_path / "proef.dmn").write_text(HEAD + decision(table([(["< 18"], ['"jong"'])])) + "</definitions>")
    (tmp_path / "proef-test-01.xml").write_text(CASES)
    assert tck.run(tmp_path) == (1, 2)
    assert [verdict.case.split("/")[1] for verdict in tck.verdicts(tmp_path) if not verdict.passed] == ["2"]


def test_the_runner_fails_every_case_of_a_file_it_cannot_read(tmp_path):
    (tmp_path / "proef-test-01.xml").write_text(CASES)
    assert tck.run(tmp_path) == (0, 2)
