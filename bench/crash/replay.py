"""Every case once more, in memory and without a kill, from its recorded inputs; and held against the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.crash import journal
from bench.crash.journal import Given
from engine import definitions, progress, runtime, values
from engine.models import (
    HistoricActivity,
    InstanceState,
    Job,
    JobState,
    ProcessInstance,
    Subscription,
    Task,
    TaskState,
)
from engine.runtime import Definitions, DueTimer, Happened, OpenTask, ServiceCall, StepResult

AT_WORK = (JobState.OPEN, JobState.HELD, JobState.INCIDENT)
STEPS: dict[str, Callable[..., StepResult]] = {
    "complete": runtime.complete,
    "throw": runtime.throw,
    "send": runtime.send,
    "tick": runtime.tick,
}


@dataclass
class Played:
    """A case as its inputs make it."""

    definitions: Definitions
    last: StepResult | None = None
    inputs: list[Given] = field(default_factory=list)
    tasks: dict[str, OpenTask] = field(default_factory=dict)
    calls: dict[str, ServiceCall] = field(default_factory=dict)
    history: list[Happened] = field(default_factory=list)
    changed: bool = True

    def take(self, given: Given) -> None:
        journal.seed(given.data)
        if self.last is None:
            result = runtime.start(self.definitions, *given.arguments, now=given.now)
        else:
            act = STEPS[given.step]
            result = act(self.definitions, self.last.snapshot, self.last.scopes, *given.arguments, now=given.now)
        self.tasks = {t.spiff_task_id: t for t in (*self.tasks.values(), *result.new_tasks)}
        self.calls = {c.spiff_task_id: c for c in (*self.calls.values(), *result.new_calls)}
        self.history += result.history
        self.inputs.append(given)
        self.last, self.changed = result, True

    @property
    def open_tasks(self) -> dict[str, OpenTask]:
        return {key: task for key, task in self.tasks.items() if self.last and key in self.last.open_ids}

    @property
    def open_calls(self) -> dict[str, ServiceCall]:
        return {key: call for key, call in self.calls.items() if self.last and key in self.last.open_ids}


class Replay:
    """All cases of an installation, played along as their inputs come in."""

    def __init__(self) -> None:
        self.cases: dict[int, Played] = {}
        self.taken: set[int] = set()

    def follow(self, session: Session, *, everything: bool = False) -> list[str]:
        """Play the inputs that are new, and hold every case that moved (or all) against its rows; what differs."""
        wrong = []
        for given in journal.read(session, without=self.taken):
            self.taken.add(given.number)
            try:
                self._case(session, given.instance_id).take(given)
            except runtime.NotWaiting as error:
                wrong.append(f"case {given.instance_id}: {given.step} was taken, but {error}")
        for instance_id, case in self.cases.items():
            if case.changed or everything:
                case.changed = False
                wrong += [f"case {instance_id}: {each}" for each in differences(session, instance_id, case)]
        return wrong

    def _case(self, session: Session, instance_id: int) -> Played:
        if instance_id not in self.cases:
            version_id = session.get_one(ProcessInstance, instance_id).version_id
            self.cases[instance_id] = Played(definitions.content_of(session, version_id).definitions)
        return self.cases[instance_id]


def differences(session: Session, instance_id: int, case: Played) -> Iterator[str]:
    """Where the tables do not say what the replay says: tokens, variables, work, history, outcome."""
    instance = session.get_one(ProcessInstance, instance_id, populate_existing=True)
    result = case.last
    if result is None:
        yield "has no start"
        return
    pairs = {
        "state": (instance.state is InstanceState.COMPLETED, result.completed),
        "end": (instance.end_activity_id, result.end_activity_id),
        "tokens": (_timeless(instance.snapshot), _timeless(result.snapshot)),
        "variables": (progress.look(session, instance).scopes, {k: v for k, v in result.scopes.items() if v}),
        "open tasks": (_tasks(session, instance_id), sorted(map(_shown, case.open_tasks.values()))),
        "calls": (_calls(session, instance_id), sorted((k, c.topic) for k, c in case.open_calls.items())),
        "timers": (_timers(session, instance_id), sorted(map(_due, result.timers))),
        "messages": (_messages(session, instance_id), sorted((a.spiff_task_id, a.message) for a in result.awaited)),
        "history": (_history(session, instance_id), [_row(each) for each in case.history]),
    }  # fmt: skip
    for name, (stored, replayed) in pairs.items():
        if stored != replayed:
            yield f"{name} differ: the tables have {_first(stored, replayed)}, the replay {_first(replayed, stored)}"


def _first(these: Any, those: Any) -> Any:
    """Of two lists only what the other does not have: the rest says nothing."""
    return [each for each in these if each not in those] if isinstance(these, list) else these


def _timeless(snapshot: bytes) -> Any:
    """The tokens without the moments the library writes beside them: those are of the machine's own clock."""
    state = values.loads(snapshot)
    rows = [*state["tasks"], *(row for each in state["inner"] for row in each[4])]
    for row in rows:
        if isinstance(row[4], float):
            row[4] = None
    return state


def _due(timer: DueTimer) -> tuple[Any, ...]:
    return timer.spiff_task_id, timer.activity_id, timer.due_at


def _shown(task: OpenTask) -> tuple[Any, ...]:
    return task.spiff_task_id, task.activity_id, task.name, task.form_key or "", str(task.due_at), task.priority


def _tasks(session: Session, instance_id: int) -> list[tuple[Any, ...]]:
    found = session.scalars(select(Task).where(Task.instance_id == instance_id, Task.state == TaskState.OPEN))
    return sorted((t.spiff_task_id, t.activity_id, t.name, t.form_key or "", str(t.due_at), t.priority) for t in found)


def _calls(session: Session, instance_id: int) -> list[tuple[Any, ...]]:
    rows = select(Job.spiff_task_id, Job.topic).where(Job.instance_id == instance_id, Job.state.in_(AT_WORK))
    return sorted(tuple(row) for row in session.execute(rows.where(Job.kind == progress.HANDLER)))


def _timers(session: Session, instance_id: int) -> list[tuple[Any, ...]]:
    rows = select(Job.spiff_task_id, Job.activity_id, Job.due_at)
    mine = rows.where(Job.instance_id == instance_id, Job.state.in_(AT_WORK), Job.kind == progress.TIMER)
    return sorted(tuple(row) for row in session.execute(mine))


def _messages(session: Session, instance_id: int) -> list[tuple[Any, ...]]:
    rows = select(Subscription.spiff_task_id, Subscription.message).where(Subscription.instance_id == instance_id)
    return sorted(tuple(row) for row in session.execute(rows))


def _history(session: Session, instance_id: int) -> list[tuple[Any, ...]]:
    mine = HistoricActivity.instance_id == instance_id, HistoricActivity.process_key != ""
    return [_row(row) for row in session.scalars(select(HistoricActivity).where(*mine).order_by(HistoricActivity.id))]


def _row(each: HistoricActivity | Happened) -> tuple[Any, ...]:
    return each.process_key, each.activity_id, each.kind, each.state, each.step, each.detail
