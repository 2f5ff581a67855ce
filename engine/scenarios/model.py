"""A scenario: the steps of a walk through a process, with what must be so along the way. As it stands in a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

FOLDER = "scenarios"  # in bpmn/NAAM/
BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday; every walk has a clock of its own
NEXT = "volgende"  # move the clock to the first thing that waits for it
ANY = "*"  # every topic
Values = Mapping[str, Any]  # a text that begins with "=" is FEEL, as in a diagram


@dataclass(frozen=True)
class Start:
    """The case begins, with what its start form gave."""

    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Do:
    """A person finishes a task."""

    element: str
    answers: Values = field(default_factory=dict)
    group: str = ""  # who does it; of several open tasks of one element, the one of this group


@dataclass(frozen=True)
class Message:
    """Somebody, or another system, sends the case a message."""

    name: str
    values: Values = field(default_factory=dict)
    element: str = ""  # of several that wait for it
    correlation: Any = None


@dataclass(frozen=True)
class Signal:
    """Another case throws a signal."""

    name: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Clock:
    """Time goes by: a duration, a moment, or until what waits for the clock first."""

    until: str


@dataclass(frozen=True)
class Answer:
    """What a machine does: of the job that waits for it, otherwise of the next time that it is asked.

    Without answer, error, failures or late it does what it does by itself.
    """

    topic: str
    element: str = ""
    values: Values | None = None
    error: str = ""  # a BPMN error that the diagram foresaw
    failures: int = 0  # so many attempts come to nothing first; ten make an incident
    late: bool = False  # it says nothing until another step tells what it says
    always: bool = False  # not only the next time


@dataclass(frozen=True)
class Expect:
    """What must be so now; only what is named is looked at."""

    open: tuple[str, ...] | None = None  # the elements with an open task: these and no others
    done: bool | None = None
    variables: Values = field(default_factory=dict)
    end: str = ""  # the end event of the main process


Step = Start | Do | Message | Signal | Clock | Answer | Expect


@dataclass(frozen=True)
class Scenario:
    title: str
    description: str = ""
    begin: datetime = BEGIN
    steps: tuple[Step, ...] = ()


def is_scenario(path: str) -> bool:
    """Whether a path in a package is that of a scenario."""
    parts = path.split("/")
    return len(parts) == 4 and parts[0] == "bpmn" and parts[2] == FOLDER and path.endswith(".json")
