"""The tables of a migration: what goes where, and how it went for each case."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.db import Base, UtcDateTime
from engine.models import PackageVersion, ProcessInstance


class CaseState(Enum):
    NEW = "new"  # nobody looked yet
    CAN = "can"
    CANNOT = "cannot"  # the note says why
    TO_MOVE = "to_move"  # its job waits
    MOVED = "moved"
    TO_UNDO = "to_undo"  # its job waits
    UNDONE = "undone"


class Migration(Base):
    """The cases of one version are to go to another: how, by whom and why."""

    __tablename__ = "migration"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_version_id: Mapped[int] = mapped_column(ForeignKey("package_version.id"))
    to_version_id: Mapped[int] = mapped_column(ForeignKey("package_version.id"))
    mapping: Mapped[bytes] = mapped_column(LargeBinary)  # engine.values: process -> old element -> new, or null
    recompute: Mapped[bool]  # timers get the term of the new version, instead of keeping their moment
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str]
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    from_version: Mapped[PackageVersion] = relationship(foreign_keys=[from_version_id])
    to_version: Mapped[PackageVersion] = relationship(foreign_keys=[to_version_id])


class MigrationCase(Base):
    """One case in a migration, with what it takes to go back."""

    __tablename__ = "migration_case"
    __table_args__ = (
        UniqueConstraint("migration_id", "instance_id"),
        Index("migration_case_state", "migration_id", "state", "id"),
        Index("migration_case_instance", "instance_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    migration_id: Mapped[int] = mapped_column(ForeignKey("migration.id"))
    instance_id: Mapped[int] = mapped_column(ForeignKey("process_instance.id"))
    state: Mapped[CaseState] = mapped_column(default=CaseState.NEW)
    note: Mapped[str] = mapped_column(default="")  # which elements stand in the way, or what to know; never a value
    revision: Mapped[int | None]  # of the case just after it moved: as long as it has this, it can go back
    kept: Mapped[bytes | None] = mapped_column(LargeBinary)  # the state before, until there is no way back
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    migration: Mapped[Migration] = relationship()
    instance: Mapped[ProcessInstance] = relationship()
