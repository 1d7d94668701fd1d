"""Reading a table through, row by row. What is broken is named by its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.cases.importing.checking import wrong
from services.cases.importing.csv_text import records_of_csv
from services.cases.importing.files import TableFile
from services.cases.importing.profile import TableProfile
from services.cases.importing.row import RawRow
from services.cases.importing.sheets import is_workbook, records_of_workbook
from services.core.words import _l

Record = tuple[int, list[str]]
"""The line on which a record begins, and its cells."""


def read_table(file: TableFile, profile: TableProfile) -> Iterator[RawRow]:
    """The rows of the table with the cells that the profile reads; blank rows are passed over.

    Raises Problem(invalid) with one sentence, when it comes to what is broken.
    """
    records = records_of(file, profile)
    first = next(records, None)
    if first is None:
        raise wrong(_l("文件里没有内容。请选择有表头和数据行的 CSV 文件。"))
    header = _header(first[1], profile)
    places = [(column, header.index(column)) for column in profile.needed]
    for place, (line, cells) in enumerate(records, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise _other_width(line, len(cells), len(header))
        yield RawRow(place, {column: cells[at] for column, at in places})


def header_of(file: TableFile, profile: TableProfile) -> list[str]:
    """The names of the columns, for a person who is to say what they mean. Raises Problem(invalid)."""
    first = next(records_of(file, profile), None)
    return [cell.strip() for cell in first[1]] if first else []


def records_of(file: TableFile, profile: TableProfile) -> Iterator[Record]:
    """All records of a CSV file or of the first sheet of a workbook, the header among them."""
    if is_workbook(file):
        return records_of_workbook(file, profile.day_form)
    return records_of_csv(file, profile.encoding, profile.delimiter)


def _other_width(line: int, cells: int, columns: int) -> Exception:
    return wrong(
        _l(
            "第 %(line)d 行有 %(cells)d 格，表头有 %(columns)d 格。请补齐或删去多余的逗号后再导入。",
            line=line,
            cells=cells,
            columns=columns,
        )
    )


def _header(cells: Sequence[str], profile: TableProfile) -> list[str]:
    header = [cell.strip() for cell in cells]
    missing = [column for column in profile.needed if column not in header]
    if missing:
        raise wrong(
            _l(
                "第 1 行（表头）缺少列：%(missing)s。请核对表头和分隔符，或修改配置里的列名。",
                missing="、".join(missing)[:300],
            )
        )
    twice = sorted({column for column in profile.needed if header.count(column) > 1})
    if twice:
        raise wrong(_l("第 1 行（表头）有重复的列：%(twice)s。请改名后再导入。", twice="、".join(twice)[:300]))
    return header
