"""Changes a designer could make in the national package, to compare and take over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from engine.packages.folder import read_folder

ROOT = Path(__file__).parents[2]
NAME = "werkproces-2016"
DIAGRAM = f"bpmn/{NAME}/stap_1_signalen.bpmn"
FORM = f"forms/{NAME}/stap-1-signaal-partner.form"
TABLE = f"bpmn/{NAME}/privacytabel.dmn"
MANIFEST = f"bpmn/{NAME}/pakket.json"
HELP = f"bpmn/{NAME}/hulp/stap-1.md"
LETTER = f"bpmn/{NAME}/brieven/besluit-ketenoverleg.docx"
TEXT = f"bpmn/{NAME}/brieven/groepsscan-verzoek.txt"

NATIONAL = read_folder(ROOT, NAME)
Files = dict[str, bytes]
Step = Callable[[Files], Files]


def national() -> Files:
    return dict(NATIONAL)


def replaced(path: str, old: str, new: str, *, times: int = 1) -> Step:
    """A change of text in one file; it must be there."""

    def change(files: Files) -> Files:
        before = files[path].decode()
        assert old in before, old
        return {**files, path: before.replace(old, new, times).encode()}

    return change


def rewritten(path: str, edit: Callable[[Any], None]) -> Step:
    """A change of what a JSON file holds."""

    def change(files: Files) -> Files:
        raw = orjson.loads(files[path])
        edit(raw)
        return {**files, path: orjson.dumps(raw, option=orjson.OPT_INDENT_2)}

    return change


def without(path: str) -> Step:
    return lambda files: {p: data for p, data in files.items() if p != path}


def with_file(path: str, data: bytes) -> Step:
    return lambda files: {**files, path: data}


def field(form: Any, key: str) -> Any:
    """A field of a form, wherever it stands."""
    for one in form["components"]:
        if one.get("key") == key or one.get("id") == key:
            return one
        if "components" in one and (found := field(one, key)):
            return found
    return None


NEW_TASK = """<bpmn:userTask id="bewoners_bellen" name="Bewoners bellen" camunda:formRef="stap-1-weging" camunda:candidateGroups="procesregisseur">
      <bpmn:incoming>signalen_gevraagd__bewoners_bellen</bpmn:incoming>
      <bpmn:outgoing>bewoners_bellen__uitvraag_voorbereiden</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="signalen_gevraagd__bewoners_bellen" sourceRef="signalen_gevraagd" targetRef="bewoners_bellen" />
    <bpmn:sequenceFlow id="bewoners_bellen__uitvraag_voorbereiden" sourceRef="bewoners_bellen" targetRef="uitvraag_voorbereiden" />
    """  # noqa: E501
OLD_FLOW = '<bpmn:sequenceFlow id="signalen_gevraagd__uitvraag_voorbereiden" sourceRef="signalen_gevraagd" targetRef="uitvraag_voorbereiden" />'  # noqa: E501
NEW_SHAPES = """<bpmndi:BPMNShape id="vorm_bewoners_bellen" bpmnElement="bewoners_bellen"><dc:Bounds x="300" y="100" width="100" height="80" /></bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="lijn_nieuw_1" bpmnElement="signalen_gevraagd__bewoners_bellen"><di:waypoint x="250" y="140" /><di:waypoint x="300" y="140" /></bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="lijn_nieuw_2" bpmnElement="bewoners_bellen__uitvraag_voorbereiden"><di:waypoint x="400" y="140" /><di:waypoint x="450" y="140" /></bpmndi:BPMNEdge>
      """  # noqa: E501


def new_task(files: Files) -> Files:
    """A task between the start of step 1 and its first task, with its arrows and its drawing."""
    text = files[DIAGRAM].decode()
    for old, new in (
        ('<bpmn:userTask id="uitvraag_voorbereiden"', NEW_TASK + '<bpmn:userTask id="uitvraag_voorbereiden"'),
        (OLD_FLOW, ""),
        (
            "<bpmn:outgoing>signalen_gevraagd__uitvraag_voorbereiden<",
            "<bpmn:outgoing>signalen_gevraagd__bewoners_bellen<",
        ),
        (
            "<bpmn:incoming>signalen_gevraagd__uitvraag_voorbereiden<",
            "<bpmn:incoming>bewoners_bellen__uitvraag_voorbereiden<",
        ),
        (
            "<bpmn:flowNodeRef>signalen_gevraagd<",
            "<bpmn:flowNodeRef>bewoners_bellen</bpmn:flowNodeRef><bpmn:flowNodeRef>signalen_gevraagd<",
        ),
        ("</bpmndi:BPMNPlane>", NEW_SHAPES + "</bpmndi:BPMNPlane>"),
    ):
        assert old in text, old
        text = text.replace(old, new, 1)
    return {**files, DIAGRAM: _without_edge(text, "signalen_gevraagd__uitvraag_voorbereiden").encode()}


def _without_edge(text: str, flow: str) -> str:
    start = text.index("<bpmndi:BPMNEdge", text.rindex(">", 0, text.index(f'bpmnElement="{flow}"')))
    end = text.index("</bpmndi:BPMNEdge>", start) + len("</bpmndi:BPMNEdge>")
    return text[:start] + text[end:]
