"""Diagrams by other programs: every part that does nothing here is told by its element, with what to do instead."""

from __future__ import annotations

import re
import time

import pytest

from engine.check import check_package
from engine.check.findings import Finding
from tests.check.drawing import CATALOGUE, files

BPMN = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="proef"'
ENGLISH = re.compile(r"\b(the|cannot|not|without|must|unknown|invalid)\b", re.IGNORECASE)


def file(names: str, start: str, task: str, work: str, more: str = "", process: str = "") -> bytes:
    """A small process as these programs write it, without a picture."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <definitions {BPMN} {names}><process id="melding" isExecutable="true">{process}
    <startEvent id="binnen" name="Melding binnen" {start}/><sequenceFlow id="f1" sourceRef="binnen" targetRef="kijk"/>
    <userTask id="kijk" name="Melding bekijken" {task}</userTask>
    <sequenceFlow id="f2" sourceRef="kijk" targetRef="stuur">{more}</sequenceFlow>
    <serviceTask id="stuur" name="Bericht sturen" {work}</serviceTask>
    <sequenceFlow id="f3" sourceRef="stuur" targetRef="klaar"/><endEvent id="klaar" name="Klaar"/>
    </process></definitions>""".encode()


def inside(text: str) -> str:
    return f"><extensionElements>{text}</extensionElements>"


JAVA = "<conditionExpression><![CDATA[${akkoord == true}]]></conditionExpression>"


def java(program: str, address: str) -> bytes:
    """Flowable and Activiti write the same words in a namespace of their own."""
    return file(
        f'xmlns:x="{address}"',
        'x:initiator="wie"',
        'x:candidateGroups="regisseur" x:formKey="bekijk" ' + inside('<x:taskListener event="create"/>'),
        'x:class="nl.voorbeeld.Stuur">',
        JAVA,
    )


FOREIGN: dict[str, tuple[bytes, str, set[str]]] = {
    "zeebe": (
        file(
            'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"',
            "",
            inside('<zeebe:formDefinition formId="m"/><zeebe:assignmentDefinition candidateGroups="regisseur"/>'),
            inside('<zeebe:taskDefinition type="stuur"/><zeebe:ioMapping><zeebe:input/></zeebe:ioMapping>'),
        ),
        "Camunda 8",
        {"kijk", "stuur"},
    ),
    "flowable": (java("Flowable", "http://flowable.org/bpmn"), "Flowable", {"binnen", "kijk", "f2", "stuur"}),
    "activiti": (java("Activiti", "http://activiti.org/bpmn"), "Activiti", {"binnen", "kijk", "f2", "stuur"}),
    "signavio": (
        file(
            'xmlns:signavio="http://www.signavio.com"',
            "",
            inside('<signavio:signavioMetaData metaKey="risklevel" metaValue=""/>'),
            ">",
            process="<extensionElements><signavio:signavioDiagramMetaData metaKey='revision'/></extensionElements>",
        ),
        "Signavio",
        {"melding", "kijk", "stuur"},
    ),
    "plain": (file("", "", ">", ">").replace(b' isExecutable="true"', b""), "", {"melding", "kijk", "stuur"}),
}


def found(data: bytes) -> list[Finding]:
    return [each for each in check_package(files(data), CATALOGUE) if each.file.endswith(".bpmn")]


@pytest.mark.parametrize("name", FOREIGN)
def test_a_diagram_of_another_program_is_told_part_by_part_with_a_remedy(name: str) -> None:
    data, program, elements = FOREIGN[name]
    told = found(data)

    assert elements <= {each.element for each in told}
    assert all(each.message and each.hint for each in told)
    assert not [each for each in told if ENGLISH.search(re.sub(r"<[^>]*>|“[^”]*”", "", each.message + each.hint))]
    assert [program in each.message for each in told if each.rule == "ander_programma"] == ([True] if program else [])
    assert any(each.rule == "tekening" for each in told)  # none of them has a picture
    assert any(each.severity == "error" for each in told)


def test_what_is_hung_on_a_process_or_an_arrow_is_not_passed_over() -> None:
    listener = "<extensionElements><c:executionListener class='nl.A' event='start'/></extensionElements>"
    names = 'xmlns:c="http://camunda.org/schema/1.0/bpmn"'
    told = found(file(names, "", ">", ">", more=listener, process=listener))
    assert {each.element for each in told if "executionListener" in each.message} == {"melding", "f2"}


def drawn(nodes: str, flows: list[tuple[str, str]]) -> bytes:
    arrows = "".join(f'<sequenceFlow id="{a}-{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in flows)
    start = '<startEvent id="s" name="Begin"/><endEvent id="e" name="Klaar"/>'
    return f'<definitions {BPMN}><process id="p">{start}{nodes}{arrows}</process></definitions>'.encode()


def wide(pairs: int) -> bytes:
    """Splits and joins in a row, as many as the check follows."""
    nodes = "".join(f'<parallelGateway id="a{n}"/><parallelGateway id="b{n}"/>' for n in range(pairs))
    nodes += "".join(f'<userTask id="x{n}"/><userTask id="y{n}"/>' for n in range(pairs))
    flows = [(f"{a}{n}", f"{b}{n}") for n in range(pairs) for a, b in ("ax", "ay", "xb", "yb")]
    return drawn(
        nodes, [("s", "a0"), *flows, *((f"b{n}", f"a{n + 1}") for n in range(pairs - 1)), (f"b{pairs - 1}", "e")]
    )


def around(gateways: int, ways: int) -> bytes:
    """Every gateway leads to many others, and back."""
    nodes = "".join(f'<exclusiveGateway id="g{n}"/>' for n in range(gateways))
    return drawn(
        nodes, [(f"g{n}", f"g{(n * 7 + 13 * way) % gateways}") for n in range(gateways) for way in range(ways)]
    )


@pytest.mark.parametrize(
    "data", [wide(700), around(1500, 8), drawn("".join(f'<userTask id="t{n}"/>' for n in range(20_000)), [])]
)
def test_a_huge_diagram_is_checked_or_refused_in_seconds(data: bytes) -> None:
    begin = time.process_time()
    told = found(data)
    assert time.process_time() - begin < 8
    assert told and all(each.message for each in told)


def test_five_megabytes_are_refused_in_words() -> None:
    (told,) = found(drawn("", []).replace(b"<process", b" " * 5_000_000 + b"<process"))
    assert "te groot" in told.message and "5 MB" in told.hint
