"""A database for one walk: in memory, with the tables of the engine only, gone when the walk has been looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Table, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from engine import definitions, metrics, models
from engine.access import Actor, Participant
from engine.db import Base
from engine.migration import tables as migration_tables
from engine.models import Package, PackageVersion
from engine.packages.content import PackageContent
from engine.registry import Catalogue
from engine.runtime import Went
from engine.scenarios import machines
from engine.scenarios.machines import Plans

PLAYER, LEADER = "proefdraaier", "spelleider"  # who starts the case, and the role in which he takes part in it
GIVEN = {"groep": "groep-1", "groep_alias": "Proefgroep", "gebied": "Voorbeeldwijk", "melder": "procesregisseur"}
_MODULES = {models.__name__, migration_tables.__name__, Participant.__module__}


@dataclass
class Sandbox:
    """One case of one package, with a clock of its own."""

    session: Session
    content: PackageContent
    catalogue: Catalogue
    plans: Plans
    version: PackageVersion
    now: datetime
    instance_id: int | None = None
    went: list[tuple[int, Went]] = field(default_factory=list)  # with the number of the step
    target: datetime | None = None  # the moment that the clock is moving to
    numbers: list[int] = field(default_factory=list)  # of each line of history, its step
    seen: int = 0  # the last line of history that has one

    def actor(self, group: str = PLAYER) -> Actor:
        """Somebody of a group; every group is an organisation of its own."""
        own = {LEADER} if group == PLAYER else set()
        return Actor(f"rol-{group}", group, frozenset({group} | own))


@contextmanager
def opened(content: PackageContent, catalogue: Catalogue, *, begin: datetime) -> Iterator[Sandbox]:
    """A sandbox in which the package is published, unchecked: a draft with findings can still be tried."""
    engine = _engine()
    plans = Plans()
    try:
        with metrics.quietly(), Session(engine) as session:
            session.info[definitions.OWN] = content
            yield Sandbox(
                session=session,
                content=content,
                catalogue=machines.catalogue(catalogue, plans),
                plans=plans,
                version=_published(session, content, begin),
                now=begin,
            )
            session.rollback()
    finally:
        engine.dispose()


def _engine() -> Engine:
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN would end our savepoints

    @event.listens_for(engine, "begin")
    def begun(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    Base.metadata.create_all(engine, tables=_tables())
    return engine


def _tables() -> list[Table]:
    found = [mapper.local_table for mapper in Base.registry.mappers if mapper.class_.__module__ in _MODULES]
    return [table for table in found if isinstance(table, Table)]


def _published(session: Session, content: PackageContent, now: datetime) -> PackageVersion:
    package = Package(name=content.name, title=content.title)
    version = PackageVersion(
        package=package, number=1, digest=content.digest, origin=None, published_at=now, published_by=PLAYER
    )
    session.add(version)
    session.flush()
    return version


def start_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a case begins with: what the start form gave, on top of what the installation itself gives."""
    return {**GIVEN, **values}
