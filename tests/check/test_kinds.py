"""Conditions that can never hold, since of a form or handler it is known what kind of value it gives."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.check import check_package
from engine.registry import FormDescription
from tests.check.drawing import CATALOGUE, END, START, describe_form, diagram, files, service, told, user

XOR = '<exclusiveGateway id="g" name="Welke kant?" default="g__e2"/>'
FORM = 'camunda:formRef="vraag" camunda:formRefBinding="deployment" camunda:candidateGroups="procesregisseur"'
KINDS = {"antwoord": "number", "akkoord": "boolean"}


def describe(path: str, data: bytes) -> FormDescription:
    found = describe_form(path, data)
    return replace(found, kinds={name: kind for name, kind in KINDS.items() if name in found.outputs})


def asking(condition: str, task: str = user("taak", FORM)) -> set[tuple[str, str, str]]:
    drawing = diagram(
        START + task + XOR + END + '<endEvent id="e2" name="Ook"/>',
        "s>taak",
        "taak>g",
        f"g>e: ja = {condition}",
        "g>e2: nee",
    )
    package = files(drawing, vraag="antwoord,akkoord,vrij")
    found = check_package(package, replace(CATALOGUE, describe_form=describe))
    return {one for one in told(found) if one[1] == "soort"}


@pytest.mark.parametrize("condition", ["antwoord > 3", "akkoord", "akkoord = true", 'vrij = "x"', "antwoord = null"])
def test_a_condition_that_can_hold_is_right(condition):
    assert asking(condition) == set()


@pytest.mark.parametrize(
    "condition", ['antwoord = "3"', 'akkoord = "ja"', "antwoord", "antwoord and akkoord", "antwoord.waarde = 3"]
)
def test_a_condition_that_can_never_hold_is_told(condition):
    assert asking(condition) == {("warning", "soort", "g__e")}


def test_a_variable_that_is_mapped_to_something_else_can_be_anything():
    mapped = '<extensionElements><camunda:inputOutput><camunda:outputParameter name="antwoord">=string(antwoord)'
    mapped += "</camunda:outputParameter></camunda:inputOutput></extensionElements>"
    assert asking('antwoord = "3"', user("taak", FORM, mapped)) == set()


def test_what_a_handler_gives_has_the_kind_of_its_output():
    task = service().replace('id="dienst"', 'id="taak"')
    assert 'id="taak"' in task, task
    assert asking("verzonden", task) == set()
    assert asking('verzonden = "ja"', task) == {("warning", "soort", "g__e")}
