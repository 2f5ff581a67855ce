"""A command that cannot be done: a text for the person, and the exit code."""

from __future__ import annotations


class Refused(Exception):
    def __init__(self, text: str, code: int = 1) -> None:
        self.text = text
        self.code = code
        super().__init__(text)
