"""Which rows hold which words: an FTS5 table on SQLite, a tsvector under GIN on PostgreSQL, of one name."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, String, TableClause, cast, column, literal_column, select
from sqlalchemy import delete as delete_from
from sqlalchemy import table as table_named
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.exc import OperationalError

from services.core.database import db, is_writing
from services.core.errors import ErrorCode, Problem, WriteOutsideAction
from services.core.search.words import Phrase, indexed
from services.core.words import _l

STEPS_BETWEEN_LOOKS = 20_000
"""How many steps of its machine SQLite does between two looks at the clock."""
_KEEP = {
    "sqlite": "INSERT OR REPLACE INTO {name} (rowid, words) VALUES (:id, :words)",
    "postgresql": (
        "INSERT INTO {name} (rowid, words) VALUES (:id, CAST(:words AS tsvector)) "
        "ON CONFLICT (rowid) DO UPDATE SET words = excluded.words"
    ),
}


def is_of_an_index(name: str | None, kind: str, _parents: object = None) -> bool:
    """Whether a table belongs to such an index: its migration makes it by hand, no model describes it."""
    return kind == "table" and bool(name) and (name or "").partition("_words")[1] == "_words"


@dataclass(frozen=True)
class WordIndex:
    """The table `name`, with `rowid` for the id of what is indexed, and `words`."""

    name: str

    @property
    def table(self) -> TableClause:
        """The table as statements name it."""
        return table_named(self.name, column("rowid", BigInteger), column("words", String))

    def ids(self, asked: Sequence[Phrase], between: tuple[Any, Any] | None = None) -> Select[int]:
        """SELECT of the ids under which all the phrases stand, of which there must be one at least.

        `between`: none but those from the first to the last, both included.
        """
        table = self.table
        found = select(table.c.rowid).where(self._holds(table, asked))
        return found if between is None else found.where(table.c.rowid.between(*between))

    def _holds(self, table: TableClause, asked: Sequence[Phrase]) -> ColumnElement[bool]:
        if _on_postgres():
            wanted = " & ".join(f"({_tsquery(phrase)})" for phrase in asked)
            return table.c.words.bool_op("@@")(cast(wanted, TSQUERY))
        return literal_column(self.name).bool_op("MATCH")(" AND ".join(_fts5(phrase) for phrase in asked))

    def keep(self, texts: Mapping[int, Sequence[str]]) -> None:
        """Takes the parts of each text in place of what stood under its id. Belongs inside the write path."""
        rows = [{"id": ident, "words": _stored(indexed(parts))} for ident, parts in texts.items()]
        if rows:
            _write(sql(_KEEP[db.engine.dialect.name].format(name=self.name)), rows)

    def drop(self, ids: Collection[int]) -> None:
        """Forgets what stands under the ids. Belongs inside the write path."""
        if ids:
            table = self.table
            _write(delete_from(table).where(table.c.rowid.in_(list(ids))))

    def drop_between(self, first: int, end: int) -> None:
        """Forgets what stands under the ids from `first` to before `end`. Belongs inside the write path."""
        table = self.table
        _write(delete_from(table).where(table.c.rowid >= first, table.c.rowid < end))


def _on_postgres() -> bool:
    return db.engine.dialect.name == "postgresql"


def _write(statement: Any, rows: Any = None) -> None:
    if not is_writing():
        raise WriteOutsideAction(str(statement)[:200])
    db.session.connection().execute(statement, rows)


def _stored(words: Sequence[str]) -> str:
    """Words are letters and digits alone, so none needs to be escaped."""
    if _on_postgres():
        return " ".join(f"'{word}':{place}" for place, word in enumerate(words, start=1))
    return " ".join(words)


def _tsquery(phrase: Phrase) -> str:
    words = [f"'{word}'" for word in phrase.words]
    return " <-> ".join(words) + (":*" if phrase.begins else "")


def _fts5(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.words)}"' + (" *" if phrase.begins else "")


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """A read that takes longer is broken off: Problem(invalid) with advice instead of a page that never comes."""
    limit = _limit_postgres if _on_postgres() else _limit_sqlite
    try:
        with limit(seconds):
            yield
    except OperationalError as problem:
        if not _broken_off(problem):
            raise
        db.session.rollback()
        raise Problem(ErrorCode.INVALID, _l("查找用时太长，已经停下。请多写几个字，或加上条件。")) from problem


def _broken_off(problem: OperationalError) -> bool:
    return getattr(problem.orig, "sqlstate", None) == "57014" or str(problem.orig) == "interrupted"


@contextmanager
def _limit_postgres(seconds: float) -> Iterator[None]:
    """Holds until the present read ends."""
    limit = {"limit": f"{seconds * 1000:.0f}"}
    db.session.execute(sql("SELECT set_config('statement_timeout', :limit, true)"), limit)
    yield


@contextmanager
def _limit_sqlite(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    driver: Any = db.session.connection().connection.driver_connection
    driver.set_progress_handler(lambda: time.monotonic() > end, STEPS_BETWEEN_LOOKS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)
