# ruff: noqa: E501 (XML in one piece reads best)
"""Rules about the package around the diagrams: manifest, forms, tables, skipping a step."""

from __future__ import annotations

import json

import pytest

from engine.check import check_package
from engine.check.paths import Unreadable, check_paths
from engine.packages.folder import read_folder
from tests.check.drawing import CATALOGUE, END, PART, START, call, check, diagram, files, simple, told, user

SKIP = '<message id="m" name="stap_overslaan"/>'
EDGE = '<boundaryEvent id="b" name="Overgeslagen" attachedToRef="roep"><messageEventDefinition messageRef="m"/></boundaryEvent>'
OUT = '<camunda:out sourceExpression="1" target="besluit"/>'
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="dd" name="Tabel" namespace="urn:test">
<decision id="tabel" name="Tabel"><decisionTable id="t" hitPolicy="FIRST">
<input id="i" label="x"><inputExpression id="ie" typeRef="number"><text>x</text></inputExpression></input>
<output id="o" name="uit" typeRef="string"/>
<rule id="r"><inputEntry id="c1"><text>{cell}</text></inputEntry><outputEntry id="c2"><text>"ja"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
ASK = (
    '<businessRuleTask id="x" name="Tabel vragen" camunda:decisionRef="tabel" camunda:resultVariable="uit" '
    'camunda:mapDecisionResult="singleResult"/>'
)


def skipping(step: str = "1"):
    body = START + call(inner=OUT, properties=f"stap={step}") + EDGE + END
    return diagram(body, "s>roep", "roep>e", "b>e", before=SKIP)


def test_a_step_whose_skip_form_delivers_what_the_step_would_is_right():
    assert check(skipping(), PART, manifest={"overslaan": {"roep": "over"}}, over="besluit,reden") == []


def test_a_skip_form_that_delivers_less_than_the_step_is_found():
    found = check(skipping(), PART, manifest={"overslaan": {"roep": "over"}}, over="reden")
    assert told(found) == {("error", "overslaan", "roep")}


def test_a_step_that_can_be_skipped_without_a_form_is_found():
    assert told(check(skipping(), PART)) == {("error", "overslaan", "roep")}


@pytest.mark.parametrize("step", ["2", "4", "7"])
def test_steps_two_four_and_seven_cannot_be_skipped(step):
    found = check(skipping(step), PART, manifest={"overslaan": {"roep": "over"}}, over="besluit")
    assert told(found) == {("error", "overslaan", "b")}


def test_what_is_wrong_in_a_form_is_found_at_its_field():
    [finding] = check(simple(user()), vraag="naam?")
    assert (finding.file, finding.element, finding.rule) == ("forms/proef/vraag.form", "veld", "formulier")


def test_a_field_named_after_a_function_of_feel_is_found():
    found = check(simple(user()), vraag="naam,context")
    assert told(found) == {("error", "formulier", "context")}


def test_a_table_that_works_is_right():
    package = files(simple(ASK)) | {"bpmn/proef/tabel.dmn": TABLE.format(cell="&gt; 1").encode()}
    assert check_package(package, CATALOGUE) == []


@pytest.mark.parametrize("cell", ["&gt;&gt; 1", "${x}", "[1..", "x ="])
def test_a_cell_that_is_no_feel_is_found(cell):
    package = files(simple(ASK)) | {"bpmn/proef/tabel.dmn": TABLE.format(cell=cell).encode()}
    assert ("error", "beslissing", "c1") in told(check_package(package, CATALOGUE))


@pytest.mark.parametrize("data", [b"", b"<a/>", b"<!DOCTYPE a><a/>", b"\xff\xfe"])
def test_a_table_that_cannot_be_read_is_a_finding(data):
    package = files(simple(user())) | {"bpmn/proef/tabel.dmn": data}
    assert "bpmn/proef/tabel.dmn" in {f.file for f in check_package(package, CATALOGUE)}


@pytest.mark.parametrize(
    ("manifest", "element"),
    [
        ({"naam": "Proef Pakket"}, "naam"),
        ({"naam": "anders"}, "naam"),
        ({"titel": None}, "titel"),
        ({"proces": "weg"}, "proces"),
        ({"startformulier": "weg"}, "startformulier"),
        ({"instellingen": [{"sleutel": "a b", "soort": "keuze"}]}, "instellingen"),
        ({"instellingen": [{"sleutel": "a", "soort": "keuze"}] * 2}, "a"),
        ({"instellingen": [{"sleutel": "a", "soort": "zomaar"}]}, "a"),
        ({"instellingen": {"a": 1}}, "instellingen"),
        ({"hulp": {"p": "hulp/weg.md"}}, "p"),
    ],
)
def test_a_manifest_that_is_wrong_is_found(manifest, element):
    assert ("manifest", element) in {(f.rule, f.element) for f in check(simple(user()), manifest=manifest)}


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b'"tekst"', b"null"])
def test_a_manifest_that_cannot_be_read_is_found(data):
    package = files(simple(user())) | {"bpmn/proef/pakket.json": data}
    assert ("error", "manifest", "") in told(check_package(package, CATALOGUE))


def test_a_package_without_a_manifest_is_found():
    package = files(simple(user()))
    del package["bpmn/proef/pakket.json"]
    assert ("error", "manifest", "") in told(check_package(package, CATALOGUE))


def write(root, package):
    for path, data in package.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


@pytest.fixture
def wrong_package(tmp_path):
    write(tmp_path, files(simple('<task id="x" name="Iets"/>')))
    return tmp_path


@pytest.mark.parametrize("where", [".", "bpmn/proef", "bpmn/proef/d0.bpmn"])
def test_a_root_a_package_and_a_file_can_be_checked(wrong_package, where):
    found = check_paths([str(wrong_package / where)], CATALOGUE)
    assert {(f.file, f.element) for f in found} == {(str(wrong_package / "bpmn/proef/d0.bpmn"), "x")}


def test_a_single_file_is_not_blamed_for_what_stands_elsewhere(tmp_path):
    path = tmp_path / "los.bpmn"
    path.write_bytes(simple(call("elders")))
    assert check_paths([str(path)], CATALOGUE) == []


@pytest.mark.parametrize("where", ["weg", "weg.bpmn", "leeg", "tekst.txt"])
def test_a_path_without_anything_to_check_is_unreadable(tmp_path, where):
    (tmp_path / "leeg").mkdir()
    (tmp_path / "tekst.txt").write_text("hallo")
    with pytest.raises(Unreadable):
        check_paths([str(tmp_path / where)], CATALOGUE)


def test_a_stray_file_in_a_package_is_a_finding(wrong_package):
    (wrong_package / "bpmn/proef/virus.exe").write_bytes(b"MZ")
    [finding] = check_paths([str(wrong_package)], CATALOGUE)
    assert finding.rule == "pakket" and "virus.exe" in finding.message


def test_findings_stand_in_order_and_as_json(wrong_package):
    found = check_package(read_folder(wrong_package, "proef"), CATALOGUE)
    assert json.loads(json.dumps([f.as_dict() for f in found]))[0].keys() == {
        "file", "element", "rule", "severity", "message", "hint",
    }  # fmt: skip
