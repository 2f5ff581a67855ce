"""The case of a sandbox as one value to look at, when the session is gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from engine import definitions, progress, runtime, tasks, values
from engine.models import HistoricActivity, InstanceState, Job, JobState, ProcessInstance, Subscription, Task
from engine.scenarios import asking, clock
from engine.scenarios.outcome import Awaited, Line, OpenTask, Outcome, Place, Problem, Waiting
from engine.scenarios.sandbox import Sandbox

_STANDING = (JobState.OPEN, JobState.INCIDENT, JobState.HELD)


def number(box: Sandbox, step: int) -> None:
    """The lines of history that were added since belong to this step."""
    query = select(HistoricActivity.id).order_by(HistoricActivity.id.desc()).limit(1)
    last = box.session.scalar(query) or 0
    box.numbers.extend([step] * (last - box.seen))
    box.seen = last


def look(box: Sandbox, problems: tuple[Problem, ...], done: int, *, full: bool) -> Outcome:
    if box.instance_id is None:
        return Outcome(problems, done, box.now, False, False, "", (), (), (), (), {}, (), ())
    instance = box.session.get_one(ProcessInstance, box.instance_id)
    number(box, done + 1)
    tokens = _tokens(box, instance)
    return Outcome(
        problems=problems,
        done=done,
        now=box.now,
        started=True,
        completed=instance.state is not InstanceState.ACTIVE,
        end=instance.end_activity_id or "",
        tasks=tuple(_task(box, each, full) for each in tasks.of_instance(box.session, instance.id)),
        awaited=_awaited(box),
        waiting=_waiting(box),
        places=tuple(dict.fromkeys(Place(each.process_key, each.activity_id) for each in tokens)),
        scopes=_scopes(box, tokens),
        history=_history(box),
        went=tuple(box.went),
    )


def _task(box: Sandbox, task: Task, full: bool) -> OpenTask:
    return OpenTask(
        id=task.id,
        process=task.process_key,
        element=task.activity_id,
        name=task.name,
        step=task.step,
        form_key=task.form_key,
        groups=tuple(sorted(each.group_key for each in task.candidates)),
        due_at=task.due_at,
        variables=tasks.context(box.session, task, now=box.now) if full else {},
    )


def _awaited(box: Sandbox) -> tuple[Awaited, ...]:
    rows = box.session.scalars(select(Subscription).order_by(Subscription.id))
    return tuple(Awaited(r.kind, r.message, r.process_key, r.activity_id, _meant(r.correlation)) for r in rows)


def _meant(key: str | None) -> Any:
    """What a message must carry, from the text under which the engine keeps it."""
    return None if key is None else values.loads(key)


def _waiting(box: Sandbox) -> tuple[Waiting, ...]:
    query = select(Job).where(Job.state.in_(_STANDING), Job.kind.in_((progress.TIMER, progress.HANDLER)))
    return tuple(
        Waiting(
            kind=job.kind,
            element=job.activity_id,
            topic=job.topic,
            due_at=job.due_at,
            attempts=job.attempts,
            error=job.error or "",
            late=clock.is_late(box, job),
            incident=job.state is JobState.INCIDENT,
            inputs=values.loads(job.payload),
        )
        for job in box.session.scalars(query.order_by(Job.due_at, Job.id))
    )


def _tokens(box: Sandbox, instance: ProcessInstance) -> tuple[runtime.Token, ...]:
    if instance.state is not InstanceState.ACTIVE:
        return ()
    content = definitions.content_of(box.session, instance.version_id)
    scopes = progress.look(box.session, instance).scopes
    return runtime.tokens(content.definitions, instance.snapshot, scopes, now=box.now)


def _scopes(box: Sandbox, tokens: Sequence[runtime.Token]) -> dict[str, dict[str, Any]]:
    """By the element that has them, for the engine's own ids say nothing; of a repetition numbered."""
    names = {each.spiff_task_id: each.activity_id for each in tokens}
    found: dict[str, dict[str, Any]] = {}
    for scope, variables in asking.variables(box).items():
        name = number = names.get(scope, "")
        for count in range(2, len(found) + 2):
            if number not in found:
                break
            number = f"{name} ({count})"
        found[number] = variables
    return found


def _history(box: Sandbox) -> tuple[Line, ...]:
    rows = box.session.scalars(select(HistoricActivity).order_by(HistoricActivity.id))
    return tuple(
        Line(
            number=step,
            at=row.at,
            process=row.process_key,
            element=row.activity_id,
            name=row.name,
            kind=row.kind,
            state=row.state,
            detail=row.detail,
            by=(row.by or "").removeprefix("rol-"),
        )
        for step, row in zip(box.numbers, rows, strict=True)
    )
