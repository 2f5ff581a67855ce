"""What came before what in a case: counted in its own state, so that no clock that is set back can mislead a join."""

from __future__ import annotations

from typing import Any


def following(workflow: Any) -> int:
    """The next number of the case a workflow belongs to."""
    top = workflow.top_workflow
    top.order = getattr(top, "order", 0) + 1
    number: int = top.order
    return number
