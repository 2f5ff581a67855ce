"""The engine's tables. Open tasks, jobs and subscriptions are rows, so that no list loads a case."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.db import Base, UtcDateTime


class InstanceState(Enum):
    ACTIVE = "active"
    COMPLETED = "completed"  # reached an end event
    CANCELLED = "cancelled"  # stopped by a person, with a reason


class TaskState(Enum):
    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"  # the process moved on without it


class JobState(Enum):
    OPEN = "open"  # waits for its due time, a worker or a next attempt
    HELD = "held"  # its case is suspended, or its case's clock stands still
    DONE = "done"
    CANCELLED = "cancelled"  # the case moved on, or it ended
    INCIDENT = "incident"  # out of attempts; an operator must look


_HELD = text("locked_until IS NOT NULL")


class Package(Base):
    __tablename__ = "package"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    title: Mapped[str]
    chosen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the one chosen last starts new cases


class PackageVersion(Base):
    """Files published together: immutable, named by their content."""

    __tablename__ = "package_version"
    __table_args__ = (UniqueConstraint("package_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    package_id: Mapped[int] = mapped_column(ForeignKey("package.id"))
    number: Mapped[int]  # 1, 2, 3: what people say; the highest one starts new cases
    digest: Mapped[str] = mapped_column(String(64))  # sha256 over all paths and contents
    origin: Mapped[str | None]  # name and version of the package it was made from
    note: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[str]
    offered_by: Mapped[str | None]  # with four eyes: who made it; published_by looked at it
    package: Mapped[Package] = relationship()


class PackageFile(Base):
    __tablename__ = "package_file"

    version_id: Mapped[int] = mapped_column(ForeignKey("package_version.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)  # "bpmn/NAAM/x.bpmn", "forms/NAAM/x.form"
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ProcessInstance(Base):
    """One run for one group (zaak)."""

    __tablename__ = "process_instance"
    __table_args__ = (
        Index("instance_business_key", "business_key"),
        Index("instance_state", "state"),  # how many run, without a look at their snapshots
        Index("instance_version", "version_id", "state"),  # the cases of a version, for moving and for its figures
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("package_version.id"))
    process_key: Mapped[str]
    business_key: Mapped[str]  # opaque to the engine: "groep-12"
    title: Mapped[str]  # what lists show; never person data
    state: Mapped[InstanceState] = mapped_column(default=InstanceState.ACTIVE)
    step: Mapped[int | None]  # the highest mark `stap` among the open elements, for lists
    snapshot: Mapped[bytes] = mapped_column(LargeBinary)
    revision: Mapped[int] = mapped_column()  # the belt under the lock on load
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_by: Mapped[str]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_activity_id: Mapped[str | None]
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # takes no step until it is resumed
    clock_paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # timers and reminders wait; people go on
    version: Mapped[PackageVersion] = relationship()

    __mapper_args__ = {"version_id_col": revision}


class Variable(Base):
    """A value that a case carries; the scope is the instance ("") or an element that has its own."""

    __tablename__ = "variable"

    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"), primary_key=True)
    scope_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)  # engine.values


class Task(Base):
    """Work that waits for a person. Everything lists filter and sort on stands here."""

    __tablename__ = "task"
    __table_args__ = (
        Index("task_instance", "instance_id", "state"),
        Index("task_assignee", "assignee", "state", "due_at"),
        Index("task_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"))
    spiff_task_id: Mapped[str] = mapped_column(String(40))
    process_key: Mapped[str]
    activity_id: Mapped[str]
    name: Mapped[str]
    step: Mapped[int | None]
    form_key: Mapped[str | None]
    assignee: Mapped[str | None]
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    follow_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    priority: Mapped[int] = mapped_column(default=0)
    state: Mapped[TaskState] = mapped_column(default=TaskState.OPEN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    completed_by: Mapped[str | None]
    instance: Mapped[ProcessInstance] = relationship()
    candidates: Mapped[list[TaskCandidate]] = relationship(cascade="all, delete-orphan")


class TaskCandidate(Base):
    """A group that may do the task."""

    __tablename__ = "task_candidate"
    __table_args__ = (Index("task_candidate_group", "group_key", "task_id"),)

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True)
    group_key: Mapped[str] = mapped_column(String(100), primary_key=True)


class Job(Base):
    """Work that waits for the clock or for a machine. The table is the truth; APScheduler only ticks."""

    __tablename__ = "job"
    __table_args__ = (
        Index("job_due", "state", "due_at", "id"),
        Index("job_instance", "instance_id", "state"),
        # only the few that a worker holds now: what a dead one held is found without a look at those that wait
        Index("job_held", "state", "locked_until", postgresql_where=_HELD, sqlite_where=_HELD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))  # "handler", "timer" or a kind from above ("mail", ...)
    topic: Mapped[str] = mapped_column(default="")
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"))
    spiff_task_id: Mapped[str | None] = mapped_column(String(40))
    activity_id: Mapped[str] = mapped_column(default="")
    step: Mapped[int | None]
    actor_key: Mapped[str | None]
    payload: Mapped[bytes] = mapped_column(LargeBinary)  # engine.values, references only
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[JobState] = mapped_column(default=JobState.OPEN)
    error: Mapped[str | None]  # class and code of the last failure, never its message
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    instance: Mapped[ProcessInstance | None] = relationship()


class DailyRound(Base):
    """Work for once a day, however many processes have a clock."""

    __tablename__ = "daily_round"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    done_for: Mapped[date | None]  # the last day it was done for
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # a process is doing it now


class Incident(Base):
    """A job out of attempts, or a step the engine could not finish: an operator looks, mends, retries."""

    __tablename__ = "incident"
    __table_args__ = (Index("incident_open", "resolved_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("process_instance.id"))
    activity_id: Mapped[str]
    topic: Mapped[str]
    error: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by: Mapped[str | None]
    resolution: Mapped[str | None] = mapped_column(String(60))  # "opnieuw", or how it was handled otherwise
    reason: Mapped[str | None] = mapped_column(String(500))  # why, in the words of who did it
    job: Mapped[Job] = relationship()


class Subscription(Base):
    """An element of a case that waits for a message or a signal."""

    __tablename__ = "subscription"
    __table_args__ = (
        Index("subscription_message", "instance_id", "message"),
        Index("subscription_name", "message", "kind"),  # who, of all cases, waits for a signal
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"))
    spiff_task_id: Mapped[str] = mapped_column(String(200))  # for an event subprocess: `<workflow>/<name>`
    message: Mapped[str]
    kind: Mapped[str] = mapped_column(String(10), default="message", server_default="message")  # or "signal"
    correlation: Mapped[str | None]  # what the message must carry to be meant for this element
    process_key: Mapped[str]
    activity_id: Mapped[str]


class HistoricActivity(Base):
    """A row: this happened, then, by whom. Only ever added to."""

    __tablename__ = "historic_activity"
    __table_args__ = (Index("history_instance", "instance_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"))
    process_key: Mapped[str]
    activity_id: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(String(30))  # userTask, endEvent, message, note, ...
    state: Mapped[str] = mapped_column(String(20))  # started, completed, cancelled
    step: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str | None]  # user key; None: the machine
    detail: Mapped[str] = mapped_column(default="")  # a reason or outcome, never person data
