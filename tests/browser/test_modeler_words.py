"""The modeler speaks Dutch: every group of properties and every menu is opened for every kind of element."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Enter
from tests.browser.modeling import Modeler, begin

# each kind of element that can be drawn: (type, attributes for the factory)
EVENTS = ("Message", "Timer", "Signal", "Conditional", "Error", "Escalation")
KINDS: list[tuple[str, Mapping[str, object]]] = [
    *(
        (f"bpmn:{name}", {})
        for name in (
            "UserTask", "ServiceTask", "SendTask", "ReceiveTask", "ScriptTask", "BusinessRuleTask", "CallActivity",
            "ExclusiveGateway", "ParallelGateway", "InclusiveGateway", "EventBasedGateway", "StartEvent", "EndEvent",
            "IntermediateThrowEvent", "TextAnnotation", "Group",
        )
    ),
    ("bpmn:SubProcess", {"isExpanded": True}),
    ("bpmn:SubProcess", {"isExpanded": False}),
    ("bpmn:Transaction", {"isExpanded": True}),
    ("bpmn:SubProcess", {"isExpanded": True, "triggeredByEvent": True}),
    *(("bpmn:StartEvent", {"eventDefinitionType": f"bpmn:{kind}EventDefinition"}) for kind in EVENTS[:4]),
    *(
        ("bpmn:EndEvent", {"eventDefinitionType": f"bpmn:{kind}EventDefinition"})
        for kind in ("Message", "Signal", "Error", "Escalation", "Terminate", "Cancel")
    ),
    *(
        ("bpmn:IntermediateCatchEvent", {"eventDefinitionType": f"bpmn:{kind}EventDefinition"})
        for kind in ("Message", "Timer", "Signal", "Conditional", "Link")
    ),
    *(
        ("bpmn:IntermediateThrowEvent", {"eventDefinitionType": f"bpmn:{kind}EventDefinition"})
        for kind in ("Message", "Signal", "Escalation", "Link")
    ),
    *(
        ("bpmn:BoundaryEvent", {"eventDefinitionType": f"bpmn:{kind}EventDefinition", "cancelActivity": stops})
        for kind in EVENTS
        for stops in (True, False)
    ),
]  # fmt: skip
ENGLISH = re.compile(
    r"\b(the|and|with|select|create|append|delete|remove|events?|tasks|found|results?|search|close|toggle|section|"
    r"empty|item|expression|must|not|user|flow|changed?|boundary|intermediate|catch|throw|interrupting|sub-?process|"
    r"expanded|collapsed|choose|templates?|default|color|align|distribute|multi-instance|loop|open minimap|name|value|"
    r"source|target)\b",
    re.IGNORECASE,
)
MENUS = ("bpmn-replace", "bpmn-append", "element-template-chooser", "color-picker")
DRAW = """kind => {
  const { modeler } = document.querySelector('[data-modeler]');
  const [type, attributes] = kind;
  const factory = modeler.get('elementFactory'), modeling = modeler.get('modeling');
  const root = modeler.get('canvas').getRootElement();
  const shape = factory.createShape({ type, ...attributes });
  if (type === 'bpmn:BoundaryEvent') {
    const host = modeling.createShape(factory.createShape({ type: 'bpmn:UserTask' }), { x: 700, y: 500 }, root);
    return modeling.createShape(shape, { x: 750, y: 540 }, host, { attach: true }).id;
  }
  return modeling.createShape(shape, { x: 700, y: 500 }, root).id;
}"""
FULL = """id => {
  const { modeler } = document.querySelector('[data-modeler]');
  const element = modeler.get('elementRegistry').get(id), modeling = modeler.get('modeling');
  const bo = element.businessObject, factory = modeler.get('bpmnFactory');
  const row = (type, name) => factory.create(type, { name, value: '=1' });
  const inout = factory.create('camunda:InputOutput', {
    inputParameters: [row('camunda:InputParameter', 'a')], outputParameters: [row('camunda:OutputParameter', 'b')] });
  const values = bo.$instanceOf('bpmn:CallActivity')
    ? [factory.create('camunda:In', { source: 'a', target: 'b' }),
       factory.create('camunda:Out', { source: 'a', target: 'b' }),
       factory.create('camunda:Properties', { values: [row('camunda:Property', 'poort')] })]
    : [inout];
  if (bo.$instanceOf('bpmn:FlowNode')) modeling.updateProperties(element, {
    extensionElements: factory.create('bpmn:ExtensionElements', { values }) });
}"""
LOOPS = """([id, type]) => {
  const { modeler } = document.querySelector('[data-modeler]');
  const element = modeler.get('elementRegistry').get(id);
  modeler.get('modeling').updateProperties(element, { loopCharacteristics: modeler.get('bpmnFactory').create(type) });
}"""
SHOWN = """() => {
  const said = [];
  for (const part of document.querySelectorAll('[data-canvas], [data-properties], [data-toolbar], .djs-popup')) {
    said.push(...part.innerText.split('\\n'));
    for (const each of part.querySelectorAll('[title], [aria-label], [placeholder]')) {
      for (const name of ['title', 'aria-label', 'placeholder']) said.push(each.getAttribute(name) || '');
    }
  }
  return [...new Set(said.map((text) => text.trim()).filter(Boolean))];
}"""


@pytest.fixture
def modeler(person: Enter) -> Modeler:
    designer = person("ontwerper")
    draft = begin(designer)
    designer.page.request.post(
        f"{draft}/nieuw-diagram",
        form={"naam": "Proef", "csrf_token": designer.page.locator("[name=csrf_token]").first.input_value()},
    )
    designer.visit(f"{draft}/diagrammen/bpmn/werkproces-2016/proef.bpmn")
    return Modeler(designer.page)


def open_all(page: Page) -> None:
    """Every group and every row of the properties."""
    page.evaluate(
        """async () => {
        const closed = '.bio-properties-panel-group-header:not(.open), '
          + '.bio-properties-panel-collapsible-entry:not(.open) > .bio-properties-panel-collapsible-entry-header';
        for (let times = 0; times < 4; times += 1) {
          document.querySelectorAll(closed).forEach((each) => each.click());
          document.querySelectorAll('[data-properties] details').forEach((each) => { each.open = true; });
          await new Promise((done) => setTimeout(done, 60));
        }
        }"""
    )


def menus(page: Page, element: str) -> Iterator[list[str]]:
    for menu in MENUS:
        opened = page.evaluate(
            """([id, menu]) => {
            const { modeler } = document.querySelector('[data-modeler]');
            const element = modeler.get('elementRegistry').get(id), popup = modeler.get('popupMenu');
            const elements = menu === 'color-picker' ? [element] : element;
            if (popup.isEmpty(elements, menu)) return false;
            const title = modeler.get('translate')('Change element');
            popup.open(elements, menu, { x: 300, y: 100 }, { title, search: true });
            return true;
            }""",
            [element, menu],
        )
        if opened:
            yield page.evaluate(SHOWN)
            page.evaluate("() => document.querySelector('[data-modeler]').modeler.get('popupMenu').close()")


def test_no_word_of_the_modeler_is_left_in_english(modeler: Modeler) -> None:
    page = modeler.page
    said: set[str] = set()
    for kind in KINDS:
        element = page.evaluate(DRAW, kind)
        page.evaluate(FULL, element)
        loops: tuple[str, ...] = ("",)
        if kind[0] == "bpmn:UserTask":
            loops = ("", "bpmn:MultiInstanceLoopCharacteristics", "bpmn:StandardLoopCharacteristics")
        for loop in loops:
            if loop:
                page.evaluate(LOOPS, [element, loop])
            modeler.choose(element)
            open_all(page)
            said.update(page.evaluate(SHOWN))
        for shown in menus(page, element):
            said.update(shown)
        page.evaluate("() => document.querySelector('[data-modeler]').modeler.get('commandStack').undo()")

    modeler.key("n")
    page.locator(".djs-popup input").press_sequentially("taak")
    said.update(page.evaluate(SHOWN))
    modeler.key("Escape")
    modeler.key("Control+f")
    page.keyboard.type("proef")
    said.update(page.evaluate(SHOWN))

    assert page.evaluate("() => [...window.__untranslated]") == []
    assert sorted(text for text in said if ENGLISH.search(text)) == []
    assert len(said) > 250  # the walk has seen what there is
