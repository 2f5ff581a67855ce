"""Structured log lines: what happened, in which case, job and request; never what somebody typed.

A line holds only fields of a closed list, and of an exception its class, its code and our own places in the stack: the
message of an exception may hold a name. Of another library's line only the place stays.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars, clear_contextvars, merge_contextvars
from structlog.stdlib import BoundLogger, ProcessorFormatter

ROOT = Path(__file__).parents[1]
OURS = frozenset({"app", "web", "cli", "handlers", "forms", "dossier", "engine", "bench"})
# What a line may say; a field that is not in this list is left out, so that nobody adds a value in passing.
NUMBERS = frozenset(
    {"case", "job", "task", "incident", "attempt", "ms", "statements", "status", "count", "port", "pid"}
)
WORDS = frozenset({"request", "run", "kind", "topic", "element", "endpoint", "method", "route", "database"})
OF_FAILURE = frozenset({"error", "code", "caused_by", "stack"})
OF_LINE = frozenset({"event", "level", "logger", "at", "place"})
HARMLESS = re.compile(r"[\w.:<>/(){}\[\]*+-]{0,120}", re.ASCII)  # no spaces: no sentence, and no first and last name
FIXED_TEXTS = ("gunicorn", "apscheduler", "alembic")  # of these the text too, before anything was filled in
DEEPEST = 20

_STARTED = [merge_contextvars, structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name]

# From the start, so that a line from a program that sets up no log (a test, the bench) is quiet and not in its way.
structlog.configure(
    processors=[structlog.stdlib.filter_by_level, *_STARTED, ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=BoundLogger,
)


def get(name: str) -> BoundLogger:
    """The log of a module: `logs.get(__name__)`."""
    found: BoundLogger = structlog.stdlib.get_logger(name)
    return found


def bound(**fields: int | str | None) -> AbstractContextManager[None]:
    """Put these fields on every line within; a case, a job."""
    context: AbstractContextManager[None] = bound_contextvars(**_present(fields))
    return context


def begin(**fields: int | str | None) -> None:
    """Forget what the thread did before, and put these fields on every line from here."""
    clear_contextvars()
    bind_contextvars(**_present(fields))


def bind(**fields: int | str | None) -> None:
    """Put these fields on what else the thread says until the next `begin`."""
    bind_contextvars(**_present(fields))


def _present(fields: Mapping[str, int | str | None]) -> dict[str, int | str]:
    return {name: value for name, value in fields.items() if value is not None}


def write_to(stream: TextIO, *, readable: bool) -> None:
    """Send every line of this process to the stream: as JSON, or laid out for a person."""
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True, key="at")
    render = structlog.dev.ConsoleRenderer(colors=stream.isatty()) if readable else structlog.processors.JSONRenderer()
    formatter = ProcessorFormatter(
        foreign_pre_chain=[*_STARTED, _of_another],
        use_get_message=False,
        pass_foreign_args=True,
        processors=[_failure, _only_known, stamp, render],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)  # of other libraries only what went wrong
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)


def catch_the_rest() -> None:
    """What nobody caught goes to the log as well, without its message."""
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    get("app").critical("not caught", exc_info=(kind, error, trace))


def _uncaught_in_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None:
        _uncaught(given.exc_type, given.exc_value, given.exc_traceback)


Event = MutableMapping[str, Any]


def _of_another(_logger: Any, _name: str, event: Event) -> Event:
    """A line through Python's own logging: the text before it was filled in, or only where it was said."""
    record: logging.LogRecord = event["_record"]
    event.pop("positional_args", None)
    if not record.name.startswith(FIXED_TEXTS) or not isinstance(record.msg, str):
        event["event"] = "line of another library"
    event["place"] = f"{record.module}:{record.lineno}"
    return event


def _failure(_logger: Any, _name: str, event: Event) -> Event:
    """Class, code and our places of an exception; never its message."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event.update(failure(error))
    return event


def failure(error: BaseException) -> dict[str, Any]:
    """What may be said of an exception."""
    code = getattr(error, "activity_id", None) or getattr(error, "code", None)
    found: dict[str, Any] = {"error": type(error).__name__, "stack": list(_places(error.__traceback__))}
    if isinstance(code, str | int):
        found["code"] = code
    causes = [type(each).__name__ for each in _causes(error)]
    return {**found, "caused_by": causes} if causes else found


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen = {id(error)}
    cause = error.__cause__ or error.__context__
    while cause is not None and id(cause) not in seen:
        yield cause
        seen.add(id(cause))
        cause = cause.__cause__ or cause.__context__


def _places(trace: TracebackType | None) -> list[str]:
    """The places in our own code, the deepest last; and the very place where it was raised, ours or not."""
    frames = traceback.extract_tb(trace)
    ours = [frame for frame in frames if _part(frame.filename) in OURS]
    if frames and frames[-1] not in ours:
        ours.append(frames[-1])
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in ours[-DEEPEST:]]


def _part(filename: str) -> str:
    path = Path(filename)
    return path.relative_to(ROOT).parts[0].removesuffix(".py") if path.is_relative_to(ROOT) else ""


def _short(filename: str) -> str:
    path = Path(filename)
    return path.relative_to(ROOT).as_posix() if _part(filename) in OURS else "/".join(path.parts[-2:])


def _only_known(_logger: Any, _name: str, event: Event) -> Event:
    """The fields of the closed list, in a fixed order; a text that could be more than a word is left out."""
    kept: Event = {name: event[name] for name in ("event", "level", "logger", "place") if name in event}
    for name in sorted(event.keys() & NUMBERS):
        if isinstance(event[name], int | float):
            kept[name] = event[name]
    for name in sorted(event.keys() & WORDS):
        kept[name] = event[name] if HARMLESS.fullmatch(str(event[name])) else "-"
    for name in sorted(event.keys() & OF_FAILURE):
        safe = name in ("stack", "caused_by") or HARMLESS.fullmatch(str(event[name]))
        kept[name] = event[name] if safe else "-"
    return kept
