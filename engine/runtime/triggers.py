"""Event subprocesses: none runs until its start event happens; each beginning is a task beside the process."""

from __future__ import annotations

from typing import Any

from engine.runtime.places import Place
from engine.runtime.scopes import World
from engine.runtime.specs import world_of


def start(place: Place, payload: dict[str, Any]) -> None:
    """Begin one; what the event brings is known inside it only. An interrupting one ends what ran beside it."""
    workflow, root = place.task.workflow, place.task
    fired = dict(root.internal_data)
    if not place.definition.again(root, fired) and place.kind == "timer":
        root.internal_data[place.definition.key] = None  # this moment has been
    world: World = world_of(root)
    identifier = workflow.spec.start.trigger_wf(root, place.trigger)
    world.scopes.setdefault(str(identifier), {}).update(payload)
