"""Which elements a case can still come to, in every process it may call from where it is now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from engine.runtime import moving
from engine.runtime.definitions import Definitions
from engine.runtime.results import Scopes
from engine.runtime.steps import resume

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # nothing is computed here


def ahead(definitions: Definitions, snapshot: bytes, scopes: Scopes) -> set[str]:
    """The ids of the elements that lie before the case, those it is at included."""
    _, workflow, _ = resume(definitions, snapshot, scopes, NEVER)
    found: set[str] = set()
    done: set[str] = set()
    for each in (workflow, *workflow.get_active_subprocesses()):
        for task in each.tasks.values():
            if moving.is_token(task):
                found.update(_from(definitions, each.spec, task.task_spec.name, done))
        for name in each.spec.start.trigger_specs:
            found.update(_whole(definitions, name, done))
    return found


def _from(definitions: Definitions, spec: Any, name: str, done: set[str]) -> Iterator[str]:
    for each in moving.reach(spec, name, ""):
        task_spec = spec.task_specs[each]
        element = getattr(task_spec, "element", None)
        if element is not None:
            yield element.id
        called = getattr(task_spec, "spec", None)
        if isinstance(called, str):
            yield from _whole(definitions, called, done)


def _whole(definitions: Definitions, name: str, done: set[str]) -> Iterator[str]:
    """Everything in a process that may be called."""
    if name in done or name not in definitions.specs:
        return
    done.add(name)
    spec = definitions.specs[name]
    for each in spec.task_specs:
        yield from _from(definitions, spec, each, done) if each == spec.start.name else ()
    for trigger in spec.start.trigger_specs:
        yield from _whole(definitions, trigger, done)
