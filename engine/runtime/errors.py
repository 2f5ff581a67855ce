"""What can go wrong while a process runs; each names the element."""

from __future__ import annotations

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
