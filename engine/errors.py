"""Everything the engine can refuse, one class per reason."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar


class EngineError(Exception):
    """The request cannot be done; the caller, not the system, must act.

    `told` says for whom its text is. True: Dutch, for whoever asked, with what to do now; a page may show it, so
    no value of a person may stand in it. False: for the log and the developer; a page shows words of its own.
    """

    told: ClassVar[bool] = False

    def __init_subclass__(cls, *, told: bool = False) -> None:
        """A new kind of error is not shown until somebody looked at its text."""
        cls.told = told


class NotFound(EngineError):
    """No such thing, or none that this person may know of."""


class Forbidden(EngineError):
    """The person may know of the thing, but may not do this with it."""


class Conflict(EngineError):
    """The thing exists, but its state does not allow this any more."""


class Invalid(EngineError, told=True):
    """What was given cannot be accepted; the text says what is wrong and what to do."""


class ReasonMissing(Invalid, told=True):
    def __init__(self) -> None:
        super().__init__("Geef een reden op.")


class ChangedMeanwhile(Conflict):
    def __init__(self) -> None:
        super().__init__("Someone else changed this at the same time")


class ReferencesBroken(EngineError):
    """A change of the tables would leave rows that refer to nothing; it was taken back."""

    def __init__(self) -> None:
        super().__init__("After this change rows would refer to what is not there; nothing was changed")


class InstanceNotFound(NotFound):
    def __init__(self, instance_id: int) -> None:
        self.instance_id = instance_id
        super().__init__(f"No instance {instance_id}")


class InstanceEnded(Conflict):
    def __init__(self, instance_id: int) -> None:
        self.instance_id = instance_id
        super().__init__(f"Instance {instance_id} has ended")


class InstanceSuspended(Conflict):
    """An operator holds the case still; `since` tells from when, so the screen can say so."""

    def __init__(self, instance_id: int, since: datetime) -> None:
        self.instance_id = instance_id
        self.since = since
        super().__init__(f"Instance {instance_id} is suspended since {since:%Y-%m-%d %H:%M}")


class TaskNotFound(NotFound):
    def __init__(self, task_id: int) -> None:
        self.task_id = task_id
        super().__init__(f"No task {task_id}")


class TaskAlreadyCompleted(Conflict):
    """The task was finished before; `by` tells who did it, so the screen can say so."""

    def __init__(self, task_id: int, by: str | None) -> None:
        self.task_id = task_id
        self.by = by
        super().__init__(f"Task {task_id} was completed before by {by}")


class TaskCancelled(Conflict):
    def __init__(self, task_id: int) -> None:
        self.task_id = task_id
        super().__init__(f"Task {task_id} was withdrawn by the process")


class TaskClaimed(Conflict):
    """Somebody else has taken the task; `by` tells who."""

    def __init__(self, task_id: int, by: str) -> None:
        self.task_id = task_id
        self.by = by
        super().__init__(f"Task {task_id} is claimed by {by}")


class NotACandidate(Forbidden):
    def __init__(self, task_id: int) -> None:
        self.task_id = task_id
        super().__init__(f"Task {task_id} is for another group")


class Unreadable(EngineError):
    """What is kept cannot be read back: the state of a case, a variable, the payload of a job. Never says the value."""

    def __init__(self, what: str) -> None:
        self.code = what
        super().__init__(f"Cannot be read: {what}")


class NobodyWaits(Conflict):
    """No element of the case waits for this message now."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(f"No element waits for message {message!r}")


class DefinitionNotFound(NotFound):
    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"No definition {what}")


class PackageRefused(Invalid):
    """The check found errors; `findings` names each with its element and remedy."""

    def __init__(self, findings: list[object]) -> None:
        self.findings = findings
        super().__init__(f"The package has {len(findings)} errors")


class HandlerMissing(EngineError):
    def __init__(self, topic: str) -> None:
        self.topic = topic
        super().__init__(f"No handler is registered for topic {topic!r}")


class HandlerRegisteredTwice(EngineError):
    def __init__(self, topic: str) -> None:
        self.topic = topic
        super().__init__(f"Two handlers claim topic {topic!r}")


class ErrorNotCaught(EngineError):
    """A BPMN error that no boundary event catches: an incident, not a silent end."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"No boundary event catches error {code!r}")


class JobNotFound(NotFound):
    def __init__(self, job_id: int) -> None:
        self.job_id = job_id
        super().__init__(f"No job {job_id}")
