"""A designer changes decision tables in the editor: what he types is kept, and all else in the file stays."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import expect

from engine import db, definitions, dmn, package_drafts
from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter
from tests.browser.town import PACKAGE, ROOT, Town

TABLES = sorted((ROOT / "bpmn").glob("*/*.dmn"))
# All that our reader knows and the national tables do not have, with marks of another tool.
RICH = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:ander="urn:ander" id="rijk" name="Rijk"
    namespace="urn:proef" exporter="Ander" exporterVersion="1">
  <itemDefinition id="soort" name="tSoort"><typeRef>string</typeRef>
    <allowedValues id="mag"><text>"a","b"</text></allowedValues></itemDefinition>
  <decision id="eerst" name="Eerst"><variable id="eerst_v" name="eerst" typeRef="number"/>
    <literalExpression id="eerst_e"><text>1 + 2</text></literalExpression></decision>
  <decision id="telt" name="Telt">
    <extensionElements><ander:merk waarde="blijft"><ander:binnen>ook dit</ander:binnen></ander:merk></extensionElements>
    <informationRequirement id="nodig"><requiredDecision href="#eerst"/></informationRequirement>
    <decisionTable id="telt_t" hitPolicy="COLLECT" aggregation="SUM" ander:kleur="blauw">
      <input id="in" label="Eerst" ander:breed="9"><inputExpression id="in_e" typeRef="number"><text>eerst</text>
        </inputExpression></input>
      <output id="uit" label="Uit" name="uit" typeRef="number"><outputValues id="uit_w"><text>1,2</text></outputValues>
        <defaultOutputEntry id="uit_d"><text>2</text></defaultOutputEntry></output>
      <annotation name="Waarom"/>
      <rule id="r1"><description>Let op</description><inputEntry id="c1"><text>&gt; 1</text></inputEntry>
        <outputEntry id="c2"><text>1</text></outputEntry><annotationEntry><text>daarom</text></annotationEntry></rule>
    </decisionTable>
  </decision>
</definitions>
"""


def begun(town: Town, files: dict[str, bytes]) -> int:
    """A draft with these tables beside the national ones."""
    with db.transaction() as session:
        version = definitions.latest(session, PACKAGE)
        draft = package_drafts.begin(session, version, title="Tabellen", by="iemand", now=town.clock())
        for name, content in files.items():
            path = f"bpmn/{PACKAGE}/{name}"
            package_drafts.save(session, draft, path, content, seen=None, by="iemand", now=town.clock())
        return draft.id


def in_draft(draft: int, name: str) -> bytes:
    with db.reading() as session:
        return package_drafts.read(session, package_drafts.get(session, draft), f"bpmn/{PACKAGE}/{name}").content


def opened(designer: Clerk, draft: int, name: str) -> None:
    designer.visit(f"/ontwerpen/{draft}/tabellen/bpmn/{PACKAGE}/{name}")
    expect(designer.page.locator("[data-table-editor][data-state=klaar]")).to_be_visible()


def type_in_cell(designer: Clerk, cell: str, text: str) -> None:
    designer.page.locator(f"[data-canvas] td[data-element-id='{cell}']").click()
    designer.page.keyboard.press("Control+a")
    designer.page.keyboard.type(text)
    designer.page.locator("h1").click()
    expect(designer.page.locator("[data-status]")).to_contain_text("Opgeslagen om")


def with_cell(content: bytes, cell: str, text: str) -> bytes:
    """The file with one other text in it."""
    root = etree.fromstring(content)
    (found,) = root.xpath(f"//*[@id='{cell}']/*[local-name()='text']")
    found.text = text
    return etree.tostring(root)


def told(content: bytes) -> str:
    """What a file says, without where its lines break and which prefix it writes."""
    root = deepcopy(etree.fromstring(content))
    for element in root.iter():
        element.text = (element.text or "").strip()
        element.tail = None
    lines = []
    for element in root.iter(etree.Element):
        attributes = sorted((key, value) for key, value in element.attrib.items())
        lines.append(
            f"{element.getparent().tag if element is not root else ''} {element.tag} {attributes} {element.text}"
        )
    return "\n".join(lines)


@pytest.mark.parametrize(
    "source", [*TABLES, None], ids=lambda path: f"{path.parent.name}-{path.stem}" if path else "all-there-is"
)
def test_a_file_edited_in_one_cell_keeps_all_else(town: Town, person: Enter, source: Path | None) -> None:
    before = source.read_bytes() if source else RICH.encode()
    draft = begun(town, {"proef.dmn": before})
    designer = person("ontwerper")
    cell = str(etree.fromstring(before).xpath("string((//*[local-name()='inputEntry']/@id)[1])"))

    opened(designer, draft, "proef.dmn")
    type_in_cell(designer, cell, "null")

    after = in_draft(draft, "proef.dmn")
    assert dmn.problems(dmn.load(after)) == []
    assert told(after) == told(with_cell(before, cell, "null"))
    assert not designer.complaints


def test_a_row_of_the_privacy_table_is_changed_and_what_stands_beside_it_reacts(town: Town, person: Enter) -> None:
    draft = begun(town, {})
    designer = person("ontwerper")
    opened(designer, draft, "privacytabel.dmn")
    page = designer.page
    untranslated = page.evaluate("[...document.querySelector('[data-table-editor]').untranslated]")
    assert set(untranslated) <= {"number", "boolean", "string"}  # the types of FEEL itself
    expect(page.locator("[data-findings-list]")).to_contain_text("De controle vindt niets in dit bestand.")
    rule = dmn.load(in_draft(draft, "privacytabel.dmn")).decisions["privacytabel"].logic.rules[0]  # type: ignore[union-attr]

    type_in_cell(designer, rule.tests[0].id, "> 7")

    designer.sees("Deze regels passen nooit: 1.")
    designer.sees("Past nooit")
    type_in_cell(designer, rule.tests[0].id, "dit is (geen FEEL")
    expect(page.locator("[data-findings-list]")).to_contain_text("Fout")


def test_without_javascript_a_rule_is_changed_in_a_form(town: Town, person: Enter) -> None:
    draft = begun(town, {})
    designer = person("ontwerper")
    plain = designer.page.context.browser.new_context(java_script_enabled=False, base_url=town.url)  # type: ignore[union-attr]
    plain.add_cookies(designer.page.context.cookies())  # type: ignore[arg-type]
    page = plain.new_page()

    page.goto(f"/ontwerpen/{draft}/tabellen/bpmn/{PACKAGE}/prioriteit.dmn")
    assert "De editor werkt alleen met JavaScript." in page.content()  # here Chromium leaves out what noscript shows
    page.get_by_role("link", name="Regel 1", exact=True).click()
    page.get_by_label("Ernst").fill(">= 6")
    page.get_by_role("button", name="Regel bewaren").click()

    expect(page.get_by_text("Regel 1 is bewaard.")).to_be_visible()
    assert b"&gt;= 6" in in_draft(draft, "prioriteit.dmn")
    plain.close()
