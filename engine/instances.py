"""Cases: start one, hand it a message, look at its variables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from engine import access, definitions, history, jobs, progress, runtime, signals, values
from engine.access import Actor
from engine.errors import InstanceNotFound, NobodyWaits
from engine.models import InstanceState, PackageVersion, ProcessInstance, Subscription, Variable
from engine.progress import Case, Step
from engine.registry import Catalogue


def start(
    session: Session,
    version: PackageVersion,
    variables: Mapping[str, Any],
    *,
    business_key: str,
    title: str,
    by: Actor,
    now: datetime,
    catalogue: Catalogue,
) -> ProcessInstance:
    """Begin a case on a package version; who starts it takes part in it, in the roles he holds."""
    content = definitions.content_of(session, version.id)
    result = runtime.start(content.definitions, content.process_key, variables, now=now)
    instance = ProcessInstance(
        version_id=version.id,
        process_key=content.process_key,
        business_key=business_key,
        title=title,
        snapshot=result.snapshot,
        started_at=now,
        started_by=by.user_key,
        state=InstanceState.ACTIVE,
    )
    session.add(instance)
    session.flush()  # every row of the first step names the case
    for role in sorted(by.groups - {by.organisation_key}):
        access.invite(session, instance.id, organisation_key=by.organisation_key, role=role, now=now)
    step = Step(by.user_key, now, catalogue)
    case = Case(instance, content.definitions, {}, {})
    jobs.settle(session, case, progress.apply(session, case, result, step), step)
    return instance


def get(session: Session, instance_id: int, *, by: Actor) -> ProcessInstance:
    """A case that the actor may look into; for anybody else it does not exist."""
    access.require_sight(session, by, instance_id)
    found = session.get(ProcessInstance, instance_id)
    if found is None:
        raise InstanceNotFound(instance_id)
    return found


def send_message(
    session: Session,
    instance_id: int,
    message: str,
    payload: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
    catalogue: Catalogue,
    activity_id: str | None = None,
    correlation: Any = None,
) -> None:
    """Hand a message to the element of the case that waits for it; `activity_id` chooses between several elements,
    `correlation` between several times that one element waits."""
    access.require_participant(session, by, instance_id)
    case = progress.lock(session, instance_id)
    waiting = select(Subscription).where(Subscription.instance_id == instance_id, Subscription.message == message)
    waiting = waiting.where(Subscription.kind == signals.MESSAGE)
    meant: ColumnElement[bool] = Subscription.correlation.is_(None)
    if correlation is not None:
        meant = or_(meant, Subscription.correlation == runtime.correlation_key(correlation))
    waiting = waiting.where(meant).order_by(Subscription.correlation.is_(None))  # rather who asked for it by name
    if activity_id is not None:
        waiting = waiting.where(Subscription.activity_id == activity_id)
    row = session.scalars(waiting.order_by(Subscription.id)).first()
    if row is None:
        raise NobodyWaits(message)
    result = runtime.send(
        case.definitions, case.instance.snapshot, case.scopes, row.spiff_task_id, message, payload, now=now
    )
    step = Step(by.user_key, now, catalogue)
    new = progress.apply(session, case, result, step)
    history.note(
        session, instance_id, kind="message", name=message, now=now, by=by.user_key, activity_id=row.activity_id
    )
    jobs.settle(session, case, new, step)


def messages_awaited(session: Session, instance_id: int) -> list[Subscription]:
    query = select(Subscription).where(Subscription.instance_id == instance_id, Subscription.kind == signals.MESSAGE)
    return list(session.scalars(query.order_by(Subscription.id)))


def variables(session: Session, instance_id: int) -> dict[str, Any]:
    """The variables of the case itself, without those of what it called."""
    rows = session.execute(
        select(Variable.name, Variable.value).where(Variable.instance_id == instance_id, Variable.scope_id == "")
    )
    return {row.name: values.loads(row.value) for row in rows}
