"""The rows of a list as the cells of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from services.cases.exporting.files import Cell, Sheet
from services.cases.exporting.kinds import Column
from services.cases.queries.exports import FullRow
from services.core.time import LOCAL, local_date
from services.core.words import _

CategoryName = Callable[[str], str]
CELLS: Mapping[Column, Callable[[FullRow, CategoryName], Cell]] = {
    Column.NUMBER: lambda row, _name: row.shown.number,
    Column.CATEGORY: lambda row, name: name(row.shown.category),
    Column.PERSON: lambda row, _name: row.shown.person or _("未留姓名"),
    Column.PEOPLE: lambda row, _name: row.shown.people,
    Column.EMPLOYER: lambda row, _name: row.shown.employer,
    Column.STATUS: lambda row, _name: row.shown.status.label,
    Column.DUE: lambda row, _name: row.shown.next_due_on,
    Column.HANDLER: lambda row, _name: row.shown.handler,
    Column.RECEIVED: lambda row, _name: local_date(row.shown.received_at),
    Column.UNIT: lambda row, _name: row.shown.unit,
    Column.CHANNEL: lambda row, _name: row.channel.label,
    Column.CLAIM: lambda row, _name: None if row.claim_fen is None else Decimal(row.claim_fen) / 100,
    Column.CLOSED: lambda row, _name: local_date(row.closed_at) if row.closed_at else None,
}
"""What stands in each column; names are masked, as on the page."""


def sheet_of(rows: Sequence[FullRow], columns: Sequence[Column], name: CategoryName, mark: Sequence[str]) -> Sheet:
    """The table with the chosen columns. `name` gives the label of a category's code."""
    cells = [[CELLS[column](row, name) for column in columns] for row in rows]
    return Sheet([column.label for column in columns], cells, mark, [row.id for row in rows])


def mark_of(who: str, at: datetime, purpose: str, address: str) -> list[str]:
    """Who took it, when, what for, and which cases: it stays with the file."""
    return [
        _("导出人：%(who)s", who=who),
        _("导出时间：%(at)s", at=f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}"),
        _("用途：%(purpose)s", purpose=purpose),
        _("条件：%(address)s", address=address),
        _("内部资料，不得外传。"),
    ]
