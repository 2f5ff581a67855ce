"""What one step of a process gives back: the new state, and everything the tables must know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Scopes = dict[str, dict[str, Any]]  # scope id ("" is the instance) -> name -> value


@dataclass(frozen=True)
class OpenTask:
    """A person must do something."""

    spiff_task_id: str
    process_key: str
    activity_id: str
    name: str
    step: int | None
    form_key: str | None
    assignee: str | None
    candidate_groups: tuple[str, ...]
    due_at: datetime | None
    follow_up_at: datetime | None
    priority: int


@dataclass(frozen=True)
class ServiceCall:
    """A handler must do something."""

    spiff_task_id: str
    process_key: str
    activity_id: str
    step: int | None
    topic: str
    inputs: Mapping[str, Any]


@dataclass(frozen=True)
class DueTimer:
    spiff_task_id: str
    activity_id: str
    due_at: datetime


@dataclass(frozen=True)
class Awaited:
    """An element waits for a message or signal; `spiff_task_id` of an event subprocess is `<workflow>/<element>`."""

    spiff_task_id: str
    message: str
    process_key: str
    activity_id: str
    kind: str = "message"  # or "signal"
    correlation: str | None = None  # what a message must carry to be meant for this element; None: nothing


@dataclass(frozen=True)
class Thrown:
    """A message or signal that leaves the case."""

    name: str
    payload: Mapping[str, Any]
    correlation: str | None


@dataclass(frozen=True)
class Happened:
    """An element was reached, done or left in this step."""

    process_key: str
    activity_id: str
    name: str
    kind: str
    state: str  # started, completed, cancelled
    step: int | None
    detail: str = ""


@dataclass
class Recorder:
    """Filled by the elements while a step runs."""

    tasks: list[OpenTask] = field(default_factory=list)
    calls: list[ServiceCall] = field(default_factory=list)
    started: list[tuple[int, Happened]] = field(default_factory=list)  # with a number, to put them in order
    withdrawn: list[tuple[int, Happened]] = field(default_factory=list)  # of tasks that have left the tree
    caught: int = 0  # events in this step; a great many is an event that goes on causing itself
    messages: list[Thrown] = field(default_factory=list)  # for which nobody in the case waits
    signals: list[Thrown] = field(default_factory=list)
    decided: dict[str, str] = field(default_factory=dict)  # task id -> which rules matched, and why


@dataclass(frozen=True)
class StepResult:
    snapshot: bytes
    scopes: Scopes  # as they are after the step
    new_tasks: tuple[OpenTask, ...]
    new_calls: tuple[ServiceCall, ...]
    open_ids: frozenset[str]  # of all tasks and calls still at work
    timers: tuple[DueTimer, ...]
    awaited: tuple[Awaited, ...]
    history: tuple[Happened, ...]
    step: int | None
    completed: bool
    end_activity_id: str | None
    messages: tuple[Thrown, ...] = ()  # for another case of the same group
    signals: tuple[Thrown, ...] = ()  # for every other case
