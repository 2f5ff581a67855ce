"""Element templates, generated from the handlers: what a designer picks from in the modeler.

The format is that of Camunda 7, so the same file serves our modeler and Camunda Modeler.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

from engine.registry import Handler, Registry
from handlers.planned import PLANNED_BY_US

VERSION = 1


def element_templates(registry: Registry) -> list[dict[str, Any]]:
    """One template per topic a designer may use, in order of topic."""
    offered = (handler for handler in registry if handler.topic not in PLANNED_BY_US)
    return [_template(handler) for handler in sorted(offered, key=lambda handler: handler.topic)]


def _template(handler: Handler) -> dict[str, Any]:
    return {
        "name": handler.title,
        "id": f"nl.zevenstap.{handler.topic}",
        "version": VERSION,
        "description": handler.description,
        "appliesTo": ["bpmn:ServiceTask"],
        "properties": [
            _fixed("external", "camunda:type"),
            _fixed(handler.topic, "camunda:topic"),
            *_inputs(handler),
            *_outputs(handler),
        ],
    }


def _fixed(value: str, name: str) -> dict[str, Any]:
    return {"type": "Hidden", "value": value, "binding": {"type": "property", "name": name}}


def _inputs(handler: Handler) -> list[dict[str, Any]]:
    made = []
    for field in fields(handler.input_type):
        required = field.default is MISSING and field.default_factory is MISSING
        made.append(
            {
                "label": _label(field.name),
                "type": "String",
                "value": f"={field.name}",
                "constraints": {"notEmpty": required},
                "binding": {"type": "camunda:inputParameter", "name": field.name},
            }
        )
    return made


def _outputs(handler: Handler) -> list[dict[str, Any]]:
    return [
        {
            "label": f"Variabele voor {_label(name).lower()}",
            "type": "String",
            "value": name,
            "constraints": {"notEmpty": True},
            "binding": {"type": "camunda:outputParameter", "source": f"={name}"},
        }
        for name in sorted(handler.outputs)
    ]


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()
