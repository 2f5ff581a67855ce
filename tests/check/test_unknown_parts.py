"""Forms and tables with parts that do nothing here: each told by file and element, none passed over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.check import check_package
from forms import schema
from tests.check.drawing import CATALOGUE, files, simple, user

KNOWN = replace(CATALOGUE, describe_form=schema.describe)
CELLS = '<inputEntry id="cel"><text>1</text></inputEntry><outputEntry id="uit"><text>"a"</text></outputEntry>'


def form(component: str) -> bytes:
    return f'{{"type":"default","schemaVersion":19,"id":"f","components":[{component}]}}'.encode()


def table(of_table: str = "", *, of_file: str = "", cells: str = CELLS, more: str = "", language: str = "") -> bytes:
    asked = f'<inputExpression id="vraag" {language}><text>a</text></inputExpression>'
    return f"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" namespace="n" {of_file}>
    <decision id="b" name="b"><variable name="b"/><decisionTable id="t" {of_table}><input id="i">{asked}</input>
    <output id="o" name="u"/><rule id="r">{cells}</rule></decisionTable>{more}</decision></definitions>""".encode()


CASES = {
    "a kind of component": ("x.form", form('{"type":"iframe","id":"a","url":"http://x"}'), "a", "‘iframe’"),
    "a setting": ("x.form", form('{"type":"textfield","id":"a","key":"k","label":"L","toverij":1}'), "a", "‘toverij’"),
    "a limit": (
        "x.form",
        form('{"type":"textfield","id":"a","key":"k","label":"L","validate":{"zeker":1}}'),
        "a",
        "‘zeker’",
    ),
    "HTML": ("x.form", form('{"type":"html","id":"a","content":"<script>"}'), "a", "‘html’"),
    "half a form": ("x.form", b'{"components": [', "", "geen goede JSON"),
    "a hit policy": ("x.dmn", table('hitPolicy="MAGISCH"'), "t", "`MAGISCH` bestaat niet"),
    "a way of adding up": ("x.dmn", table('hitPolicy="COLLECT" aggregation="MIDDEL"'), "t", "`MIDDEL`"),
    "a language": ("x.dmn", table(language='expressionLanguage="juel"'), "vraag", "`juel` wordt niet uitgevoerd"),
    "a language for all": ("x.dmn", table(of_file='expressionLanguage="http://groovy"'), "d", "groovy"),
    "an element": ("x.dmn", table(more='<toverstaf id="tv"/>'), "tv", "`toverstaf` kent DMN niet"),
    "a cell too few": ("x.dmn", table(cells='<inputEntry id="cel"><text>1</text></inputEntry>'), "r", "evenveel"),
    "a cell that is no FEEL": ("x.dmn", table(cells=CELLS.replace("1", "((")), "cel", "niet af"),
    "half a table": ("x.dmn", b"<definitions", "", "geen geldige XML"),
}


@pytest.mark.parametrize("name", CASES)
def test_an_unknown_part_is_told_by_file_and_element_with_a_remedy(name: str) -> None:
    file, data, element, words = CASES[name]
    path = f"{'forms' if file.endswith('.form') else 'bpmn'}/proef/{file}"
    found = [each for each in check_package({**files(simple(user())), path: data}, KNOWN) if each.file == path]
    assert [(each.severity.value, each.element) for each in found][:1] == [("error", element)]
    assert words in found[0].message and found[0].hint


@pytest.mark.parametrize("word", ["", "http://www.omg.org/spec/FEEL/20140401", "FEEL", "feel"])
def test_every_word_for_feel_is_feel(word: str) -> None:
    data = table(language=f'expressionLanguage="{word}"')
    found = check_package({**files(simple(user())), "bpmn/proef/x.dmn": data}, KNOWN)
    assert [each for each in found if each.file.endswith(".dmn")] == []
