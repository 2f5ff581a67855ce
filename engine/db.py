"""One database, one session factory, one place that commits."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    URL,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from engine import wake
from engine.errors import ChangedMeanwhile, ReferencesBroken

make_session = sessionmaker()

# Connections a process keeps, and may take for a moment: eight threads that serve, a worker, the clock.
POOL_SIZE, POOL_OVERFLOW = 10, 10
RECYCLE = 1800  # seconds; firewalls forget connections that are older
# What a statement, a lock and a transaction that nobody goes on with may cost before PostgreSQL ends them: somebody
# reads that it is busy now, and nobody waits behind him. A URL with `options` of its own changes them.
PATIENCE = {
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
}
# A server that vanished (a cable, a firewall) is noticed within a minute, also by a listener that only waits.
ANSWERS = "answers"  # of a session that only looks: what was asked before; nothing changes for as long as it lasts
KEEPALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "connect_timeout": 10}


class Base(DeclarativeBase):
    # Text on every database: a native enum of PostgreSQL could not get a new word inside a transaction.
    type_annotation_map: ClassVar[dict[Any, Any]] = {enum.Enum: Enum(enum.Enum, native_enum=False, length=20)}
    # Every constraint has a name, so that a later migration can find it on any database.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC; SQLite keeps no zones, so the type puts UTC back on."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def connect(url: str) -> Engine:
    """Bind the session factory to the database at `url`."""
    address = normalised(url)
    # An error of the database names the statement only, for its values may be what somebody typed.
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, connect_args={"timeout": 30}, hide_parameters=True)
        _prepare_sqlite(engine)
    else:
        engine = create_engine(
            address,
            connect_args=_postgresql_arguments(address),
            pool_size=POOL_SIZE,
            max_overflow=POOL_OVERFLOW,
            pool_recycle=RECYCLE,
            pool_pre_ping=True,  # a connection that the server dropped in the night is noticed before it is used
            hide_parameters=True,
        )
    event.listen(engine, "checkin", _end_transaction)
    before = make_session.kw.get("bind")
    if before is not None:
        before.dispose()  # nobody will ask it for a connection again
    make_session.configure(bind=engine)
    return engine


def normalised(url: str) -> URL:
    """The address with our driver in it: people write `postgresql://` or `postgres://`."""
    address = make_url(url)
    if address.drivername in ("postgres", "postgresql"):
        return address.set(drivername="postgresql+psycopg")
    return address


def _postgresql_arguments(address: URL) -> dict[str, Any]:
    own = address.query.get("options", "")
    ours = " ".join(f"-c {name}={value}" for name, value in PATIENCE.items())
    said = {**KEEPALIVE, "application_name": "zevenstap", **{k: v for k, v in address.query.items() if k in KEEPALIVE}}
    return {**said, "options": f"{ours} {own if isinstance(own, str) else ' '.join(own)}".strip()}


def _end_transaction(connection: Any, _record: Any) -> None:
    """A COMMIT that failed (a full disk) leaves its transaction open, and SQLAlchemy thinks that it is over: the
    connection would go round in the pool with its locks, and shut everybody else out."""
    if connection is not None and not getattr(connection, "closed", False):
        connection.rollback()


def _prepare_sqlite(engine: Engine) -> None:
    """WAL, foreign keys and secure delete on; the driver's own BEGIN off, so that we say which kind."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Any) -> None:
        # A writer takes the lock at once: two that both read first could otherwise deadlock at the write.
        writes = connection.get_execution_options().get("writes", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def altering(engine: Engine) -> Iterator[Connection]:
    """One transaction in which tables may change, however long that takes.

    SQLite alters a table by making it anew; while the old one goes, what refers to it would stop that. So it looks at
    references afterwards, all at once, and if one leads nowhere nothing was done.
    """
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        raw: Any = connection.connection.dbapi_connection
        if sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")  # not possible inside the transaction
        try:
            with connection.begin():
                if not sqlite:
                    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                yield connection
                if sqlite and raw.execute("PRAGMA foreign_key_check").fetchone():
                    raise ReferencesBroken
        finally:
            if sqlite:
                raw.execute("PRAGMA foreign_keys=ON")


@contextmanager
def transaction() -> Iterator[Session]:
    """All or nothing. Opened by whoever starts the work: a request, a job, a command."""
    with make_session() as session:
        try:
            yield session
            wake.call(session)
            session.commit()
        except StaleDataError as error:
            raise ChangedMeanwhile from error
        wake.ring(session)


@contextmanager
def reading() -> Iterator[Session]:
    """A session that only looks; it never waits for a writer and leaves nothing behind."""
    with make_session() as session:
        session.connection(execution_options=_only_look(session.get_bind().dialect.name))
        session.info[ANSWERS] = {}
        yield session


def _only_look(dialect: str) -> dict[str, Any]:
    """All that one page shows is of one moment, on both databases."""
    options: dict[str, Any] = {"writes": False}
    if dialect == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return options
