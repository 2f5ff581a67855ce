"""What a walk came to: where the case stands, what is open, and everything that happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.runtime import Went


@dataclass(frozen=True)
class Problem:
    """A step that did not go as the scenario says."""

    step: int  # 1, 2, 3
    text: str  # Dutch
    element: str = ""


@dataclass(frozen=True)
class OpenTask:
    id: int  # in its own database: of no use outside
    process: str
    element: str
    name: str
    step: int | None
    form_key: str | None
    groups: tuple[str, ...]
    due_at: datetime | None
    variables: Mapping[str, Any]  # what its form may see; empty when nobody asked for it


@dataclass(frozen=True)
class Awaited:
    kind: str  # message or signal
    name: str
    process: str
    element: str
    correlation: Any  # what a message must carry to be meant for this one; None: nothing


@dataclass(frozen=True)
class Waiting:
    """What the clock or a machine is to do."""

    kind: str  # timer or handler
    element: str
    topic: str
    due_at: datetime
    attempts: int
    error: str
    late: bool  # it waits for the walk to say what it does
    incident: bool
    inputs: Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One line of history, with the step of the walk that made it."""

    number: int
    at: datetime
    process: str
    element: str
    name: str
    kind: str
    state: str
    detail: str
    by: str


@dataclass(frozen=True)
class Place:
    """Where a token is."""

    process: str
    element: str


@dataclass(frozen=True)
class Outcome:
    problems: tuple[Problem, ...]
    done: int  # steps that were taken
    now: datetime
    started: bool
    completed: bool
    end: str  # the end event of the main process
    tasks: tuple[OpenTask, ...]
    awaited: tuple[Awaited, ...]
    waiting: tuple[Waiting, ...]
    places: tuple[Place, ...]
    scopes: Mapping[str, Mapping[str, Any]]  # "" is the case itself
    history: tuple[Line, ...]
    went: tuple[tuple[int, Went], ...]

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def variables(self) -> Mapping[str, Any]:
        return self.scopes.get("", {})

    def timers(self) -> tuple[Waiting, ...]:
        return tuple(each for each in self.waiting if each.kind == "timer")
