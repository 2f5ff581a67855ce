"""What a scenario says must be so, held against the case as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine import instances, progress, tasks
from engine.models import InstanceState, ProcessInstance
from engine.scenarios.given import told, worked_out
from engine.scenarios.model import Expect
from engine.scenarios.sandbox import Sandbox

MISSING = object()


def wrong(box: Sandbox, expected: Expect) -> Iterator[str]:
    """A line for each thing that is otherwise."""
    if box.instance_id is None:
        yield "De zaak is nog niet gestart."
        return
    instance = box.session.get_one(ProcessInstance, box.instance_id)
    if expected.open is not None:
        found = open_elements(box)
        if sorted(set(expected.open)) != found:
            yield f"Verwacht open: {_list(sorted(set(expected.open)))}. {now_open(box)}"
    done = instance.state is not InstanceState.ACTIVE
    if expected.done is not None and expected.done is not done:
        yield "De zaak is niet klaar." if expected.done else "De zaak is al klaar."
    if expected.end and instance.end_activity_id != expected.end:
        yield f"Verwacht einde: {expected.end}. Nu: {instance.end_activity_id or 'de zaak is niet bij een einde'}."
    yield from _variables(box, expected)


def _variables(box: Sandbox, expected: Expect) -> Iterator[str]:
    assert box.instance_id is not None
    scopes = variables(box)
    for name, value in expected.variables.items():
        wanted = worked_out(value, scopes.get("", {}), box.now)
        found = [scope[name] for scope in scopes.values() if name in scope]
        if wanted not in found and not (wanted is None and not found):
            shown = _shown(found[0]) if found else "het gegeven is er niet"
            yield f"Verwacht {name} = {_shown(wanted)}. Nu: {shown}."


def variables(box: Sandbox) -> dict[str, dict[str, Any]]:
    """By scope; that of the case itself first."""
    if box.instance_id is None:
        return {}
    instance = box.session.get_one(ProcessInstance, box.instance_id)
    scopes = progress.look(box.session, instance).scopes
    return {"": instances.variables(box.session, instance.id), **{k: dict(v) for k, v in scopes.items() if k}}


def open_elements(box: Sandbox) -> list[str]:
    if box.instance_id is None:
        return []
    return sorted({task.activity_id for task in tasks.of_instance(box.session, box.instance_id)})


def now_open(box: Sandbox) -> str:
    return f"Nu open: {_list(open_elements(box))}."


def _list(names: list[str]) -> str:
    return ", ".join(names) or "niets"


def _shown(value: Any) -> str:
    text = str(told(value))
    return text if len(text) <= 80 else f"{text[:79]}…"
