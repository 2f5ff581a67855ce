"""Numbers that come from outside, to look something up with."""

from __future__ import annotations

LARGEST = 2**31 - 1  # what a number of PostgreSQL's holds; a larger one is of nothing that exists


def of_row(text: str) -> int:
    """The number of a row, for `request.args.get(..., type=numbers.of_row)`; ValueError for anything else."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 10 or int(text) > LARGEST:
        raise ValueError(text)
    return int(text)
