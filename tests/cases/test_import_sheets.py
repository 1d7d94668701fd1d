"""A workbook gives the same rows as a CSV file, and a bad one a sentence."""

from __future__ import annotations

import csv
from datetime import date, datetime, time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from services.cases.importing.files import TableFile
from services.cases.importing.loading import read_profile
from services.cases.importing.reading import read_table
from services.cases.importing.sheets import MOST_UNPACKED, text_of
from services.cases.models import Case
from services.core.access import SYSTEM, Level
from services.core.errors import Problem
from services.units.actions import add_unit
from tests.cases.import_house import AT, PROFILE, TWIN, ImportHouse, said

DAY = "%Y-%m-%d"
SMALL = read_profile({"name": "small", "columns": {"number": "no", "received": "in"}})


def typed(cell: str) -> object:
    """What a person's spreadsheet makes of a cell: days and numbers are no texts there."""
    for read in (date.fromisoformat, float):
        try:
            return read(cell)
        except ValueError:
            continue
    return cell or None


def workbook(file: Path, rows: list[list[object]]) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    for row in rows:
        sheet.append(row)
    book.save(file)
    book.close()
    return file


def test_a_workbook_makes_the_same_cases_as_the_csv_file(import_house: ImportHouse, tmp_path: Path) -> None:
    with TWIN.open(encoding="utf-8", newline="") as source:
        header, *rows = csv.reader(source)
    keep = [header.index(name) for name in ("case_no", "employer_ubi", "zip", "city", "employer")]
    cells = [[cell or None if at in keep else typed(cell) for at, cell in enumerate(row)] for row in rows]
    file = workbook(tmp_path / "twin.xlsx", [list(header), *cells])
    add_unit(None, "WB", "另一处", Level.PROVINCE, by=SYSTEM, at=AT)
    assert import_house.run(file).exit_code == 0
    assert import_house.run(TWIN, PROFILE, "--unit", "WB").exit_code == 0
    assert of_unit(import_house, "WA") == of_unit(import_house, "WB") != []


def of_unit(house: ImportHouse, code: str) -> list[object]:
    cases = house.rows(Case, Case.org_path == f"/{code}/")
    return [(case.received_at, case.closed_at, case.claim_fen, case.status, case.employer_name) for case in cases]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (492.0, "492"),
        (0.1 + 0.2, "0.3"),
        (1234.5, "1234.5"),
        (13812345678.0, "13812345678"),
        (True, "TRUE"),
        ("", ""),
        (date(2019, 7, 1), "2019-07-01"),
        (datetime.combine(date(2019, 7, 1), time()), "2019-07-01"),
        (datetime.combine(date(2019, 7, 1), time(8, 30)), "2019-07-01 08:30"),
    ],
)
def test_a_cell_is_what_a_person_reads(cell: object, words: str) -> None:
    assert text_of(cell, DAY) == words  # type: ignore[arg-type]


def test_days_are_written_in_the_form_of_the_profile() -> None:
    assert text_of(date(2019, 7, 1), "%d.%m.%Y") == "01.07.2019"


def rows_in(file: Path) -> list[object]:
    return list(read_table(TableFile.at(file), SMALL))


def test_a_sheet_with_blank_rows_keeps_the_count_of_its_rows(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", [["no", "in"], ["1", date(2019, 7, 1)], [None, None], ["2", "2019-07-02"]])
    assert [row.place for row in rows_in(file)] == [2, 4]  # type: ignore[attr-defined]


def test_a_damaged_workbook_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "bad.xlsx"
    with ZipFile(file, "w") as parts:
        parts.writestr("xl/workbook.xml", "<workbook")
    with pytest.raises(Problem) as caught:
        rows_in(file)
    assert "Excel" in said(caught.value)


def test_a_workbook_that_grows_without_measure_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "bomb.xlsx"
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=1) as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        with parts.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _portion in range(MOST_UNPACKED // 10_000_000 + 1):
                sheet.write(bytes(10_000_000))
    assert file.stat().st_size < 10_000_000
    with pytest.raises(Problem) as caught:
        rows_in(file)
    assert "过大" in said(caught.value)


def test_another_kind_of_archive_is_no_table(tmp_path: Path) -> None:
    file = tmp_path / "other.zip"
    with ZipFile(file, "w") as parts:
        parts.writestr("a.txt", "a")
    with pytest.raises(Problem) as caught:
        rows_in(file)
    assert "ZIP" in said(caught.value)
