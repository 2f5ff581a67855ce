"""What can go wrong while a process runs; each names the element."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import EngineError, Invalid


class DiagramRefused(EngineError):
    """A diagram that the engine cannot build a process from."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class StepFailed(EngineError):
    """The process cannot go on from here: nothing of the step was kept."""

    def __init__(self, activity_id: str, reason: str) -> None:
        self.activity_id = activity_id
        self.reason = reason
        super().__init__(f"{activity_id}: {reason}")


class NotWaiting(EngineError):
    """The element is not, or no longer, at work in this case."""

    def __init__(self, spiff_task_id: str) -> None:
        self.spiff_task_id = spiff_task_id
        super().__init__(f"Nothing waits at {spiff_task_id}")


class MoveRefused(Invalid):
    """A token cannot be moved to this element; the reason is for the operator's screen."""

    def __init__(self, activity_id: str, reason: str) -> None:
        self.activity_id = activity_id
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Problem:
    """Why a running case cannot go to another version: the element, and what is the matter with it, in Dutch."""

    process_key: str
    activity_id: str
    name: str
    reason: str


class MigrationRefused(Invalid):
    """The case stays on its version; every element that stands in the way is named."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.activity_id}: {p.reason}" for p in problems))
