"""Opening a table: CSV in UTF-8 (or GB18030 where the profile says so). What is broken is named by its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.cases.importing.checking import wrong
from services.cases.importing.profile import Profile
from services.core.errors import Problem
from services.core.words import _l

LARGEST_FILE = 100_000_000
LARGEST_CELL = 1_000_000
_OTHER_KINDS = {
    b"PK\x03\x04": "Excel (xlsx) / Word / ZIP",
    b"\xd0\xcf\x11\xe0": "Excel (xls) / Word (doc)",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"SQLite format 3": "SQLite",
}


@dataclass(frozen=True)
class RawRow:
    """One row as it stands: its place as a spreadsheet counts (the header is row 1), and column → cell."""

    place: int
    cells: dict[str, str]


def read_table(file: Path, profile: Profile) -> list[RawRow]:
    """All rows of the table. Raises Problem(invalid) with one sentence, before anything is written anywhere."""
    text = _text_of(_bytes_of(file), profile.encoding)
    records = _records(text, profile.delimiter)
    first = next(records, None)
    if first is None:
        raise wrong(_l("文件里没有内容。请选择有表头和数据行的 CSV 文件。"))
    header = _header(first[1], profile)
    rows = []
    for place, (line, cells) in enumerate(records, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise wrong(
                _l(
                    "第 %(line)d 行有 %(cells)d 格，表头有 %(columns)d 格。请补齐或删去多余的逗号后再导入。",
                    line=line,
                    cells=len(cells),
                    columns=len(header),
                )
            )
        rows.append(RawRow(place, dict(zip(header, cells, strict=True))))
    return rows


def _bytes_of(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise wrong(_l("文件超过 %(most)d MB。请拆成几个文件再导入。", most=LARGEST_FILE // 1_000_000))
        raw = file.read_bytes()
    except OSError as problem:
        raise wrong(_l("打不开文件“%(file)s”。请核对路径。", file=str(file))) from problem
    for start, kind in _OTHER_KINDS.items():
        if raw.startswith(start):
            raise wrong(_l("这是 %(kind)s 文件，不是 CSV。请在表格软件里另存为“CSV UTF-8”后再导入。", kind=kind))
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise wrong(_l("文件是 UTF-16 编码。请另存为“CSV UTF-8”后再导入。"))
    if b"\x00" in raw:
        line = raw[: raw.index(b"\x00")].count(b"\n") + 1
        raise wrong(_l("第 %(line)d 行有空字符（NUL），文件可能已损坏。请从原系统重新导出。", line=line))
    return raw


def _text_of(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        raise _wrong_encoding(raw, encoding, line) from problem


def _wrong_encoding(raw: bytes, encoding: str, line: int) -> Problem:
    if encoding == "utf-8" and _is_gb18030(raw):
        return wrong(
            _l(
                "第 %(line)d 行不是 UTF-8 文字，像是 GB18030。请另存为“CSV UTF-8”，或在配置里写 encoding: gb18030。",
                line=line,
            )
        )
    return wrong(
        _l("第 %(line)d 行不是 %(encoding)s 文字。请另存为“CSV UTF-8”后再导入。", line=line, encoding=encoding)
    )


def _is_gb18030(raw: bytes) -> bool:
    """Whether it decodes so, and mostly to Han characters where it is not ASCII."""
    try:
        foreign = [mark for mark in raw.decode("gb18030") if not mark.isascii()]
    except UnicodeDecodeError:
        return False
    return 2 * sum("\u3000" <= mark <= "\u9fff" or mark >= "\uff00" for mark in foreign) > len(foreign)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(line on which the record begins, its cells). A cell may hold line breaks."""
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise wrong(
                _l("第 %(line)d 行的引号没有配对，或单元格过长。请核对这一行的双引号后再导入。", line=line)
            ) from problem
        yield line, cells


def _header(cells: list[str], profile: Profile) -> list[str]:
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
