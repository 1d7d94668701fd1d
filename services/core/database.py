"""The database: one session, typed columns, short write transactions, and two guards around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    event,
    inspect,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Mapped, ORMExecuteState, Session, mapped_column
from sqlalchemy.sql import visitors

from services.core.errors import UnscopedQuery, WriteOutsideAction
from services.core.ids import new_id
from services.core.words import Labelled

CHAINS = "chains"
"""Where a session keeps what its transaction holds of the chains of events."""


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("an instant must be aware")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class LocalDay(TypeDecorator[date]):
    """A day of the union's calendar. An instant is refused: which day it falls on is a decision."""

    impl = Date
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> date | None:
        if isinstance(value, datetime):
            raise TypeError("a day was expected, not an instant")
        return value


class FenColumn(TypeDecorator[int]):
    """Whole fen. A float or a bool is refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is not None and type(value) is not int:
            raise TypeError("fen are whole numbers")
        return value


BigId = BigInteger().with_variant(Integer, "sqlite")
OrgPath = String(255).with_variant(String(255, collation="C"), "postgresql")
"""`/CITY/DA/`: codes from the root down. Compared by bytes, so that a subtree is one range."""


def enum_column(members: type[Labelled]) -> Enum:
    """Stored by value; the database refuses any other."""
    return Enum(
        members,
        values_callable=lambda kind: [member.value for member in kind],
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        name=members.__name__.lower(),
    )


class Base(DeclarativeBase):
    """The base of all tables: named constraints, Python types to column types."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant(), date: LocalDay()}  # noqa: RUF012  (SQLAlchemy reads it)


class Row(Base):
    """A table whose rows know their id before they are written."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, sort_order=-10)

    def __init__(self, **values: Any) -> None:
        self.id = values.pop("id", None) or new_id()
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no column {name!r}")
            setattr(self, name, value)


def identity_of(row: Row) -> int:
    """The id of a row that was written, without reading it again after its transaction."""
    ident: int = inspect(row, raiseerr=True).identity[0]  # type: ignore[index]
    return ident


class Scoped:
    """A table whose rows belong to a unit. Only statements that say who looks may read it."""

    org_path: Mapped[str] = mapped_column(OrgPath, index=True)


db = SQLAlchemy(metadata=Base.metadata)

Found = TypeVar("Found")
_writing: ContextVar[int] = ContextVar("writing", default=0)


def is_writing() -> bool:
    """Whether this code runs inside the write path."""
    return _writing.get() > 0


@contextmanager
def write_transaction() -> Iterator[Session]:
    """The one way into a write: ends the read snapshot, takes the write lock, commits or rolls back.

    Nested calls join the outer transaction. Used by `@action` and by the few technical writers named in
    the house tests; everything else reads.
    """
    session: Session = db.session()
    if is_writing():
        yield session
        return
    session.rollback()
    token = _writing.set(1)
    try:
        session.connection(execution_options={"write": True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(CHAINS, None)
        _writing.reset(token)


def steady_view() -> None:
    """Begins a read in which every statement sees the same moment, whoever writes meanwhile (SQLite does so anyway)."""
    if not is_writing():
        db.session.rollback()
        if db.engine.dialect.name == "postgresql":
            db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def insert_if_absent(model: type[Base], values: dict[str, Any]) -> Executable:
    """INSERT … ON CONFLICT DO NOTHING on either database; a concurrent writer of the same key is waited for."""
    statement: Executable = _insert(model, values).on_conflict_do_nothing()
    return statement


def insert_or_change(model: type[Base], values: dict[str, Any], keys: list[str], changes: dict[str, Any]) -> Any:
    """INSERT … ON CONFLICT DO UPDATE of the row with the same keys; it is locked until the transaction ends."""
    return _insert(model, values).on_conflict_do_update(index_elements=keys, set_=changes)


def _insert(model: type[Base], values: dict[str, Any]) -> Any:
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    return insert(model).values(**values)


def names_scoped_table(statement: Any) -> str | None:
    """The name of a scoped table that the statement reads, if there is one."""
    for part in visitors.iterate(statement):
        if isinstance(part, Table) and ("org_path" in part.c or "case_id" in part.c) and not part.info.get("open"):
            return part.name
    return None


@event.listens_for(Session, "do_orm_execute")
def _refuse_unscoped(state: ORMExecuteState) -> None:
    """Deny by default: a SELECT on a scoped table must carry `scope` (services.core.access gives it).

    A statement that changes rows is refused altogether outside the write path.
    """
    if not is_writing() and (state.is_insert or state.is_update or state.is_delete):
        raise WriteOutsideAction(str(state.statement)[:200])
    if is_writing() or not state.is_select or state.is_column_load or state.is_relationship_load:
        return
    if "scope" in state.execution_options:
        return
    table = names_scoped_table(state.statement)
    if table:
        raise UnscopedQuery(table)


@event.listens_for(Session, "before_flush")
def _refuse_stray_write(session: Session, _context: object, _instances: object) -> None:
    if not is_writing() and (session.new or session.dirty or session.deleted):
        raise WriteOutsideAction(repr([*session.new, *session.dirty, *session.deleted])[:200])


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    """WAL, real foreign keys, waits instead of failing, and a write is on disk before it is acknowledged.

    Pages are read where the system keeps them (`mmap_size`, bytes), instead of into two megabytes of each connection.
    """
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None
        cursor = connection.cursor()
        for setting in (
            "journal_mode=WAL",
            "busy_timeout=10000",
            "foreign_keys=ON",
            "synchronous=FULL",
            "trusted_schema=OFF",
            "mmap_size=1073741824",
        ):
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Writers take the lock at once, so that no snapshot goes stale under them; readers take none."""
    if connection.dialect.name == "sqlite":
        write = connection.get_execution_options().get("write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def not_negative(column: str, name: str) -> CheckConstraint:
    """A named constraint that a money or count column is zero or more."""
    return CheckConstraint(f"{column} >= 0", name=name)
