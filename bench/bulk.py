"""The fast way into the tables: whole batches by the driver (COPY on PostgreSQL), under every constraint there is.

Ordinary indexes are put aside while rows come in and made again at the end; primary keys, unique columns, checks and
foreign keys stay. Nothing of the product can call it: it lives beside the product and writes to its own databases.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Connection, Date, DateTime, Index, Table, select
from sqlalchemy.engine.interfaces import DBAPIConnection

from bench.lives import Happening
from services.cases.models import CASE_WORDS
from services.core.access import unscoped
from services.core.audit import GENESIS, ChainHead, Event, Source, canonical, link_hash
from services.core.database import db, write_transaction
from services.core.vault import vault
from services.core.words import Labelled

Rows = Iterable[tuple[Any, Mapping[str, Any]]]
Cell = Callable[[Any], Any]


def _as_text(value: Any) -> Any:
    return value.isoformat(" ", "microseconds")[:26] if value is not None else None


def _as_day(value: Any) -> Any:
    return value.isoformat() if value is not None else None


def _as_it_is(value: Any) -> Any:
    return value.value if isinstance(value, Labelled) else value


class Writer:
    """Turns rows into cells and hands them to the driver, table after table in the order of their foreign keys."""

    def __init__(self, order: Sequence[Any]) -> None:
        self.order = {model: place for place, model in enumerate(order)}
        self.sqlite = db.engine.dialect.name == "sqlite"
        self.shapes = {model: self._shape(cast(Table, model.__table__)) for model in order}

    def _shape(self, table: Table) -> list[tuple[str, Any, Cell]]:
        """(column, what stands there unless told, how a value becomes a cell)."""
        return [(column.name, _default(column), self._cell(column.type)) for column in table.columns]

    def _cell(self, kind: Any) -> Cell:
        plain = getattr(kind, "impl", kind)
        if self.sqlite and isinstance(plain, DateTime):
            return _as_text
        return _as_day if self.sqlite and isinstance(plain, Date) else _as_it_is

    def write(self, rows: Rows) -> None:
        """One transaction."""
        tables: dict[Any, list[Mapping[str, Any]]] = {}
        for model, row in rows:
            tables.setdefault(model, []).append(row)
        with write_transaction() as session:
            driver: Any = session.connection().connection.driver_connection
            for model in sorted(tables, key=self.order.__getitem__):
                self._hand_over(driver, cast(Table, model.__table__), self.shapes[model], tables[model])

    def _hand_over(self, driver: DBAPIConnection, table: Table, shape: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        cells = (tuple(cell(row.get(name, default)) for name, default, cell in shape) for row in rows)
        names = ", ".join(f'"{name}"' for name, _default_value, _cell in shape)
        cursor = driver.cursor()
        if self.sqlite:
            marks = ", ".join("?" * len(shape))
            cursor.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', cells)
            return
        with cast(Any, cursor).copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
            for row in cells:
                copy.write_row(row)


def _default(column: Any) -> Any:
    return column.default.arg if column.default is not None and column.default.is_scalar else None


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
class _Link:
    """An event as the chain hashes it, before it is a row."""

    previous: str
    chain: str
    seq: int
    id: int
    kind: str
    subject_type: str
    subject_id: int
    actor_kind: Any
    actor_id: int | None
    actor_label: str
    source: Any
    org_path: str
    at: datetime
    recorded_at: datetime
    payload_digest: str


@dataclass
class Chains:
    """The ends of all chains, and the next link of each: sealed, digested and hashed as the product's recorder does."""

    heads: dict[str, tuple[int, str]] = field(default_factory=dict)

    @classmethod
    def of_the_database(cls) -> Chains:
        """From where the product's own verbs have left them."""
        heads = db.session.execute(select(ChainHead.chain, ChainHead.seq, ChainHead.hash))
        return cls({chain: (seq, digest) for chain, seq, digest in heads})

    def link(self, ident: int, happened: Happening) -> tuple[Any, Mapping[str, Any]]:
        """The row of one event."""
        chain = happened.org_path.rstrip("/").rsplit("/", 1)[-1]
        seq, previous = self.heads.get(chain, (0, GENESIS))
        body = canonical({**happened.facts, "_salt": secrets.token_hex(8)})
        link = _Link(
            previous=previous,
            chain=chain,
            seq=seq + 1,
            id=ident,
            kind=happened.kind.value,
            subject_type=happened.__tablename__,
            subject_id=happened.id,
            actor_kind=happened.by.kind,
            actor_id=happened.by.user_id,
            actor_label=happened.by.label,
            source=Source.PAGE,
            org_path=happened.org_path,
            at=happened.at,
            recorded_at=datetime.now(UTC),
            payload_digest=hashlib.sha256(body.encode()).hexdigest(),
        )
        digest = link_hash(link)
        self.heads[chain] = seq + 1, digest
        row = {**vars(link), "hash": digest, "payload_sealed": vault().seal(body, f"event.payload_sealed.{ident}")}
        return Event, row

    def keep(self) -> None:
        """Notes the ends, as the product would have."""
        with write_transaction() as session:
            known = {
                head.chain: head
                for head in session.scalars(unscoped(select(ChainHead), because="the benchmark writes the chains"))
            }
            for chain, (seq, digest) in self.heads.items():
                if chain in known:
                    known[chain].seq, known[chain].hash = seq, digest
                else:
                    session.add(ChainHead(chain=chain, seq=seq, hash=digest))


def keep_words(texts: Mapping[int, Sequence[str]]) -> None:
    """The words of unsealed cases, as the product's index keeps them."""
    with write_transaction():
        CASE_WORDS.keep(texts)
