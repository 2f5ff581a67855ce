"""The national process of 2016: what its diagrams promise to forms, settings, mirror and privacy proof."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.bpmn.reading import CAMUNDA, NS, Diagram, Node, read

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "bpmn" / "werkproces-2016"
FORMS = ROOT / "forms" / "werkproces-2016"
DIAGRAMS = {path.stem: read(path) for path in sorted(FOLDER.glob("*.bpmn"))}
PACKAGE = json.loads((FOLDER / "pakket.json").read_text(encoding="utf-8"))
STEPS = {
    "signalen_delen": "1 Signalen over groepsgedrag delen",
    "informatie_verbinden": "2 Informatie verzamelen en verbinden",
    "beeld_maken": "3 Maken integraal beeld en concept Plan van Aanpak",
    "adviseren": "4 Adviseren en prioriteren",
    "plan_maken": "5 Maken Plan van Aanpak",
    "plan_uitvoeren": "6 Uitvoeren en monitoren Plan van Aanpak",
    "aanpak_afronden": "7 Afronden en evalueren",
}
OF_A_PARTNER = {"=partner", "=eigenaar", "=bijdrage.partner", "=actie.eigenaar", "=bevestiger"}
OF_A_PARTNER |= {"=instellingen.tweede_beslisser"}


@pytest.fixture(params=sorted(DIAGRAMS))
def diagram(request: pytest.FixtureRequest) -> Diagram:
    return DIAGRAMS[request.param]


def every(*tags: str) -> list[tuple[Diagram, Node]]:
    return [(diagram, node) for diagram in DIAGRAMS.values() for node in diagram.of(*tags)]


def keys_of(form: str) -> set[str]:
    """What a form delivers: the keys of its fields, not those inside a list of rows."""
    return _keys(json.loads((FORMS / f"{form}.form").read_text(encoding="utf-8"))["components"])


def _keys(components: list[dict[str, Any]]) -> set[str]:
    found: set[str] = set()
    for component in components:
        found |= _keys(component.get("components", [])) if component["type"] == "group" else set()
        found |= {component.get("key") or component.get("path") or ""} - {""}
    return found


def test_the_seven_steps_are_named_in_full() -> None:
    overview = DIAGRAMS["werkproces"]
    named = {n.id: n.name for n in overview.of("callActivity") if n.id in STEPS}
    assert named == STEPS
    for key, name in STEPS.items():
        called = DIAGRAMS[overview.nodes[key].xml.get("calledElement", "")]
        assert called.process.get("name") == name


def test_every_called_process_exists_and_is_called() -> None:
    called = {node.xml.get("calledElement") for _, node in every("callActivity")}
    assert called == set(DIAGRAMS) - {"werkproces"}


def test_the_platform_is_camunda_seven(diagram: Diagram) -> None:
    modeler = "{http://camunda.org/schema/modeler/1.0}"
    assert diagram.root.get(f"{modeler}executionPlatform") == "Camunda Platform"
    assert diagram.root.get(f"{modeler}executionPlatformVersion", "").startswith("7.")


def test_every_element_lists_the_flows_that_enter_and_leave_it(diagram: Diagram) -> None:
    for node in diagram.nodes.values():
        entering = sorted(x.text or "" for x in node.xml.iterfind("bpmn:incoming", NS))
        leaving = sorted(x.text or "" for x in node.xml.iterfind("bpmn:outgoing", NS))
        assert entering == sorted(f.id for f in diagram.entering(node.id)), node.id
        assert leaving == sorted(f.id for f in diagram.leaving(node.id)), node.id


def test_every_choice_asks_a_question_and_every_way_out_answers_it(diagram: Diagram) -> None:
    for gateway in diagram.of("exclusiveGateway"):
        assert gateway.name.endswith("?") and gateway.xml.get("default") is None
        out = diagram.leaving(gateway.id)
        assert len(out) > 1 and all(flow.name and flow.condition for flow in out), gateway.id
    for flow in diagram.flows.values():
        from_choice = diagram.nodes[flow.source].tag == "exclusiveGateway"
        assert from_choice or flow.condition is None


def test_every_task_and_event_has_a_name_and_a_readable_id(diagram: Diagram) -> None:
    for node in diagram.nodes.values():
        assert node.name and re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", node.id), node.id


def test_every_task_of_a_person_has_a_form_and_people() -> None:
    groups = {role["sleutel"] for role in PACKAGE["rollen"]}
    for _, task in every("userTask"):
        assert task.camunda("formRefBinding") == "deployment"
        assert (FORMS / f"{task.camunda('formRef')}.form").is_file(), task.id
        assert set(task.camunda("candidateGroups").split(",")) <= groups | OF_A_PARTNER, task.id


def test_every_form_belongs_to_one_task_to_the_start_or_to_skipping() -> None:
    used = [task.camunda("formRef") for _, task in every("userTask", "startEvent") if task.camunda("formRef")]
    assert len(used) == len(set(used))
    skipping = set(PACKAGE["overslaan"].values())
    assert set(used) | skipping <= {path.stem for path in FORMS.glob("*.form")}


def test_what_a_choice_reads_is_delivered_in_the_same_process(diagram: Diagram) -> None:
    known = {"a"}  # the name inside some ... satisfies
    for node in diagram.nodes.values():
        known |= keys_of(node.camunda("formRef")) if node.tag == "userTask" else set()
        known |= {m.get("target", "") for m in node.xml.iterfind("bpmn:extensionElements/camunda:out", NS)}
        known |= {m.get("name", "") for m in node.xml.iterfind(".//camunda:outputParameter", NS)}
        known |= {node.camunda("resultVariable"), node.properties().get("verzamelnaam", "")}
    words = {"in", "and", "or", "true", "false", "every", "some", "satisfies"}
    for flow in diagram.flows.values():
        plain = re.sub(r'"[^"]*"|\.\w+', "", flow.condition or "")
        assert set(re.findall(r"[a-z_]+", plain)) - words <= known, flow.id


def test_what_a_repetition_collects_is_delivered_inside_it() -> None:
    for diagram, node in every("userTask", "subProcess"):
        loop = node.xml.find("bpmn:multiInstanceLoopCharacteristics", NS)
        if loop is None:
            assert "verzamelnaam" not in node.properties()
            continue
        known = {loop.get(f"{CAMUNDA}elementVariable")}
        known |= {m.get("target", "") for m in node.xml.iterfind(".//camunda:out", NS)}
        for task in (n for n in diagram.of("userTask") if node.id in {n.id, n.parent}):
            known |= keys_of(task.camunda("formRef"))
        names = set(re.findall(r": ([a-z_]+)", node.properties()["verzamelwaarde"]))
        assert names <= known, (diagram.path.stem, node.id)


def test_every_element_of_a_step_carries_the_mark_of_that_step() -> None:
    for diagram, node in every("userTask", "serviceTask"):
        number = re.match(r"stap_(\d)_", diagram.path.stem)
        if diagram.path.stem == "privacypoort":
            assert "stap" not in node.properties()  # the gate takes the step of the element that calls it
        else:
            assert node.properties()["stap"] == (number[1] if number else "2"), node.id


def test_every_decision_of_2016_is_taken_by_a_person_in_its_own_step() -> None:
    taken = {task.properties()["besluit"]: task.properties().get("stap") for _, task in every("userTask") if
             "besluit" in task.properties()}  # fmt: skip
    assert taken == {"G1": "1", "G2": "2", "G4": "3", "G5": "4", "G6": "5", "G7": "6", "G8": "7", "privacy": None}


def test_terms_are_settings_and_no_label_names_a_number_of_days(diagram: Diagram) -> None:
    text = diagram.path.read_text(encoding="utf-8")
    settings = set(re.findall(r"instellingen\.(\w+)", text))
    assert settings <= {setting["sleutel"] for setting in PACKAGE["instellingen"]}
    timers = [t.text or "" for t in diagram.process.iterfind(".//bpmn:timeDate", NS)]
    assert all(timer.startswith("=werkdagen(instellingen.") for timer in timers)
    named = [n.name for n in diagram.nodes.values()] + [f.name for f in diagram.flows.values()]
    assert not [name for name in named if re.search(r"\d.*(dag|week|maand)", name)]


def test_only_steps_one_three_five_and_six_can_be_skipped() -> None:
    overview = DIAGRAMS["werkproces"]
    skipped = [overview.nodes[n.host or ""].properties()["stap"] for n in overview.of("boundaryEvent")]
    assert sorted(skipped) == ["1", "3", "5", "6"]


def test_every_end_of_the_overview_ends_the_whole_case() -> None:
    overview = DIAGRAMS["werkproces"]
    ends = [n for n in overview.of("endEvent") if n.parent == "werkproces"]
    assert len(ends) == 5
    # The one that does not, hands over to the event subprocess that ends the rest and destroys the list.
    handing_over = [n.id for n in ends if n.xml.find("bpmn:terminateEventDefinition", NS) is None]
    assert handing_over == ["geen_problematische_groep"]


def test_the_gate_has_one_normal_end_right_after_the_decision_was_recorded() -> None:
    gate = DIAGRAMS["privacypoort"]
    (end,) = [n for n in gate.of("endEvent") if n.xml.find("bpmn:errorEventDefinition", NS) is None]
    (flow,) = gate.entering(end.id)
    recorder = gate.nodes[flow.source]
    assert recorder.camunda("topic") == "privacy.vastleggen"
    (refused,) = [n for n in gate.of("boundaryEvent") if n.host == recorder.id]
    (out,) = gate.leaving(refused.id)
    assert gate.nodes[out.target].xml.find("bpmn:errorEventDefinition", NS) is not None


def test_every_call_of_the_gate_states_its_scope_and_catches_a_refusal() -> None:
    gates = [(d, n) for d, n in every("callActivity") if n.xml.get("calledElement") == "privacypoort"]
    assert {n.properties()["poort"] for _, n in gates} == {"groepsscan", "bijdrage", "opschalen"}
    for diagram, gate in gates:
        assert {"stappen", "gegeven", "verstrekker", "ontvanger"} <= gate.properties().keys()
        given = {m.get("target") for m in gate.xml.iterfind("bpmn:extensionElements/camunda:in", NS)}
        assert {"groep", "stap", "noodzaak", "bron_online", "jongste_leeftijd", "bevestiger"} <= given
        (refused,) = [n for n in diagram.of("boundaryEvent") if n.host == gate.id]
        assert refused.xml.find("bpmn:errorEventDefinition", NS) is not None


def test_nothing_is_written_the_way_the_editors_would_drop(diagram: Diagram) -> None:
    tags = {element.tag for element in diagram.root.iter() if isinstance(element.tag, str)}
    assert not {f"{{{NS['bpmn']}}}{tag}" for tag in ("property", "loopDataOutputRef", "outputDataItem")} & tags
    assert "${" not in diagram.path.read_text(encoding="utf-8")
