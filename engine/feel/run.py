"""One evaluation: what it may read, how much work it may do, and what it warned of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TypeAlias
from zoneinfo import ZoneInfo

from engine.feel.errors import FeelLimitError, Undefined, Warning
from engine.feel.values import normalise

MAX_STEPS = 1_000_000
MAX_CALLS = 40
MAX_WARNINGS = 100
# Looking for the name that was meant is work: only the first warnings get a hint, from so many names.
MAX_NAMES = 200
MAX_HINTS = 10
MAX_PATTERN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Environment:
    """What an expression may know of the world outside its variables."""

    now: datetime
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Amsterdam"))
    warnings: list[Warning] | None = None

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("now must have a time zone")


class Missing:
    """Stands for a variable that is not there."""


MISSING = Missing()


@dataclass(slots=True)
class Run:
    """The work left, and where warnings go."""

    env: Environment
    warnings: list[Warning] | None
    steps: int = MAX_STEPS
    calls: int = 0
    # What is left for regular expressions, which steps cannot measure.
    pattern_seconds: float = MAX_PATTERN_SECONDS

    def spend(self, steps: int) -> None:
        """Do so much work, or stop when it is too much."""
        self.steps -= steps
        if self.steps < 0:
            raise FeelLimitError("De expressie is te veel werk: er zijn te veel stappen nodig.")

    @property
    def hinting(self) -> bool:
        """Whether a warning that is given now may be helpful at some cost."""
        return self.warnings is not None and len(self.warnings) < MAX_HINTS

    def warn(self, message: str, position: int) -> None:
        """Tell why something became null."""
        if self.warnings is not None and len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(Warning(message, position))


class Root(dict[str, object]):
    """The variables from outside, each turned into a FEEL value when first read."""

    # Set by `begin`, without an `__init__`: evaluating a small condition is mostly beginning.
    __slots__ = ("run", "scope")
    run: Run
    scope: Mapping[str, object]

    def __missing__(self, name: str) -> object:
        value: object = MISSING
        if name in self.scope:
            try:
                value = normalise(self.scope[name])
            except Undefined as error:
                self.run.warn(f"`{name}`: {error.message_nl}", 0)
                value = None
        self[name] = value
        return value


@dataclass(slots=True)
class Frame:
    """The variables of one place in the expression, and the frame around it."""

    run: Run
    root: Root
    names: Mapping[str, object]
    outer: Frame | None


Closure: TypeAlias = Callable[[Frame], object]


def begin(scope: Mapping[str, object], env: Environment) -> Frame:
    """The outermost frame of an evaluation; several expressions may share it."""
    root = Root()
    root.scope = scope
    root.run = Run(env, env.warnings)
    return Frame(root.run, root, {}, None)


def inside(frame: Frame, names: Mapping[str, object]) -> Frame:
    """A frame within this one."""
    return Frame(frame.run, frame.root, names, frame)


def visible(frame: Frame) -> set[str]:
    """The names that can be seen from here, at most so many that one may be looked for among them."""
    found = set(islice(frame.root.scope, MAX_NAMES))
    here: Frame | None = frame
    while here is not None:
        found.update(islice(here.names, MAX_NAMES))
        here = here.outer
    return found


def look_up(frame: Frame, name: str) -> object:
    """The value of a variable, from the inside out."""
    here: Frame | None = frame
    while here is not None:
        if name in here.names:
            return here.names[name]
        here = here.outer
    return frame.root[name]
