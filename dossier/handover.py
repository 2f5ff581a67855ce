"""A coordinator hands a case to another procesregisseur, without seeing what the case is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossier import membership, reasons, telling, users
from dossier.users import User
from engine import access, history, tasks
from engine.access import Actor, Participant
from engine.errors import Forbidden, InstanceEnded, InstanceNotFound, Invalid
from engine.models import InstanceState, ProcessInstance, Task, TaskState

COORDINATOR = "coordinator"
REGISSEUR = "procesregisseur"
SHORTEST_REASON = 10
PAGE_SIZE = 25


class HandoverRefused(Invalid, told=True):
    """Not to this person; the text is for who chose."""


@dataclass(frozen=True)
class Line:
    """What a coordinator may know of a case: its number, how far it is, whose it is; no title and no group."""

    instance_id: int
    step: int | None
    started_at: datetime
    regisseurs: tuple[str, ...]


def open_cases(session: Session, *, by: Actor, page: int = 1) -> list[Line]:
    """The cases that run, the oldest first; one more than a page, to know whether there is a next."""
    _require_coordinator(by)
    query = (
        select(ProcessInstance.id, ProcessInstance.step, ProcessInstance.started_at)
        .where(ProcessInstance.state == InstanceState.ACTIVE)
        .order_by(ProcessInstance.id)
        .limit(PAGE_SIZE + 1)
        .offset((page - 1) * PAGE_SIZE)
    )
    return [_line(session, *row) for row in session.execute(query)]


def one(session: Session, instance_id: int, *, by: Actor) -> Line:
    """One case that runs; one that does not exist and one that has ended are both no longer to be handed over."""
    _require_coordinator(by)
    found = session.execute(
        select(ProcessInstance.id, ProcessInstance.step, ProcessInstance.started_at).where(
            ProcessInstance.id == instance_id, ProcessInstance.state == InstanceState.ACTIVE
        )
    ).one_or_none()
    if found is None:
        raise InstanceNotFound(instance_id)
    return _line(session, *found)


def _line(session: Session, instance_id: int, step: int | None, started_at: datetime) -> Line:
    people = membership.people(session, instance_id, REGISSEUR)
    return Line(instance_id, step, started_at, tuple(person.name for person in people))


def choices(session: Session, instance_id: int) -> list[User]:
    """Who could become the procesregisseur of this case: everybody with that role, but who has it alone now."""
    now_there = membership.people(session, instance_id, REGISSEUR)
    alone = {now_there[0].id} if len(now_there) == 1 else set()
    return [user for user in users.with_role(session, REGISSEUR) if user.id not in alone and user.organisation.active]


def hand_over(session: Session, instance_id: int, *, to: str, reason: str, by: Actor, now: datetime) -> None:
    """From now on `to` is the one procesregisseur of the case; who was, sees it no more in that role."""
    _require_coordinator(by)
    reason = reasons.require(reason, shortest=SHORTEST_REASON)
    instance = session.get(ProcessInstance, instance_id, with_for_update={"key_share": True}, populate_existing=True)
    if instance is None:
        raise InstanceNotFound(instance_id)
    if instance.state is not InstanceState.ACTIVE:
        raise InstanceEnded(instance_id)
    receiver = next((user for user in choices(session, instance_id) if user.key == to), None)
    if receiver is None:
        raise HandoverRefused("Kies een andere procesregisseur, een met een actief account.")

    left = [person for person in membership.people(session, instance_id, REGISSEUR) if person.id != receiver.id]
    _change(session, instance_id, receiver, now)
    for person in left:
        _let_go(session, instance_id, users.actor(session, person), receiver)
    name = f"Overgedragen aan {receiver.name}"
    history.note(session, instance_id, kind="handover", name=name, detail=reason, by=by.user_key, now=now)
    _tell(session, instance_id, left, receiver, now)


def _require_coordinator(by: Actor) -> None:
    if COORDINATOR not in by.groups:
        raise Forbidden("Needs the role coordinator")


def _change(session: Session, instance_id: int, receiver: User, now: datetime) -> None:
    """End who had the role; it becomes one person's, so that no later step gives it to his whole organisation."""
    held = select(Participant).where(
        Participant.instance_id == instance_id, Participant.role == REGISSEUR, Participant.until.is_(None)
    )
    for participant in session.scalars(held):
        participant.until = now
    session.flush()  # the invitation must not find them
    organisation = receiver.organisation.key
    access.invite(session, instance_id, organisation_key=organisation, role=REGISSEUR, user_key=receiver.key, now=now)


def _let_go(session: Session, instance_id: int, old: Actor, receiver: User) -> None:
    """The tasks that he held and may do no longer: back to their group, or to the new one when they have none."""
    held = select(Task).where(
        Task.instance_id == instance_id, Task.state == TaskState.OPEN, Task.assignee == old.user_key
    )
    there = access.takes_part(session, old, instance_id)  # perhaps in another role
    for task in session.scalars(held.with_for_update()):
        if there and task.candidates and tasks.may_do(task, old):
            continue
        task.assignee = None if task.candidates else receiver.key


def _tell(session: Session, instance_id: int, left: list[User], receiver: User, now: datetime) -> None:
    """The new one with the case; the old ones without, for it is not theirs to open any more."""
    origin = f"overdracht-{instance_id}-{now:%Y%m%d%H%M%S}"
    text = f"Zaak {instance_id} is aan u overgedragen. U bent nu de procesregisseur."
    telling.tell(session, receiver.key, text, origin=origin, now=now, instance_id=instance_id)
    for person in left:
        text = f"Zaak {instance_id} is overgedragen aan een andere procesregisseur."
        telling.tell(session, person.key, text, origin=origin, now=now)
