"""What the municipality itself says of the accessibility of this installation: its statement is not ours to make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

STATUSES = ("A", "B", "C", "D")  # of the Dutch model; without a statement it is E
NO_STATEMENT = "E"


@dataclass(frozen=True)
class Statement:
    """The parts of the statement that only the municipality can fill in; what is empty it has not said."""

    status: str = NO_STATEMENT
    contact: str = ""  # mailto: or https://, for who meets a barrier
    register: str = ""  # where its official statement stands
    decided_on: date | None = None


NOTHING_SAID = Statement()
