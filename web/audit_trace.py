"""What is known of a request while it runs, for the line it gets in the audit trail; views add what they alone know."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, has_request_context


@dataclass
class Trace:
    """Kept with the request."""

    verb: str | None  # None: only a refusal is recorded
    who: str
    instance_id: int | None
    refused: bool = False  # what is committed from here on is no deed
    written: bool = False


def current() -> Trace | None:
    return g.get("audit") if has_request_context() else None


def by(user_key: str) -> None:
    """Who this request turned out to be of, where no session tells it."""
    if (trace := current()) is not None:
        trace.who = user_key


def of_case(instance_id: int) -> None:
    """Which case this request turned out to be about, where the address does not tell it."""
    if (trace := current()) is not None:
        trace.instance_id = instance_id


def granted() -> None:
    """What follows is the deed after all."""
    if (trace := current()) is not None:
        trace.refused = False


def refused() -> None:
    """What follows only records a refusal."""
    if (trace := current()) is not None:
        trace.refused = True
