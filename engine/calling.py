"""Calling a handler: with an input that fits, and for an outer one with a limit, so that no call holds up a worker."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from engine import claims, metrics
from engine.errors import Unreadable
from engine.registry import Handler, JobContext

# Shorter than a lease: no other worker may call while this one still waits.
PATIENCE = claims.LEASE.total_seconds() * 0.8


class HandlerHangs(Exception):
    """A call that did not come back in time. It is left behind; what it answers later is not taken."""


def given_of(handler: Handler, payload: dict[str, Any]) -> Any:
    """The handler's own input; a payload of another shape stays so, however often it is tried."""
    try:
        return handler.input_type(**payload)
    except TypeError:
        raise Unreadable("invoer") from None


def inner(session: Session, handler: Handler, payload: dict[str, Any], context: JobContext) -> dict[str, Any]:
    given = given_of(handler, payload)
    with metrics.handling(handler.topic):
        return output_of(handler.call(session, given, context))


def outer(handler: Handler, given: Any, context: JobContext, *, patience: float | None = None) -> Any:
    """What the outside world answers, with no transaction open; `HandlerHangs` when it does not.

    In a thread of its own, for nothing stops a call that waits for ever. It holds no transaction, so leaving it
    behind holds up nobody either.
    """
    call = _Call(handler, given, context)
    with metrics.handling(handler.topic):
        call.start()
        call.join(PATIENCE if patience is None else patience)
    if call.is_alive():
        raise HandlerHangs
    if call.error is not None:
        raise call.error
    return call.outcome


class _Call(threading.Thread):
    """One call, with what it came to."""

    def __init__(self, handler: Handler, given: Any, context: JobContext) -> None:
        super().__init__(name=f"handler {handler.topic}", daemon=True)
        self.around = contextvars.copy_context()  # what the lines of the log say of the job
        self.work: Callable[[], Any] = partial(handler.call, given, context)
        self.outcome: Any = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.outcome = self.around.run(self.work)
        except Exception as error:  # noqa: BLE001 (handed to the worker that waits, which counts it)
            self.error = error
        except BaseException as error:  # noqa: BLE001 (it ends its own attempt, not the worker)
            self.error = HandlerQuit(type(error).__name__)


class HandlerQuit(Exception):
    """A handler raised what would end a process."""


def output_of(outcome: Any) -> dict[str, Any]:
    if outcome is None:
        return {}
    return {field.name: getattr(outcome, field.name) for field in fields(outcome)}
