"""The points where a process may be shot: it says where it is, and stands still there until the shot comes.

The killer lays down an order (one phase, one spot); the first process that comes there takes it, by renaming the file,
writes down who it is and what it does, and waits. Nothing of this is in the product: the launcher puts it around it.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 20.0  # seconds a process waits to be shot; then it goes on, so that a killer that died holds up nobody


@dataclass(frozen=True)
class Order:
    """Where to shoot."""

    number: int
    phase: str
    spot: str
    stands_still: bool = True  # False: it goes on while the shot comes, so that it falls somewhere in what follows


@dataclass(frozen=True)
class Hit:
    """A process stands where the order said."""

    number: int
    pid: int
    facts: dict[str, Any] = field(default_factory=dict)


# Spots by phase. "request" and "mail" are inside the call: the outside world has it, or has not answered yet.
SPOTS: dict[str, tuple[str, ...]] = {
    "claim": ("in the transaction", "after the commit"),
    "call": ("before", "request arrived", "request done", "mail arrived", "mail done", "after"),
    "record": ("begun", "written"),
    "commit": ("before a statement", "before", "during", "after"),
    "response": ("before", "halfway"),
}
GOES_ON = {("commit", "during")}


class Points:
    """The folder through which killer and processes speak."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.armed = folder / "armed"

    def arm(self, order: Order) -> None:
        _write(self.armed, asdict(order))

    def disarm(self, number: int) -> Hit | None:
        """Take the order back; a hit when a process was just before us."""
        try:
            self.armed.rename(self.folder / f"taken-{number}")
        except FileNotFoundError:
            return self.wait(number, 5)
        return None

    def here(self, phase: str, spot: str, pid: int | None = None, **facts: Any) -> None:
        """Say that the work has come to this spot; wait for the shot when there is an order for it."""
        try:
            order = Order(**json.loads(self.armed.read_bytes()))
            if (order.phase, order.spot) != (phase, spot):
                return
            self.armed.rename(self.folder / f"taken-{order.number}")
        except FileNotFoundError:
            return  # no order, or another was first
        _write(self.folder / f"hit-{order.number}", asdict(Hit(order.number, pid or os.getpid(), facts)))
        if order.stands_still:
            self._stand_still(order.number)

    def _stand_still(self, number: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not (self.folder / f"go-{number}").exists():
            time.sleep(0.005)

    def wait(self, number: int, seconds: float) -> Hit | None:
        """The process that took the order, or None when none came."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(FileNotFoundError):
                return Hit(**json.loads((self.folder / f"hit-{number}").read_bytes()))
            time.sleep(0.001)
        return None

    def release(self, number: int) -> None:
        """Let who stands still go on."""
        _write(self.folder / f"go-{number}", {})


def _write(file: Path, content: dict[str, Any]) -> None:
    """Whole or not at all, for another process may be reading."""
    half = file.with_suffix(f".half-{os.getpid()}")
    half.write_text(json.dumps(content))
    half.rename(file)


def put(where: Any, name: str, what: Any) -> None:
    """Something of the proof in the place of something of the product, in this process only."""
    setattr(where, name, what)
