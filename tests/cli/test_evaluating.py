"""feel, decide and tck."""

from __future__ import annotations

import json

import pytest

from tests.check.test_package_rules import TABLE


@pytest.mark.parametrize(
    ("expression", "context", "value"),
    [
        ("1 + 1", {}, 2),
        ("0.1 + 0.2", {}, 0.3),
        ("=x > 1", {"x": 2}, True),
        ('date("2027-01-31")', {}, "2027-01-31"),
        ("[1, null, {a: 1}]", {}, [1, None, {"a": 1}]),
        ("weg", {}, None),
    ],
)
def test_an_expression_gives_json(zevenstap, expression, context, value):
    outcome = zevenstap("feel", expression, "--context", json.dumps(context))
    assert (outcome.code, json.loads(outcome.out)) == (0, value)


def test_why_an_expression_is_null_is_told_beside_it(zevenstap):
    outcome = zevenstap("feel", "1 + beslut", "--context", '{"besluit": 1}')
    assert (outcome.code, outcome.out.strip()) == (0, "null")
    assert "Let op: Er is geen gegeven met de naam `beslut`. Bedoelde u `besluit`? (teken 5)" in outcome.err


def test_now_is_the_clock_of_the_installation(zevenstap):
    assert json.loads(zevenstap("feel", "now()").out).startswith("2027-01-04T13:00:00")


@pytest.mark.parametrize("expression", ["1 +", "${x}", "'tekst'", ""])
def test_what_is_no_feel_is_refused_in_dutch(zevenstap, expression):
    outcome = zevenstap("feel", expression)
    assert outcome.code == 1
    assert "teken" in outcome.err


@pytest.mark.parametrize("context", ["{", "[1]", "1", ""])
def test_a_context_that_is_no_json_object_is_refused(zevenstap, context):
    assert zevenstap("feel", "1", "--context", context).code == 2


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "tabel.dmn"
    path.write_text(TABLE.format(cell="&gt; 1"))
    return path


def test_a_table_is_asked(zevenstap, table):
    assert json.loads(zevenstap("decide", table, "tabel", "--input", '{"x": 2}').out) in ("ja", {"uit": "ja"})


def test_a_decision_that_is_not_in_the_file_is_refused(zevenstap, table):
    assert zevenstap("decide", table, "weg").code == 1


def test_a_table_that_cannot_be_read_is_refused(zevenstap, tmp_path):
    (tmp_path / "x.dmn").write_text("<a/>")
    assert zevenstap("decide", tmp_path / "x.dmn", "tabel").code == 1
    assert zevenstap("decide", tmp_path / "weg.dmn", "tabel").code == 2


CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<modelName>tabel.dmn</modelName>
<testCase id="1"><inputNode name="x"><value xsi:type="xsd:decimal">{given}</value></inputNode>
<resultNode name="Tabel"><expected><value xsi:type="xsd:string">ja</value></expected></resultNode></testCase></testCases>"""  # noqa: E501


@pytest.mark.parametrize(
    ("given", "state", "line", "code"), [("2", "passed", "1 / 1", 0), ("0", "failed Tabel: ", "0 / 1", 1)]
)
def test_the_tck_tells_each_case_and_ends_with_passed_of_total(zevenstap, table, given, state, line, code):
    (table.parent / "tabel-test-01.xml").write_text(CASES.format(given=given))
    outcome = zevenstap("tck", table.parent)
    assert (outcome.out.splitlines()[-1], outcome.code) == (line, code)
    assert outcome.out.startswith(f"{table.parent.name}/1: {state}")


def test_the_tck_gives_json_and_the_csv_of_the_project(zevenstap, table):
    (table.parent / "tabel-test-01.xml").write_text(CASES.format(given="2"))
    results = table.parent / "uitkomst.csv"
    outcome = zevenstap("tck", table.parent, "--json", "--results", results)
    found = json.loads(outcome.out)
    assert (found["passed"], found["total"], found["cases"][0]["state"]) == (1, 1, "passed")
    folder = table.parent
    assert results.read_text() == f'"{folder.parent.name}/{folder.name}","tabel-test-01","1","SUCCESS",""\n'
