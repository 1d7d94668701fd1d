"""What hardly ever changes, kept from one request to the next and read anew as soon as its tables say otherwise.

One statement a transaction asks for the state of everything that is kept; whoever changes such a table in the same
transaction is told anew after the next flush. Other processes see a change with their next transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, Select, inspect, select
from sqlalchemy.event import listens_for
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, make_transient_to_detached

from services.core.database import Base, db

T = TypeVar("T")
M = TypeVar("M", bound=Base)
STATE = "state_of_what_is_kept"


class Kept(Generic[T]):
    """Something read from the models' tables; `state` are scalar subqueries, of which one differs after every change.

    What is read is shared by all threads, so it is never changed.
    """

    def __init__(self, models: Sequence[type[Any]], state: Sequence[Any], read: Callable[[], T]) -> None:
        self.models, self.state, self.read = tuple(models), tuple(state), read
        self.found: WeakKeyDictionary[Engine, tuple[Sequence[Any], T]] = WeakKeyDictionary()
        self.place = len(_COLUMNS)
        _COLUMNS.extend(self.state)
        _MODELS.extend(self.models)

    def __call__(self) -> T:
        """As the present transaction sees it. Rows that it has not flushed do not count."""
        with db.session.no_autoflush:
            state = _state()[self.place : self.place + len(self.state)]
            kept = self.found.get(db.engine)
            if kept is None or kept[0] != state:
                kept = self.found[db.engine] = state, self.read()
        return kept[1]


def apart(model: type[M], *order: Any) -> list[M]:
    """All rows of a model in an order, belonging to no session: for what is kept and only read."""
    found = db.session.execute(select(*inspect(model).columns).order_by(*order))
    rows = [model(**values) for values in found.mappings()]
    for row in rows:
        make_transient_to_detached(row)
    return rows


_COLUMNS: list[ColumnElement[Any]] = []
_MODELS: list[type[Any]] = []
_statement: list[Select[Any]] = []


def _state() -> Sequence[Any]:
    session = db.session()
    known: Sequence[Any] | None = session.info.get(STATE)
    if known is None:
        known = session.info[STATE] = tuple(session.connection().execute(_asked()).one())
    return known


def _asked() -> Select[Any]:
    """The statement, put together anew only where a room has declared something since."""
    if not _statement or len(_statement[0].selected_columns) != len(_COLUMNS):
        _statement[:] = [select(*_COLUMNS)]
    return _statement[0]


@listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(STATE, None)


@listens_for(Session, "after_flush")
def _forget_what_changed(session: Session, _context: object) -> None:
    if STATE in session.info:
        kept = tuple(_MODELS)
        if any(isinstance(row, kept) for rows in (session.new, session.dirty, session.deleted) for row in rows):
            del session.info[STATE]


@listens_for(Session, "do_orm_execute")
def _forget_in_bulk(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info.pop(STATE, None)
