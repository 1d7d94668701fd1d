"""Whole rows from one database into another, of either kind: everything that stands there, or what is new since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update

from services.core.database import Base
from services.core.ids import ids_after

Row = tuple[Any, ...]
"""The values of one row, in the order of its table's columns."""
Rows = Mapping[str, Sequence[Row]]
"""Name of a table → its rows."""


@dataclass(frozen=True)
class News:
    """What became of a database since a moment."""

    added: Rows
    changed: Mapping[str, Sequence[tuple[Row, Row]]]
    """Name of a table → each row that was there, as it stood and as it stands."""


def all_rows(connection: Connection) -> Rows:
    """Everything that the models' tables hold."""
    return {table.name: [tuple(row) for row in connection.execute(select(table))] for table in _tables()}


def news_since(before: Rows, connection: Connection) -> News:
    """What the tables hold besides `before`. Raises RuntimeError where a row has gone: that cannot be carried."""
    added, changed = dict[str, list[Row]](), dict[str, list[tuple[Row, Row]]]()
    for table in _tables():
        known = {_key(table, row): row for row in before[table.name]}
        found = {_key(table, row): tuple(row) for row in connection.execute(select(table))}
        if not known.keys() <= found.keys():
            raise RuntimeError(f"rows of {table.name} have gone")
        added[table.name] = [row for key, row in found.items() if key not in known]
        changed[table.name] = [(row, found[key]) for key, row in known.items() if found[key] != row]
    return News(added, changed)


def clear(connection: Connection) -> None:
    """Empties the models' tables."""
    for table in reversed(_tables()):
        connection.execute(delete(table))


def put(connection: Connection, rows: Rows) -> None:
    """Writes rows that are not there yet, each after those to which it refers."""
    for table in _tables():
        told = [_named(table, row) for row in _referred_to_first(table, rows[table.name])]
        if told:
            connection.execute(insert(table), told)


def carry(connection: Connection, news: News) -> None:
    """Brings what became of a copy into the database that was copied.

    Raises RuntimeError where a row that changed there has changed here, too. Rows that have come here meanwhile do
    not matter, as long as their keys are others.
    """
    for table in _tables():
        for before, _after in news.changed[table.name]:
            if connection.execute(select(table).where(*_says(table, before))).first() is None:
                raise RuntimeError(f"a row of {table.name} was changed on both sides")
    put(connection, news.added)
    ids_after(max((row[0] for name, rows in news.added.items() if _has_ids(name) for row in rows), default=0))
    for table in _tables():
        for before, after in news.changed[table.name]:
            connection.execute(update(table).where(*_says(table, before)).values(_named(table, after)))


def _says(table: Table, row: Row) -> Iterator[ColumnElement[bool]]:
    return (column.is_not_distinct_from(value) for column, value in zip(table.c, row, strict=True))


def _has_ids(name: str) -> bool:
    return next(iter(Base.metadata.tables[name].c)).name == "id"


def _tables() -> Sequence[Table]:
    return Base.metadata.sorted_tables


def _key(table: Table, row: Sequence[Any]) -> Row:
    return tuple(value for column, value in zip(table.c, row, strict=True) if column.primary_key)


def _named(table: Table, row: Row) -> dict[str, Any]:
    return dict(zip(table.c.keys(), row, strict=True))


def _referred_to_first(table: Table, rows: Sequence[Row]) -> Iterator[Row]:
    """The rows, none before those of the same table to which it refers; there are no circles."""
    own = [
        place for place, column in enumerate(table.c) if any(key.column.table is table for key in column.foreign_keys)
    ]
    waiting = {_key(table, row): row for row in rows}
    while waiting:
        ready = [key for key, row in waiting.items() if not any((row[place],) in waiting for place in own)]
        yield from [waiting.pop(key) for key in ready]
