"""What came before what in a case: counted in its own state, so that no clock that is set back can mislead a join."""

from __future__ import annotations

from typing import Any


def following(workflow: Any) -> int:
    """The next number of the case a workflow belongs to."""
    top = workflow.top_workflow
    top.order = getattr(top, "order", 0) + 1
    number: int = top.order
    return number


def ranked(rows_of_workflows: list[list[list[Any]]], place: int) -> int:
    """Put whole numbers for the moments of the first snapshots, in the same order; returns the highest."""
    moments = sorted({row[place] for rows in rows_of_workflows for row in rows})
    number = {moment: rank for rank, moment in enumerate(moments, 1)}
    for rows in rows_of_workflows:
        for row in rows:
            row[place] = number[row[place]]
    return len(moments)
