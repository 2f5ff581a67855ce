"""The record of every input a case was given, written in the very transaction of the step it belongs to.

Ids of new tasks are drawn from the input itself, so that the same input gives the same ids in a replay.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

import SpiffWorkflow.task as spiff_task
from sqlalchemy import Column, Engine, Integer, LargeBinary, MetaData, Table, insert, select
from sqlalchemy.orm import Session

from bench.crash.points import put
from engine import definitions, progress, runtime, values

INPUTS = Table(
    "crash_input",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("instance_id", Integer, nullable=False),
    Column("given", LargeBinary, nullable=False),
)
CHUNK = 500
STEPS = ("start", "complete", "throw", "send", "tick")


class _Now(threading.local):
    given: bytes = b""
    chance: Random | None = None


_now = _Now()


@dataclass(frozen=True)
class Given:
    """One input of a case: which step, with what, when."""

    number: int
    instance_id: int
    step: str
    arguments: list[Any]
    now: datetime
    data: bytes


def create(engine: Engine) -> None:
    INPUTS.metadata.create_all(engine)


def install() -> None:
    """Around the engine of this process: each step is recorded with what it was given."""
    fix_ids()
    for name in STEPS:
        put(runtime, name, _noting(name, getattr(runtime, name)))
    written = progress.apply

    def applying(session: Session, case: progress.Case, *rest: Any) -> Any:
        if definitions.OWN not in session.info:  # not what a scenario plays in a database of its own
            session.execute(insert(INPUTS).values(instance_id=case.instance.id, given=_now.given))
        return written(session, case, *rest)

    put(progress, "apply", applying)


def fix_ids() -> None:
    put(spiff_task, "uuid4", _next_id)


def seed(data: bytes) -> None:
    """From here on the new tasks of this thread get the ids that belong to this input."""
    _now.given, _now.chance = data, Random(hashlib.sha256(data).digest())


def _next_id() -> UUID:
    return uuid4() if _now.chance is None else UUID(int=_now.chance.getrandbits(128), version=4)


def _noting(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
    def noted(loaded: Any, *arguments: Any, now: datetime) -> Any:
        told = arguments if name == "start" else arguments[2:]  # without the snapshot and the variables
        told = tuple(dict(each) if isinstance(each, dict) or hasattr(each, "keys") else each for each in told)
        seed(values.dumps({"step": name, "arguments": list(told), "now": now, "nonce": os.urandom(8).hex()}))
        try:
            return step(loaded, *arguments, now=now)
        finally:
            _now.chance = None

    return noted


def read(session: Session, *, without: set[int]) -> list[Given]:
    """What was recorded and not read before, in the order in which each case was given it."""
    new = sorted(set(session.scalars(select(INPUTS.c.id))) - without)
    found = []
    for start in range(0, len(new), CHUNK):
        these = select(INPUTS).where(INPUTS.c.id.in_(new[start : start + CHUNK])).order_by(INPUTS.c.id)
        for number, instance_id, data in session.execute(these):
            told = values.loads(data)
            found.append(Given(number, instance_id, told["step"], told["arguments"], told["now"], bytes(data)))
    return found
