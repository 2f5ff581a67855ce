"""The group and decision layer of a dossier: kept for the archive term, then destroyed after a person said so.

Names go earlier, by their own term (retention.py). What stays for good: that there was a case, who took part in it,
the certificates, and the sealed log of who looked at what. Everything else of the case goes: forms, decisions,
documents, actions, scores, contributions, history.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Table, delete, func, or_, select
from sqlalchemy.orm import Session

from dossier import destruction, retention, telling, users
from dossier.destruction import Destruction
from dossier.groups import Groep, GroepSignal
from dossier.looks import VaultLook
from dossier.privacy import today
from dossier.retention import ArchiveConfirmation
from dossier.vault import VaultRecord
from engine import access, jobs
from engine.access import Participant
from engine.db import Base
from engine.errors import Conflict
from engine.models import InstanceState, ProcessInstance

DESTROY = "bewaren.archief_vernietigen"
GONE = "Vernietigd dossier"
EMPTY = b""
KEPT = frozenset(
    each.__tablename__ for each in (Destruction, ArchiveConfirmation, VaultLook, Participant, ProcessInstance)
)


class NotYet(Conflict):
    """The archive term is not over, nobody filled it in, names are still there, or the case runs."""

    def __init__(self, instance_id: int) -> None:
        self.instance_id = instance_id
        super().__init__(f"The archive term of case {instance_id} is not over")


def is_due(session: Session, instance: ProcessInstance, *, now: datetime) -> bool:
    """Whether the rest of the dossier may go: its term is over and no names are left."""
    found = retention.standing(session, instance)
    until = found.archive_until
    return until is not None and until <= today(now) and not found.sealed and not is_gone(session, instance.id)


def is_gone(session: Session, instance_id: int) -> bool:
    query = select(Destruction.id).where(Destruction.instance_id == instance_id, Destruction.category == "dossier")
    return session.scalar(query.limit(1)) is not None


def confirmation(session: Session, instance_id: int) -> ArchiveConfirmation | None:
    return session.get(ArchiveConfirmation, instance_id)


def confirm(session: Session, instance: ProcessInstance, *, reason: str, by: str, now: datetime) -> None:
    """A person says the dossier may go; a job destroys it. Saying it twice is once."""
    if instance.state is InstanceState.ACTIVE or not is_due(session, instance, now=now):
        raise NotYet(instance.id)
    if confirmation(session, instance.id) is not None:
        return
    session.add(ArchiveConfirmation(instance_id=instance.id, reason=reason[:500], at=now, by=by))
    # The job is not one of the case: it outlives what it destroys.
    jobs.add(session, kind=retention.JOB, topic=DESTROY, payload={"zaak": instance.id}, due_at=now, now=now)


def destroy(session: Session, instance_id: int, *, now: datetime) -> Destruction | None:
    """Destroy what is left of a case; None when nobody said so, or it was done before."""
    instance = session.get_one(ProcessInstance, instance_id, with_for_update=True, populate_existing=True)
    said = confirmation(session, instance_id)
    if said is None or is_gone(session, instance_id) or not is_due(session, instance, now=now):
        return None
    counted = _remove(session, instance_id)
    certificate = Destruction(
        instance_id=instance_id,
        category="dossier",
        records=sum(counted.values()),
        categories=counted,
        reason="De archieftermijn is voorbij, en een mens ging akkoord",
        by=said.by,
        removed_at=now,
        digest=destruction.digest_of(f"{table}:{count}" for table, count in counted.items()),
        documented_at=now,  # the certificate is this row: a document would be a new piece in an empty dossier
    )
    session.add(certificate)
    _forget(session, instance)
    session.flush()  # the round reads it
    return certificate


def notify(session: Session, *, now: datetime) -> int:
    """Daily: tell the privacy officers and the regisseurs of the case, each month again, that the term is over."""
    told = 0
    ended = select(ProcessInstance).where(ProcessInstance.state != InstanceState.ACTIVE).order_by(ProcessInstance.id)
    for instance in session.scalars(ended):
        if confirmation(session, instance.id) is not None or not is_due(session, instance, now=now):
            continue
        text = f"De archieftermijn van zaak {instance.id} is voorbij. Beslis of het dossier weg mag."
        origin = f"archief-{instance.id}-{today(now):%Y%m}"
        for key in _readers(session, instance.id):
            told += telling.tell(
                session, key, text, origin=origin, now=now, instance_id=_linked(session, key, instance)
            )
    return told


def _readers(session: Session, instance_id: int) -> list[str]:
    officers = [person.key for person in users.with_role(session, "privacy_officer")]
    regisseurs = [
        person.key
        for person in users.with_role(session, "procesregisseur")
        if access.takes_part(session, users.actor(session, person), instance_id)
    ]
    return list(dict.fromkeys(officers + regisseurs))


def _linked(session: Session, user_key: str, instance: ProcessInstance) -> int | None:
    user = users.find(session, user_key)
    takes_part = user is not None and access.takes_part(session, users.actor(session, user), instance.id)
    return instance.id if takes_part else None


def _remove(session: Session, instance_id: int) -> dict[str, int]:
    """Everything that hangs under the case, the leaves first; how many rows of each table."""
    counted = {}
    sealed = select(VaultRecord).where(VaultRecord.instance_id == instance_id)
    if records := list(session.scalars(sealed)):
        counted[VaultRecord.__tablename__] = len(records)
        destruction.remove(session, records)  # with their keys
    for table in reversed(Base.metadata.sorted_tables):
        of_case = None if table.name in KEPT else _of_case(table, instance_id, frozenset())
        if of_case is None:
            continue
        found = session.scalar(select(func.count()).select_from(table).where(of_case)) or 0
        if found:
            session.execute(delete(table).where(of_case))
            counted[table.name] = found
    session.expire_all()
    return counted


def _of_case(table: Table, instance_id: int, seen: frozenset[str]) -> ColumnElement[bool] | None:
    """Which rows of a table belong to a case: by their own column, or by the row they hang under."""
    ways: list[ColumnElement[bool]] = []
    for column in table.columns:
        for key in column.foreign_keys:
            parent = key.column.table
            if parent is ProcessInstance.__table__:
                ways.append(column == instance_id)
            elif parent.name not in KEPT | seen | {table.name}:
                above = _of_case(parent, instance_id, seen | {table.name})
                if above is not None:
                    ways.append(column.in_(select(key.column).where(above)))
    return or_(*ways) if ways else None


def _forget(session: Session, instance: ProcessInstance) -> None:
    """The row of the case stays as a number; its group goes when no other case is about it."""
    others = select(ProcessInstance.id).where(
        ProcessInstance.business_key == instance.business_key, ProcessInstance.id != instance.id
    )
    alone = session.scalar(others.limit(1)) is None
    head, _, number = instance.business_key.partition("-")
    if alone and head == "groep" and number.isdecimal():
        session.execute(delete(GroepSignal).where(GroepSignal.groep_id == int(number)))
        session.execute(delete(Groep).where(Groep.id == int(number)))
    instance.title, instance.business_key, instance.snapshot = GONE, "", EMPTY
