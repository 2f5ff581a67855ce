"""What can go wrong in FEEL: errors stop, warnings come with a null."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import Invalid


class FeelError(Invalid):
    """Anything wrong with a FEEL expression."""

    def __init__(self, message_nl: str, position: int = 0) -> None:
        self.message_nl = message_nl
        self.position = position
        super().__init__(message_nl)


class FeelSyntaxError(FeelError, told=True):
    """The text is not FEEL."""


class FeelLimitError(FeelError, told=True):
    """The expression is too long, too deep or too much work."""


class Undefined(FeelError):
    """Inside the evaluator only: this operation has no value, so it gives null and a warning."""


@dataclass(frozen=True, slots=True)
class Warning:
    """Why an expression gave null, and where."""

    message_nl: str
    position: int
