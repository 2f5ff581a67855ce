"""Bars that lie: a drawing of counts, which also tells itself in words. The table beside it has the same numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One bar: the whole, and the part of it that is hatched."""

    label: str
    count: int
    part: int = 0
    text: str = ""  # behind the bar; empty: the count


@dataclass(frozen=True)
class Drawing:
    """Bars under each other, on one scale."""

    bars: list[Bar]
    tells: str  # what the length of a bar is
    part_tells: str = ""  # and of its hatched part

    @property
    def longest(self) -> int:
        return max((bar.count for bar in self.bars), default=0) or 1

    @property
    def told(self) -> str:
        """The drawing in words, for who does not see it."""
        lines = [
            f"{bar.label}: {bar.text or bar.count}" + (f", {self.part_tells.lower()}: {bar.part}" if bar.part else "")
            for bar in self.bars
        ]
        return f"{self.tells}. " + "; ".join(lines) + "."
