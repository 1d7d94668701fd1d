"""Tables that people bring: a CSV file read strictly, with the number of each line kept for the answer."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from services.core.errors import ErrorCode, Problem
from services.core.words import Words, _l

LARGEST_FILE = 64 * 1024 * 1024


@dataclass(frozen=True)
class Fault:
    """One bad cell: the line in the file (the heading is line 1), its column, what stood there, and why not."""

    line: int
    column: str
    value: str
    reason: Words | str

    def __str__(self) -> str:
        return str(
            _l(
                "第 %(line)s 行，“%(column)s”列，“%(value)s”：%(reason)s",
                line=self.line,
                column=self.column,
                value=self.value,
                reason=self.reason,
            )
        )


@dataclass(frozen=True)
class Line:
    """One line of a table: its number in the file and its cells by column, as they stand."""

    number: int
    cells: dict[str, str]

    def fault(self, column: str, reason: Words | str) -> Fault:
        """A remark about one cell of this line."""
        return Fault(self.number, column, self.cells.get(column, "")[:80], reason)


class BadLines(Problem):
    """A table that was refused, with everything that is wrong in it."""

    def __init__(self, sentence: Words, faults: Sequence[Fault]) -> None:
        super().__init__(ErrorCode.INVALID, sentence)
        self.faults = tuple(faults)


def read_table(file: Path, columns: Sequence[str]) -> list[Line]:
    """The lines of a CSV file, as `table_in` reads them. Raises OSError where the file cannot be read."""
    if file.stat().st_size > LARGEST_FILE:
        raise Problem(ErrorCode.INVALID, _l("文件太大。一次最多导入 64 MB。"))
    return table_in(file.read_bytes(), columns)


def table_in(raw: bytes, columns: Sequence[str]) -> list[Line]:
    """The lines of a UTF-8 CSV table that has exactly these columns, in any order; blank lines are passed over.

    Raises Problem(invalid) with one sentence for what is not such a table, BadLines for lines of the wrong width.
    """
    rows = _rows(_text(raw))
    if not rows:
        raise Problem(ErrorCode.INVALID, _l("文件是空的。第一行应是列名：%(columns)s。", columns=", ".join(columns)))
    heading = [name.strip() for name in rows[0][1]]
    if sorted(heading) != sorted(columns):
        raise Problem(
            ErrorCode.INVALID,
            _l(
                "第一行应是这些列名：%(columns)s；文件里是：%(found)s。",
                columns=", ".join(columns),
                found=", ".join(heading)[:200],
            ),
        )
    _same_width(rows[1:], heading)
    return [Line(number, dict(zip(heading, cells, strict=True))) for number, cells in rows[1:]]


def _text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Problem(
            ErrorCode.INVALID,
            _l("文件不是 UTF-8 编码（可能是 GB18030）。请在表格软件里另存为“CSV UTF-8”后再导入。"),
        ) from problem
    if "\0" in text:
        raise Problem(ErrorCode.INVALID, _l("这不是 CSV 文本文件。"))
    return text


def _rows(text: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    try:
        start = 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as problem:
        sentence = _l("CSV 文件第 %(line)s 行附近格式有误，无法读取。", line=reader.line_num)
        raise Problem(ErrorCode.INVALID, sentence) from problem
    return rows


def _same_width(rows: Sequence[tuple[int, list[str]]], heading: Sequence[str]) -> None:
    faults = [
        Fault(
            number,
            heading[-1],
            ",".join(cells)[:80],
            _l("这一行有 %(found)s 格，应有 %(wanted)s 格。", found=len(cells), wanted=len(heading)),
        )
        for number, cells in rows
        if len(cells) != len(heading)
    ]
    if faults:
        raise BadLines(_l("有 %(count)s 行的格数与列名不符，没有导入。", count=len(faults)), faults)
