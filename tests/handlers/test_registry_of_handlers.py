"""Handlers describe themselves: templates, reference page and diagrams follow from it."""

from __future__ import annotations

from dataclasses import MISSING, fields
from pathlib import Path

import pytest
from lxml import etree

from engine.registry import Registry
from handlers import reference
from handlers.templates import element_templates

ROOT = Path(__file__).parents[2]
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
CAMUNDA = "{http://camunda.org/schema/1.0/bpmn}"
DIAGRAMS = sorted((ROOT / "bpmn").glob("*/*.bpmn"))


def test_every_handler_says_what_it_is(registry: Registry) -> None:
    for handler in registry:
        subject, _, verb = handler.topic.partition(".")
        assert subject.isidentifier() and verb.isidentifier()
        assert handler.title and handler.description.endswith(".")
        assert handler.inner == (handler.load is None)


def test_what_makes_person_data_flow_says_so(registry: Registry) -> None:
    sharing = {handler.topic for handler in registry if handler.shares is not None}
    assert sharing == {"groepsscan.aanvragen", "groepsscan.aanbieden", "opschalen.aanmelden"}


def test_every_template_has_the_shape_the_modeler_reads(registry: Registry) -> None:
    made = element_templates(registry)
    assert len({template["id"] for template in made}) == len(made) >= 10
    for template in made:
        assert set(template) == {"name", "id", "version", "description", "appliesTo", "properties"}
        assert template["appliesTo"] == ["bpmn:ServiceTask"]
        for entry in template["properties"]:
            assert entry["type"] in ("Hidden", "String")
            binding = entry["binding"]
            match binding["type"]:
                case "property":
                    assert binding["name"] in ("camunda:type", "camunda:topic")
                case "camunda:inputParameter":
                    assert binding["name"] and entry["value"].startswith("=")
                case "camunda:outputParameter":
                    assert binding["source"].startswith("=") and entry["value"]
                case other:
                    pytest.fail(f"unknown binding {other}")


def test_a_template_offers_every_input_and_output_of_its_handler(registry: Registry) -> None:
    for template in element_templates(registry):
        handler = registry[template["id"].removeprefix("nl.zevenstap.")]
        bindings = [entry["binding"] for entry in template["properties"]]
        assert {b["name"] for b in bindings if b["type"] == "camunda:inputParameter"} == handler.inputs
        assert {b["source"][1:] for b in bindings if b["type"] == "camunda:outputParameter"} == handler.outputs


def test_what_zevenstap_plans_itself_is_no_template(registry: Registry) -> None:
    ids = {template["id"] for template in element_templates(registry)}
    assert not ids & {"nl.zevenstap.mail.versturen", "nl.zevenstap.herinnering.actie"}


def test_the_reference_page_is_what_the_handlers_say(registry: Registry) -> None:
    committed = (ROOT / "docs" / "reference" / "handlers.md").read_text("utf-8")
    assert committed == reference.page(registry), "run: python -m handlers.reference docs/reference/handlers.md"


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_names_only_topics_and_inputs_that_exist(registry: Registry, path: Path) -> None:
    for task in etree.parse(path).iter(f"{BPMN}serviceTask"):
        handler = registry[task.get(f"{CAMUNDA}topic")]
        given = {p.get("name") for p in task.iter(f"{CAMUNDA}inputParameter")}
        assert given <= handler.inputs, (task.get("id"), given - handler.inputs)
        required = {f.name for f in fields(handler.input_type) if f.default is MISSING}
        assert required <= given, (task.get("id"), required - given)
