"""Along which arrows a step went: for who tries a process out. Nobody else asks, and then it costs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.runtime.scopes import element_of


@dataclass(frozen=True)
class Went:
    """A token went from one element to the next, or came to be at one that nothing leads to."""

    process_key: str
    source: str  # "" for what an event or a caller began
    target: str


_listening: ContextVar[list[Went] | None] = ContextVar("listening", default=None)


@contextmanager
def listening() -> Iterator[list[Went]]:
    """What the steps inside go along, in order of the tree, not of time."""
    heard: list[Went] = []
    token = _listening.set(heard)
    try:
        yield heard
    finally:
        _listening.reset(token)


def tell(top: Any, finished: set[Any]) -> None:
    """Before what is finished is taken out of the tree; `finished` had ended before this step."""
    heard = _listening.get()
    if heard is None:
        return
    for task in [task for each in (top, *top.subprocesses.values()) for task in each.tasks.values()]:
        element = element_of(task)
        if element is None or task.has_state(TaskState.PREDICTED_MASK | TaskState.FUTURE) or task.id in finished:
            continue
        came = _from(task)
        if came is None:
            heard.append(Went(element.process, "", element.id))
        elif came.state == TaskState.COMPLETED and came.id not in finished:
            source = element_of(came)
            if source is not None and source.id != element.id:
                heard.append(Went(element.process, source.id, element.id))


def _from(task: Any) -> Any:
    """The drawn element that a token came from; the library's own splits and joins stand between."""
    parent = task.parent
    while parent is not None and element_of(parent) is None:
        parent = parent.parent
    return parent
