"""The fast way into the tables: whole batches by the driver (COPY on PostgreSQL), under every constraint there is.

Ordinary indexes are put aside while rows come in and made again at the end; primary keys, unique columns, checks and
foreign keys stay. Nothing of the product can call it: it lives beside the product and writes to its own databases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import Connection, Date, DateTime, Enum, Index, Table, event, select
from sqlalchemy.engine.interfaces import DBAPIConnection

from bench.lives import Happening
from services.cases.models import CASE_WORDS
from services.core.access import unscoped
from services.core.audit import ChainHead, Event, Head, Source, chain_of, next_link
from services.core.database import db, write_transaction

Rows = Iterable[tuple[Any, Mapping[str, Any]]]
Cell = Callable[[Any], Any]


@lru_cache(maxsize=8192)
def _as_text(value: datetime) -> str:
    return value.isoformat(" ", "microseconds")[:26]


def _as_day(value: date) -> str:
    return value.isoformat()


def _as_value(value: Any) -> Any:
    return value.value


@dataclass(frozen=True)
class Shape:
    """The columns of a table with what stands there unless told, and those whose values become other cells."""

    defaults: Mapping[str, Any]
    changed: Sequence[tuple[int, Cell]]

    @cached_property
    def _in_order(self) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
        return itemgetter(*self.defaults)

    def cells(self, row: Mapping[str, Any]) -> list[Any]:
        """The cells of a row, in the order of the columns."""
        cells = list(self._in_order({**self.defaults, **row}))
        for place, cell in self.changed:
            if cells[place] is not None:
                cells[place] = cell(cells[place])
        return cells


class Writer:
    """Turns rows into cells and hands them to the driver, table after table in the order of their foreign keys."""

    def __init__(self, order: Sequence[Any]) -> None:
        self.order = {model: place for place, model in enumerate(order)}
        self.sqlite = db.engine.dialect.name == "sqlite"
        self.shapes = {model: self._shape(cast(Table, model.__table__)) for model in order}

    def _shape(self, table: Table) -> Shape:
        columns = list(table.columns)
        changed = [(place, self._cell(column.type)) for place, column in enumerate(columns)]
        return Shape(
            {column.name: _default(column) for column in columns},
            [(place, cell) for place, cell in changed if cell is not None],
        )

    def _cell(self, kind: Any) -> Cell | None:
        plain = getattr(kind, "impl", kind)
        if self.sqlite and isinstance(plain, DateTime):
            return _as_text
        if self.sqlite and isinstance(plain, Date):
            return _as_day
        return _as_value if isinstance(plain, Enum) else None

    def write(self, rows: Rows) -> None:
        """One transaction, which begins when all cells are ready: others may be waiting for it."""
        tables: dict[Any, list[Sequence[Any]]] = {}
        for model, row in rows:
            tables.setdefault(model, []).append(self.shapes[model].cells(row))
        with write_transaction() as session:
            driver: Any = session.connection().connection.driver_connection
            for model in sorted(tables, key=self.order.__getitem__):
                self._hand_over(driver, cast(Table, model.__table__), self.shapes[model], tables[model])

    def _hand_over(self, driver: DBAPIConnection, table: Table, shape: Shape, rows: Sequence[Sequence[Any]]) -> None:
        names = ", ".join(f'"{name}"' for name in shape.defaults)
        cursor = driver.cursor()
        if self.sqlite:
            marks = ", ".join("?" * len(shape.defaults))
            cursor.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', rows)
            return
        with cast(Any, cursor).copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None and column.default.is_scalar else None


_ROOM = ("cache_size=-262144", "wal_autocheckpoint=20000")


def give_room() -> None:
    """Connections made from now on keep 256 MiB of an SQLite file in memory and seldom empty its log into it.

    The product's own are made for many readers of a file; here one writer is alone with it.
    """
    if db.engine.dialect.name == "sqlite":
        event.listen(db.engine, "connect", _widen)
        db.session.remove()
        db.engine.dispose()


def _widen(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for setting in _ROOM:
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


@contextmanager
def indexes_aside(models: Sequence[Any]) -> Iterator[None]:
    """Ordinary indexes of the tables are dropped, and made again from the models at the end."""
    tables = [cast(Table, model.__table__) for model in models]
    indexes = [index for table in tables for index in table.indexes if not index.unique]
    with _owner() as connection:
        for index in indexes:
            index.drop(connection, checkfirst=True)
    yield
    with _owner() as connection:
        for index in indexes:
            _made_again(index, connection)


@contextmanager
def _owner() -> Iterator[Connection]:
    db.session.remove()
    with db.engine.connect().execution_options(write=True) as connection:
        yield connection
        connection.commit()


def _made_again(index: Index, connection: Connection) -> None:
    index.create(connection)


@dataclass
class Chains:
    """The ends of all chains, and the next link of each: sealed, digested and hashed as the product's recorder does."""

    heads: dict[str, Head] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)
    """Those that went on since they were read."""

    @classmethod
    def of_the_database(cls) -> Chains:
        """From where the product's own verbs have left them."""
        heads = db.session.execute(select(ChainHead.chain, ChainHead.seq, ChainHead.hash))
        return cls({chain: Head(seq, digest) for chain, seq, digest in heads})

    def link(self, ident: int, happened: Happening) -> tuple[Any, Mapping[str, Any]]:
        """The row of one event."""
        chain = chain_of(happened.org_path)
        self.moved.add(chain)
        head = self.heads.setdefault(chain, Head())
        facts, by, at = happened.facts, happened.by, happened.at
        return Event, next_link(head, ident, happened.kind, happened, facts, by=by, at=at, source=Source.PAGE)

    def keep(self) -> None:
        """Notes the ends of those that moved, as the product would have; the others may be somebody else's."""
        with write_transaction() as session:
            known = {
                head.chain: head
                for head in session.scalars(unscoped(select(ChainHead), because="the benchmark writes the chains"))
            }
            for chain in self.moved:
                head = self.heads[chain]
                if chain in known:
                    known[chain].seq, known[chain].hash = head.seq, head.hash
                else:
                    session.add(ChainHead(chain=chain, seq=head.seq, hash=head.hash))


def keep_words(texts: Mapping[int, Sequence[str]]) -> None:
    """The words of unsealed cases, as the product's index keeps them."""
    with write_transaction():
        CASE_WORDS.keep(texts)
