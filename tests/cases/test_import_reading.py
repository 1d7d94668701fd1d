"""Opening tables: good ones whole, broken ones in one sentence that names the line, and nothing half-written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.importing.files import TableFile
from services.cases.importing.loading import load_profile, read_profile
from services.cases.importing.profile import Profile
from services.cases.importing.reading import read_table
from services.cases.importing.row import RawRow
from services.cases.models import Case
from services.core.errors import Problem
from tests.cases.import_house import PROFILE, TWIN, ImportHouse, said

SMALL = read_profile({"name": "small", "columns": {"number": "no", "received": "in"}})
CHINESE = "\n".join([",".join(["no", "in", "说明"]), ",".join(["1", "2019-07-01", "拖欠工资"]), ""]).encode("gb18030")


def read_rows(file: Path, profile: Profile) -> list[RawRow]:
    return list(read_table(TableFile.at(file), profile))


def small(encoding: str = "utf-8", delimiter: str = "comma") -> Profile:
    told = {
        "name": "small",
        "encoding": encoding,
        "delimiter": delimiter,
        "columns": {"number": "no", "received": "in"},
    }
    return read_profile(told)


def table(tmp_path: Path, raw: bytes) -> Path:
    file = tmp_path / "table.csv"
    file.write_bytes(raw)
    return file


def test_the_twin_is_read_whole_with_line_breaks_in_cells() -> None:
    rows = read_rows(TWIN, load_profile(PROFILE))
    assert [row.place for row in rows] == list(range(2, 17))
    assert rows[8].cells["employer"] == "Quiet\nGarage, west yard"


def test_a_byte_order_mark_blank_lines_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    rows = read_rows(table(tmp_path, b"\xef\xbb\xbfno,in\r\n1,2019-07-01\r\n\r\n,\r\n2,2019-07-02\r\n"), SMALL)
    assert [(row.place, row.cells["no"]) for row in rows] == [(2, "1"), (5, "2")]


def test_gb18030_is_read_where_the_profile_says_so(tmp_path: Path) -> None:
    told = {"name": "small", "encoding": "gb18030", "columns": {"number": "no", "received": "in"}}
    with_note = read_profile(told | {"text": [{"column": "说明"}]})
    (row,) = read_rows(table(tmp_path, CHINESE), with_note)
    assert row.cells["说明"] == "拖欠工资"


def test_other_delimiters_are_read_where_the_profile_says_so(tmp_path: Path) -> None:
    (row,) = read_rows(table(tmp_path, b"no\tin\n1\t2019-07-01\n"), small(delimiter="tab"))
    assert row.cells["in"] == "2019-07-01"


BROKEN = {
    "empty": (b"", "没有内容"),
    "gb18030": (CHINESE, "GB18030"),
    "latin-1": (b"no,in\n1,2019-07-01\n2,caf\xe9 x\n", "第 3 行"),
    "utf-16": ("no,in\n".encode("utf-16"), "UTF-16"),
    "excel": (b"PK\x03\x04rest", "Excel"),
    "old excel": (b"\xd0\xcf\x11\xe0rest", "Excel"),
    "pdf": (b"%PDF-1.7", "PDF"),
    "nul": (b"no,in\n1,2019\x00-07-01\n", "第 2 行有空字符"),
    "column missing": (b"no,received\n1,2019-07-01\n", "in"),
    "column twice": (b"no,in,in\n1,2,3\n", "重复"),
    "too few cells": (b"no,in\n1,2019-07-01\n2\n", "第 3 行有 1 格，表头有 2 格"),
    "too many cells": (b'no,in\n"1\n",2019-07-01\n2,3,4\n', "第 4 行有 3 格"),
    "open quote": (b'no,in\n1,2\n3,"4\n5,6\n', "第 3 行的引号"),
    "text after quote": (b'no,in\n1,"2"x\n', "第 2 行的引号"),
    "huge cell": (b"no,in\n1," + b"x" * 1_000_001 + b"\n", "单元格过长"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_table_is_one_sentence_that_says_where_and_what(tmp_path: Path, kind: str) -> None:
    raw, part = BROKEN[kind]
    with pytest.raises(Problem) as caught:
        read_rows(table(tmp_path, raw), SMALL)
    assert part in said(caught.value)


@given(raw=st.binary(max_size=80) | st.text(alphabet='no,in"\n\r1 ', max_size=60).map(str.encode))
def test_any_bytes_are_a_table_or_a_problem(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.csv"
    file.write_bytes(b"no,in\n" + raw)
    try:
        read_rows(file, SMALL)
    except Problem:
        return


@pytest.mark.parametrize("kind", ["gb18030", "nul", "too few cells", "excel"])
def test_the_command_refuses_with_one_sentence_and_writes_nothing(
    import_house: ImportHouse,
    tmp_path: Path,
    kind: str,
) -> None:
    before = import_house.snapshot()
    profile = tmp_path / "small.yaml"
    profile.write_text("name: small\nunit: WA\ncolumns: {number: no, received: in}\n")
    refused = import_house.run(table(tmp_path, BROKEN[kind][0]), profile)
    assert refused.exit_code == 1
    assert refused.output.count("\n") == 1
    assert refused.output.count("\n") == 1
    assert import_house.snapshot() == before


def test_an_absent_file_is_one_sentence(import_house: ImportHouse, tmp_path: Path) -> None:
    refused = import_house.run(tmp_path / "nothing.csv")
    assert (refused.exit_code, refused.output.count("\n")) == (1, 1)
    assert import_house.count(Case) == 0
