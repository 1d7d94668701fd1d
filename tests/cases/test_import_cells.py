"""Cells and rows on paper: what is read, what is not, and that nothing breaks on any text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.importing.cells import BadCell, has_form, read_amount, read_day, read_name, tidy
from services.cases.importing.flags import ImportFlag
from services.cases.importing.loading import read_profile
from services.cases.importing.row import RawRow
from services.cases.importing.rows import read_row

SMALL = read_profile(
    {
        "name": "small",
        "columns": {
            "number": "no",
            "received": "in",
            "closed": "out",
            "claim": "claim",
            "employer": {"name": "firm", "code": "reg", "none": ["NA"]},
            "category": {"column": "kind"},
        },
        "text": [{"column": "note", "split": ";"}],
    }
)
EMPTY = dict.fromkeys(SMALL.needed, "")
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("cell", "form", "day"),
    [
        ("2019-07-01", "%Y-%m-%d", date(2019, 7, 1)),
        ("2020-02-29", "%Y-%m-%d", date(2020, 2, 29)),
        ("7/1/2019", "%m/%d/%Y", date(2019, 7, 1)),
        ("31.12.2019", "%d.%m.%Y", date(2019, 12, 31)),
    ],
)
def test_days_are_read_in_the_form_of_the_profile(cell: str, form: str, day: date) -> None:
    assert read_day(cell, form) == day


@pytest.mark.parametrize(
    "cell",
    ["8/29/", "unreadable", "2019-02-29", "2019-13-01", "0019-01-01", "2019-07-01 00:00", "２０１９-07-01", "19-07-01"],
)
def test_other_days_are_never_completed(cell: str) -> None:
    with pytest.raises(BadCell) as caught:
        read_day(cell, "%Y-%m-%d")
    assert caught.value.flag is ImportFlag.BAD_DATE


@pytest.mark.parametrize(
    ("cell", "fen"), [("0.00", 0), ("416", 41600), ("416.5", 41650), ("763000082.00", 76300008200)]
)
def test_amounts_are_exact_hundredths(cell: str, fen: int) -> None:
    assert read_amount(cell, lenient=False) == fen


@pytest.mark.parametrize("cell", ["$190.00 plus", "undet.", "$145,00", "1.234", "-5", "1e9", "NaN", "1,000.00", "１２"])
def test_other_amounts_are_never_guessed(cell: str) -> None:
    with pytest.raises(BadCell) as caught:
        read_amount(cell, lenient=False)
    assert caught.value.flag is ImportFlag.BAD_AMOUNT


def test_lenient_amounts_take_thousands_commas() -> None:
    assert read_amount("1,000.00", lenient=True) == 100000


def test_names_stand_on_one_line_and_keep_their_spelling() -> None:
    assert read_name(tidy("  De  Anza\r\nYard "), 40) == "De  Anza Yard"
    with pytest.raises(BadCell):
        read_name("x" * 41, 40)


CELL = st.one_of(st.text(max_size=30), st.sampled_from(["", "2019-07-01", "2019-06-30", "12.50", "na", "A1"]))


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(SMALL.needed, CELL)), max_size=5))
def test_any_cells_make_rows_and_every_emptied_cell_is_reported(tables: list[dict[str, str]]) -> None:
    rows = [read_row(RawRow(place, cells), SMALL, today=TODAY) for place, cells in enumerate(tables, start=2)]
    assert len(rows) == len(tables)
    for row, cells in zip(rows, tables, strict=True):
        reported = {fault.column for fault in row.faults}
        for column, value in (("out", row.closed_on), ("claim", row.claim_fen), ("kind", row.category)):
            assert value is not None or not cells[column].strip() or column in reported
        assert row.received_on is not None or "in" in reported


def test_an_unread_cell_stays_in_the_text_and_blank_parts_do_not() -> None:
    cells = {**EMPTY, "no": "1", "in": "2019-07-01", "claim": "a lot", "note": "late; ;rude"}
    row = read_row(RawRow(2, cells), SMALL, today=TODAY)
    assert row.text == "note: late\nnote: rude\nclaim: a lot"


def test_a_word_for_nobody_is_no_employer_in_any_case_of_letters() -> None:
    row = read_row(RawRow(2, {**EMPTY, "in": "2019-07-01", "firm": "Na"}), SMALL, today=TODAY)
    assert row.employer is None
    assert row.text == "firm: Na"


@pytest.mark.parametrize(
    ("cell", "fen"), [("536.468", 53647), ("12.345", 1235), ("12.344999", 1234), ("0.005", 1), ("7", 700), ("7.5", 750)]
)
def test_further_decimals_are_rounded_half_up_where_the_profile_lets_them(cell: str, fen: int) -> None:
    assert read_amount(cell, rounded=True) == fen


@pytest.mark.parametrize("cell", ["536.468+", "-1.005", "1e-3", "1.00000000000001", ".555", "nan"])
def test_rounding_makes_no_amount_of_anything_else(cell: str) -> None:
    with pytest.raises(BadCell):
        read_amount(cell, rounded=True)


@pytest.mark.parametrize(
    ("number", "form", "fits"),
    [
        ("16-0001", "99-9999", True),
        ("16-001", "99-9999", False),
        ("16-00011", "99-9999", False),
        ("１6-0001", "99-9999", False),
        ("A1-x", "A9-A", True),
        ("A1-é", "A9-A", False),
        ("N1", "N9", True),
    ],
)
def test_a_number_has_the_form_mark_by_mark(number: str, form: str, fits: bool) -> None:
    assert has_form(number, form) is fits
