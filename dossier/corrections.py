"""What a value of a case was before somebody mended it: kept beside the case, and gone with it.

Only values that stand in the case itself are mended, so no person data of the vault comes here. Whoever mends because
person data was typed where it does not belong says so, and then nothing of the old value is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from dossier import groups, steering
from engine import instances, values
from engine.access import Actor
from engine.db import Base, UtcDateTime
from engine.errors import Conflict, Invalid
from engine.models import ProcessInstance
from engine.operations import correcting, deeds
from engine.operations.deeds import Deed
from engine.registry import Catalogue

ALIAS, AREA = "groep_alias", "gebied"
OF_GROUP = (ALIAS, AREA)  # stand in the row of the group, and in the case as variables
LONGEST = 100  # of both, as the columns are


class Correction(Base):
    """One value that was mended."""

    __tablename__ = "correction"
    __table_args__ = (Index("correction_instance", "instance_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"))
    name: Mapped[str] = mapped_column(String(200))
    before: Mapped[bytes | None] = mapped_column(LargeBinary)  # engine.values; None: must not be kept
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(40))


class ValueChanged(Conflict):
    """Somebody else, or the process, gave the value another content since this person looked."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name} changed since it was shown")


class TooLong(Invalid):
    def __init__(self) -> None:
        super().__init__(f"Gebruik hooguit {LONGEST} tekens")


def mendable(session: Session, instance: ProcessInstance, catalogue: Catalogue) -> dict[str, Any]:
    """What may be mended: of the group first, then the values of the case."""
    groep = groups.find(session, instance.business_key)
    of_group = {ALIAS: groep.alias, AREA: groep.area} if groep is not None else {}
    return {**of_group, **correcting.correctable(session, instance.id, catalogue)}


def mark(value: Any) -> str:
    """What a page sends back to say which value it showed."""
    return sha256(values.dumps(value)).hexdigest()[:16]


def mend(
    session: Session,
    instance: ProcessInstance,
    name: str,
    value: Any,
    *,
    seen: str,
    keep: bool,
    reason: str,
    by: Actor,
    now: datetime,
    catalogue: Catalogue,
) -> None:
    """Put another value in the place of one that was shown; `keep` is no where the old one holds person data."""
    steering.require_regisseur(session, by, instance.id)
    deeds.locked(session, instance.id)
    before = mendable(session, instance, catalogue).get(name)
    if mark(before) != seen:
        raise ValueChanged(name)
    if name in OF_GROUP:
        _rename(session, instance, name, value)
        session.flush()  # the engine reads the case anew, under its lock
    if name in instances.variables(session, instance.id):
        steering.correct(
            session, instance.id, name, value, reason=reason, by=by, now=now, catalogue=catalogue, recorded=OF_GROUP
        )
    else:  # a case that began from another case knows its group, and has no variable of that name
        deeds.note(
            session, instance.id, Deed.CORRECTED, reason=deeds.given(reason), by=by.user_key, now=now, about=name
        )
    if not keep:
        of_name = (Correction.instance_id == instance.id, Correction.name == name)
        session.execute(update(Correction).where(*of_name).values(before=None))
    kept = values.dumps(before) if keep else None
    session.add(Correction(instance_id=instance.id, name=name, before=kept, reason=reason, at=now, by=by.user_key))


def _rename(session: Session, instance: ProcessInstance, name: str, value: Any) -> None:
    """The row of the group, and the title that its case goes by."""
    groep = groups.find(session, instance.business_key)
    if groep is None or not isinstance(value, str):
        raise correcting.CannotCorrect(name)
    if len(value) > LONGEST:
        raise TooLong
    if name == AREA:
        groep.area = value
        return
    if instance.title == groep.alias:
        instance.title = value
    groep.alias = value


def earlier(session: Session, instance_id: int, *, page: int, size: int) -> Sequence[Correction]:
    """What was mended in a case, the latest first; one more than the page holds when there are more."""
    query = select(Correction).where(Correction.instance_id == instance_id).order_by(Correction.id.desc())
    return session.scalars(query.limit(size + 1).offset((page - 1) * size)).all()


def value_of(one: Correction) -> Any:
    """What stood there before; None when that must not be kept."""
    return None if one.before is None else values.loads(one.before)
