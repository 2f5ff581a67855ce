"""Changing a package as a designer does in a modeler: one task more between two elements, drawn where it stands."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
SPACE = {"b": BPMN, "dc": DC, "di": DI, "bi": BPMNDI}

STEP_6 = "bpmn/werkproces-2016/stap_6_uitvoeren.bpmn"
FORM = "forms/werkproces-2016/stap-6-buurt.form"
BEFORE, AFTER, TASK = "uitvoering_gestart", "open_acties_bepalen", "buurt_informeren"
ROOM = 150  # what stands to the right moves as far


def with_task(archive: Path) -> bytes:
    """The package with a task and its form added to step 6."""
    files = _files(archive)
    files[STEP_6] = _redrawn(files[STEP_6])
    files[FORM] = _form()
    return _zip(files)


def without_its_form(archive: Path) -> bytes:
    """The same change, half done."""
    files = _files(archive)
    files[STEP_6] = _redrawn(files[STEP_6])
    return _zip(files)


def _files(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist() if not name.endswith("/")}


def _zip(files: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return kept.getvalue()


def _form() -> bytes:
    field = {
        "id": "Field_verteld",
        "key": "verteld",
        "type": "textarea",
        "label": "Wat hebt u de buurt verteld?",
        "validate": {"required": True, "maxLength": 1000},
    }
    form = {"id": "stap-6-buurt", "type": "default", "schemaVersion": 19, "components": [field]}
    return json.dumps(form, ensure_ascii=False, indent=2).encode()


def _redrawn(xml: bytes) -> bytes:
    root = etree.fromstring(xml)
    _make_room(root)
    _put_between(root)
    _draw(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _make_room(root: etree._Element) -> None:
    edge = _at(root, f".//bi:BPMNShape[@bpmnElement='{AFTER}']/dc:Bounds")
    border = float(edge.get("x", "0"))
    for place in root.iter(f"{{{DC}}}Bounds", f"{{{DI}}}waypoint"):
        left, width = float(place.get("x", "0")), float(place.get("width", "0"))
        if left >= border:
            place.set("x", str(left + ROOM))
        elif left + width > border + ROOM:
            place.set("width", str(width + ROOM))  # the pool and its lanes


def _put_between(root: etree._Element) -> None:
    process = _at(root, "./b:process")
    flow = _at(process, f"./b:sequenceFlow[@sourceRef='{BEFORE}']")
    flow.set("targetRef", TASK)
    after = _at(process, f".//*[@id='{AFTER}']")
    incoming = _at(after, "./b:incoming")
    incoming.text = "naar_open_acties"
    task = etree.Element(f"{{{BPMN}}}userTask", id=TASK, name="Buurt informeren")
    task.set(f"{{{CAMUNDA}}}formRef", "stap-6-buurt")
    task.set(f"{{{CAMUNDA}}}formRefBinding", "deployment")
    task.set(f"{{{CAMUNDA}}}candidateGroups", "procesregisseur")
    etree.SubElement(task, f"{{{BPMN}}}incoming").text = flow.get("id")
    etree.SubElement(task, f"{{{BPMN}}}outgoing").text = "naar_open_acties"
    after.addprevious(task)
    ids = {"id": "naar_open_acties", "sourceRef": TASK, "targetRef": AFTER}
    flow.addnext(etree.Element(f"{{{BPMN}}}sequenceFlow", ids))
    etree.SubElement(_at(process, ".//b:lane[@id='procesregisseur']"), f"{{{BPMN}}}flowNodeRef").text = TASK


def _draw(root: etree._Element) -> None:
    """The shape where there is room now, the old line up to it and a new line from it."""
    plane = _at(root, ".//bi:BPMNPlane")
    shape = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", id=f"{TASK}_di", bpmnElement=TASK)
    etree.SubElement(shape, f"{{{DC}}}Bounds", x="200", y="100", width="100", height="80")
    old = _at(root, f".//bi:BPMNEdge[@bpmnElement='{BEFORE}__{AFTER}']")
    end = old.findall(f"{{{DI}}}waypoint")[-1]
    edge = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", id="naar_open_acties_di", bpmnElement="naar_open_acties")
    etree.SubElement(edge, f"{{{DI}}}waypoint", x="300", y=end.get("y", ""))
    etree.SubElement(edge, f"{{{DI}}}waypoint", x=end.get("x", ""), y=end.get("y", ""))
    end.set("x", "200")


def _at(element: etree._Element, path: str) -> etree._Element:
    found = element.find(path, SPACE)
    assert found is not None, path
    return found
