"""Plain statements beside the objects: a step writes a few small rows, and flushing objects costs ten times as much.

What is written here is written at once; objects of the session that stand for the same rows follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Delete, Insert, Table, Update, bindparam, delete, insert, inspect, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.dml import ReturningInsert

from engine.db import Base
from engine.errors import ChangedMeanwhile

Row = Mapping[str, Any]


def add(session: Session, model: type[Base], rows: Sequence[Row]) -> None:
    """Add rows, all with the same columns."""
    if rows:
        session.execute(_insert(model), rows)


def add_with_ids(session: Session, model: type[Base], rows: Sequence[Row]) -> list[int]:
    """Add rows and tell their ids, in the same order."""
    return list(session.scalars(_insert_returning(model), rows)) if rows else []


def save(session: Session, row: Base, **changes: Any) -> None:
    """Write columns of a row; one that carries a revision must still have the one that was read."""
    key: dict[str, Any] = {"this": row.id}  # type: ignore[attr-defined]
    revision = _revision(type(row))
    if revision is not None:
        key["read"] = getattr(row, revision)
        changes[revision] = key["read"] + 1
    written = session.execute(_update(type(row)), {**key, **changes})
    if written.rowcount != 1:  # type: ignore[attr-defined]
        raise ChangedMeanwhile
    _follow(row, changes)


def save_all(session: Session, model: type[Base], ids: Iterable[int], **changes: Any) -> None:
    """Write the same columns of several rows."""
    these = list(ids)
    if not these:
        return
    session.execute(_update_several(model), {"these": these, **changes})
    for each in these:
        known = session.identity_map.get(identity_key(model, each))
        if known is not None:
            _follow(known, changes)


def remove(session: Session, model: type[Base], ids: Iterable[int]) -> None:
    these = list(ids)
    if these:
        session.execute(_delete(model), {"these": these})


def _follow(row: Base, changes: Row) -> None:
    for name, value in changes.items():
        set_committed_value(row, name, value)


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


# Built once: putting a statement together takes longer than having it carried out. Which columns are written follows
# from the parameters.


@cache
def _insert(model: type[Base]) -> Insert:
    return insert(_table(model))


@cache
def _insert_returning(model: type[Base]) -> ReturningInsert[tuple[int]]:
    table = _table(model)
    return insert(table).returning(table.c.id, sort_by_parameter_order=True)


@cache
def _revision(model: type[Base]) -> str | None:
    column = inspect(model).version_id_col
    return None if column is None else column.key


@cache
def _update(model: type[Base]) -> Update:
    table, revision = _table(model), _revision(model)
    found = update(table).where(table.c.id == bindparam("this"))
    return found if revision is None else found.where(table.c[revision] == bindparam("read"))


@cache
def _update_several(model: type[Base]) -> Update:
    table = _table(model)
    return update(table).where(table.c.id.in_(bindparam("these", expanding=True)))


@cache
def _delete(model: type[Base]) -> Delete:
    table = _table(model)
    return delete(table).where(table.c.id.in_(bindparam("these", expanding=True)))
