"""Walks that a designer is making: the steps so far, kept with the draft; thrown away with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.db import Base, UtcDateTime
from engine.draft_tables import PackageDraft
from engine.errors import Invalid, NotFound
from engine.scenarios import reading
from engine.scenarios.model import Scenario, Step

MOST = 200  # of one draft


class PackageWalk(Base):
    """A try-out of a draft: its steps, from which all else is worked out anew. No case, and nothing of one."""

    __tablename__ = "package_walk"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("package_draft.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(100))
    scenario: Mapped[bytes] = mapped_column(LargeBinary)  # as it would stand in a file of the package
    made_of: Mapped[str | None] = mapped_column(String(200))  # the path of the scenario it was opened from
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WalkNotFound(NotFound):
    def __init__(self, walk_id: int) -> None:
        super().__init__(f"No walk {walk_id}")


def begin(
    session: Session, draft: PackageDraft, scenario: Scenario, *, by: str, now: datetime, made_of: str | None = None
) -> PackageWalk:
    """A new walk; `made_of` is the file of the scenario that it goes on from."""
    if len(listed(session, draft)) >= MOST:
        raise Invalid(f"Een ontwerp heeft hoogstens {MOST} wandelingen. Gooi er eerst een weg.")
    walk = PackageWalk(
        draft_id=draft.id,
        title=scenario.title[:100],
        scenario=reading.write(scenario),
        made_of=made_of,
        created_at=now,
        created_by=by,
        changed_at=now,
    )
    session.add(walk)
    session.flush()  # its address carries the id
    return walk


def get(session: Session, draft: PackageDraft, walk_id: int, *, to_change: bool = False) -> PackageWalk:
    """A walk of this draft; locked when somebody is about to take a step."""
    query = select(PackageWalk).where(PackageWalk.id == walk_id, PackageWalk.draft_id == draft.id)
    found = session.scalars(query.with_for_update() if to_change else query).one_or_none()
    if found is None:
        raise WalkNotFound(walk_id)
    return found


def listed(session: Session, draft: PackageDraft) -> list[PackageWalk]:
    """The walks of a draft, the newest first."""
    query = select(PackageWalk).where(PackageWalk.draft_id == draft.id)
    return list(session.scalars(query.order_by(PackageWalk.id.desc())))


def scenario_of(walk: PackageWalk) -> Scenario:
    return replace(reading.read(walk.scenario), title=walk.title)


def keep(walk: PackageWalk, steps: Sequence[Step], *, now: datetime) -> None:
    """From now on the walk is these steps."""
    if len(steps) > reading.LONGEST:
        raise Invalid(f"Een wandeling heeft hoogstens {reading.LONGEST} stappen.")
    walk.scenario = reading.write(replace(scenario_of(walk), steps=tuple(steps)))
    walk.changed_at = now


def forget(session: Session, walk: PackageWalk) -> None:
    session.delete(walk)
