"""The first sheet of an Excel workbook as records of text, the same as a CSV file would give them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from services.cases.importing.checking import wrong
from services.cases.importing.files import TableFile
from services.core.errors import Problem
from services.core.words import _l

LARGEST_WORKBOOK = 32_000_000
MOST_UNPACKED = 400_000_000
"""Bytes of its parts when they are unpacked: a small file that grows without measure is refused unread."""
_ZIP = b"PK\x03\x04"
_SIGNIFICANT = 15
"""Digits that a spreadsheet keeps of a number."""

Cell = str | float | int | bool | date | datetime | time | timedelta


def is_workbook(file: TableFile) -> bool:
    """Whether it is a workbook of Excel 2007 or later (.xlsx), by what it holds and not by its name."""
    if not file.start(4).startswith(_ZIP):
        return False
    try:
        with file.open() as raw, ZipFile(raw) as parts:
            return "xl/workbook.xml" in parts.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def records_of_workbook(file: TableFile, day_form: str) -> Iterator[tuple[int, list[str]]]:
    """(row, cells) of the first sheet. Days are written in the form given. Raises Problem(invalid)."""
    _refuse_too_large(file)
    with file.open() as raw:
        try:
            book = CalamineWorkbook.from_filelike(raw)
            sheet = book.get_sheet_by_index(0)
            rows = sheet.iter_rows()
        except (CalamineError, zipfile.BadZipFile, IndexError, ValueError) as problem:
            raise _broken() from problem
        first = (sheet.start or (0, 0))[0]
        for number, row in enumerate(rows, start=first + 1):
            yield number, [text_of(cell, day_form) for cell in row]


def _refuse_too_large(file: TableFile) -> None:
    if file.size > LARGEST_WORKBOOK:
        most = LARGEST_WORKBOOK // 1_000_000
        raise wrong(_l("Excel 文件超过 %(most)d MB。请另存为“CSV UTF-8”后再导入。", most=most))
    try:
        with file.open() as raw, ZipFile(raw) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, OSError) as problem:
        raise _broken() from problem
    if unpacked > MOST_UNPACKED:
        raise wrong(_l("这个 Excel 文件展开后过大。请另存为“CSV UTF-8”后再导入。"))


def _broken() -> Problem:
    return wrong(_l("这个 Excel 文件读不出来，可能已损坏或加了密码。请另存为“CSV UTF-8”后再导入。"))


def text_of(cell: Cell, day_form: str) -> str:
    """A cell as a person reads it: days in the form given, numbers without an exponent and without noise."""
    if isinstance(cell, datetime):
        return cell.strftime(day_form) if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.strftime(day_form)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _plain(cell)
    return str(cell)


def _plain(number: float) -> str:
    text = format(Decimal(f"{number:.{_SIGNIFICANT}g}"), "f") if abs(number) < 1e300 else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text
