"""CSV in UTF-8, or in GB18030 where that is said: decoded line by line, so that a fault has its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from services.cases.importing.checking import wrong
from services.cases.importing.files import TableFile
from services.core.errors import Problem
from services.core.words import _l

LARGEST_CELL = 1_000_000
SAMPLE = 1 << 20
_OTHER_KINDS = {
    b"PK\x03\x04": "Excel (xlsx) / Word / ZIP",
    b"\xd0\xcf\x11\xe0": "Excel (xls) / Word (doc)",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"SQLite format 3": "SQLite",
}


def records_of_csv(file: TableFile, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(line on which the record begins, its cells). A cell may hold line breaks. Raises Problem(invalid)."""
    _refuse_other_kinds(file.start(16))
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(_lines(file, encoding), delimiter=delimiter, strict=True)
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


def _refuse_other_kinds(start: bytes) -> None:
    for mark, kind in _OTHER_KINDS.items():
        if start.startswith(mark):
            raise wrong(_l("这是 %(kind)s 文件，不是 CSV。请在表格软件里另存为“CSV UTF-8”后再导入。", kind=kind))
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise wrong(_l("文件是 UTF-16 编码。请另存为“CSV UTF-8”后再导入。"))


def _lines(file: TableFile, encoding: str) -> Iterator[str]:
    """The lines with their ends. Neither encoding has the byte of a line end inside another character."""
    with file.open() as raw:
        for number, line in enumerate(raw, start=1):
            if b"\x00" in line:
                raise wrong(_l("第 %(line)d 行有空字符（NUL），文件可能已损坏。请从原系统重新导出。", line=number))
            try:
                text = line.decode("utf-8-sig" if encoding == "utf-8" and number == 1 else encoding)
            except UnicodeDecodeError as problem:
                raise _wrong_encoding(file, encoding, number) from problem
            yield from _split_at_returns(text)


def _split_at_returns(text: str) -> Iterator[str]:
    """One line, or several where an old system ended them with a carriage return alone."""
    if "\r" in text[:-2]:
        yield from io.StringIO(text, newline="")
    else:
        yield text


def _wrong_encoding(file: TableFile, encoding: str, line: int) -> Problem:
    if encoding == "utf-8" and looks_like_gb18030(file):
        return wrong(
            _l(
                "第 %(line)d 行不是 UTF-8 文字，像是 GB18030。请另存为“CSV UTF-8”，或在配置里写 encoding: gb18030。",
                line=line,
            )
        )
    return wrong(
        _l("第 %(line)d 行不是 %(encoding)s 文字。请另存为“CSV UTF-8”后再导入。", line=line, encoding=encoding)
    )


def looks_like_gb18030(file: TableFile) -> bool:
    """Whether its beginning is no UTF-8 but decodes as GB18030, mostly to Han characters where it is not ASCII."""
    sample = file.start(SAMPLE)
    whole = sample if len(sample) < SAMPLE else sample[: sample.rfind(b"\n") + 1]
    if _is_utf_8(whole):
        return False
    try:
        foreign = [mark for mark in whole.decode("gb18030") if not mark.isascii()]
    except UnicodeDecodeError:
        return False
    return 2 * sum("\u3000" <= mark <= "\u9fff" or mark >= "\uff00" for mark in foreign) > len(foreign)


def _is_utf_8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
