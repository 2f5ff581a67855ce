"""A DMN file may use the types, functions and decisions of another."""

import pytest

from engine import dmn
from tests.dmn.tables import HEAD, ask, decision, text


def literal(expression):
    return text("literalExpression", expression)


def file(namespace, *parts):
    return (HEAD.replace('"proef"', f'"{namespace}"') + "".join(parts) + "</definitions>").encode()


def imported(namespace, name):
    return f'<import namespace="{namespace}" name="{name}" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'


BASIS = file(
    "basis",
    '<itemDefinition name="tLeeftijd"><typeRef>number</typeRef>'
    + text("allowedValues", "[0..120]")
    + "</itemDefinition>",
    '<inputData id="leeftijd" name="leeftijd"><variable name="leeftijd" typeRef="tLeeftijd"/></inputData>',
    '<businessKnowledgeModel id="dubbel" name="keer twee"><encapsulatedLogic>'
    f'<formalParameter name="n"/>{literal("n * 2")}</encapsulatedLogic></businessKnowledgeModel>',
    decision(literal("leeftijd + 1"), "volgend jaar"),
)


def asking(logic, *needs):
    links = "".join(
        f'<{group}Requirement><required{kind} href="basis#{id_}"/></{group}Requirement>' for group, kind, id_ in needs
    )
    return file("mijn", imported("basis", "de basis"), decision(links + logic))


def test_a_decision_of_another_file_is_taken_first():
    definitions = dmn.load(
        asking(literal("de basis.volgend jaar * 10"), ("information", "Decision", "volgend jaar")), [BASIS]
    )
    assert dmn.problems(definitions) == []
    assert ask(definitions, leeftijd=4).value == 50


def test_a_function_of_another_file_is_called():
    definitions = dmn.load(asking(literal("de basis.keer twee(21)"), ("knowledge", "Knowledge", "dubbel")), [BASIS])
    assert ask(definitions).value == 42


@pytest.mark.parametrize(("age", "value"), [(4, 4), (400, None)])
def test_input_of_another_file_has_its_type(age, value):
    definitions = dmn.load(asking(literal("de basis.leeftijd"), ("information", "Input", "leeftijd")), [BASIS])
    assert ask(definitions, leeftijd=age).value == value


def test_a_file_that_is_not_there_is_told():
    definitions = dmn.load(asking(literal("1")), [])
    assert [message for _, message in dmn.problems(definitions)] == [
        "Het bestand dat hier wordt geïmporteerd (`basis`) is er niet."
    ]


def test_something_that_is_not_in_the_other_file_is_told():
    definitions = dmn.load(asking(literal("1"), ("information", "Decision", "weg")), [BASIS])
    assert [element for element, _ in dmn.problems(definitions)] == ["besluit"]


def test_files_that_import_each_other_are_refused():
    other = file("ander", imported("mijn", "m"), decision(literal("1")))
    mine = file("mijn", imported("ander", "a"), decision(literal("1")))
    with pytest.raises(dmn.DmnError, match="importeren elkaar"):
        dmn.load(mine, [mine, other])


def test_a_reference_to_a_file_that_is_not_imported_is_refused():
    with pytest.raises(dmn.DmnError, match="niet geïmporteerd"):
        dmn.load(file("mijn", decision(literal("1"), needs=("x",)).replace('"#x"', '"elders#x"')))


@pytest.mark.parametrize(("type_", "value"), [("number", 5), ("string", None)])
def test_the_result_of_a_service_is_of_its_type(type_, value):
    service = f'<decisionService id="s" name="s"><variable name="s" typeRef="{type_}"/><outputDecision href="#b"/>'
    definitions = dmn.load(
        file(
            "mijn", decision(literal("5"), "b"), service + "</decisionService>", decision(literal("s()"), knows=("s",))
        )
    )
    assert ask(definitions).value == value
