"""A reason somebody gives for what is not everyday: too short says nothing."""

from __future__ import annotations

from engine.errors import Invalid

LONGEST = 500


class ReasonRefused(Invalid, told=True):
    """The reason says too little, or too much to keep."""


def problem(reason: str, *, shortest: int) -> str:
    """What is wrong with it; empty when it will do."""
    if len(reason.strip()) < shortest:
        return f"Schrijf een reden op, in ten minste {shortest} tekens."
    return f"Gebruik niet meer dan {LONGEST} tekens voor de reden." if len(reason.strip()) > LONGEST else ""


def require(reason: str, *, shortest: int) -> str:
    """The reason without the spaces around it."""
    if wrong := problem(reason, shortest=shortest):
        raise ReasonRefused(wrong)
    return reason.strip()
