"""CSV and XLSX out of rows. No cell is taken for a formula; money and days stay numbers and days."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from services.cases.exporting.kinds import FileKind
from services.core.words import _

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With these a table program begins to calculate, the wide ones in some languages too (OWASP, CSV injection)."""
UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""
MONEY, DAY = "#,##0.00", "yyyy-mm-dd"
Cell = str | int | date | Decimal | None


@dataclass(frozen=True)
class Sheet:
    """A table with its headings, and the lines that say who took it, when and what for; `cases`: ids of those in it."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    mark: Sequence[str]
    cases: Sequence[int] = ()


@dataclass(frozen=True)
class Made:
    """A file as it goes out: what is recorded of it is of exactly these bytes."""

    contents: bytes
    rows: int
    cases: Sequence[int] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the file, in hex."""
        return hashlib.sha256(self.contents).hexdigest()


def plain(text: str) -> str:
    """The text as a cell that no program calculates, without characters that a table cannot hold."""
    safe = UNPRINTABLE.sub("", text)
    return f"'{safe}" if safe.startswith(FORMULA) else safe


def made(sheet: Sheet, kind: FileKind) -> Made:
    """The file of this kind."""
    contents = _xlsx(sheet) if kind is FileKind.XLSX else _csv(sheet)
    return Made(contents, len(sheet.rows), sheet.cases)


def _csv(sheet: Sheet) -> bytes:
    """UTF-8 with a mark at its beginning, by which Excel knows it; the last line says whose it is."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([plain(heading) for heading in sheet.headings])
    writer.writerows([_written(cell) for cell in row] for row in sheet.rows)
    writer.writerow([plain(" · ".join(sheet.mark))])
    return out.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:.2f}"
    if isinstance(cell, (date, int)):
        return str(cell)
    return plain(cell or "")


def _xlsx(sheet: Sheet) -> bytes:
    book = Workbook(write_only=True)
    table = book.create_sheet(_("案件"))
    table.freeze_panes = "A2"
    for place in range(len(sheet.headings)):
        table.column_dimensions[chr(ord("A") + place)].width = 18
    table.append(list(_cells(table, sheet.headings, bold=True)))
    for row in sheet.rows:
        table.append(list(_cells(table, row)))
    table.oddFooter.left.text = plain(" · ".join(sheet.mark)).replace("&", "&&")[:200]
    about = book.create_sheet(_("导出说明"))
    about.column_dimensions["A"].width = 80
    for line in sheet.mark:
        about.append(list(_cells(about, [line])))
    book.properties.creator = plain(sheet.mark[0])
    book.properties.description = plain(" · ".join(sheet.mark))
    out = io.BytesIO()
    book.save(out)
    book.close()
    return out.getvalue()


def _cells(table: Any, values: Iterable[Cell], *, bold: bool = False) -> Iterable[Any]:
    for value in values:
        held: Any = plain(value) if isinstance(value, str) else value  # openpyxl takes numbers of every kind
        cell = WriteOnlyCell(table, value=held)
        if isinstance(value, str):
            cell.data_type = "s"
        elif isinstance(value, Decimal):
            cell.number_format = MONEY
        elif isinstance(value, date):
            cell.number_format = DAY
        if bold:
            cell.font = Font(bold=True)
        yield cell
