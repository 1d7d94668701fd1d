"""A table of figures as page and paper both draw it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Head:
    """A column's heading; numbers stand flush right."""

    header: str
    number: bool = False


@dataclass(frozen=True)
class Entry:
    """One cell: its text and, where a figure of the dictionary stands there, the figure's code."""

    text: str
    code: str = ""


@dataclass(frozen=True)
class Table:
    """Caption, unit of count, columns, rows, an optional row of totals, notes, and what is said when it is empty."""

    name: str
    caption: str
    columns: tuple[Head, ...]
    rows: tuple[tuple[Entry, ...], ...]
    remark: str = ""
    totals: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = ""
