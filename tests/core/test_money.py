"""Money: whole fen, strict in files, lenient at a form, never a float."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from services.cases.models import Case
from services.core.database import FenColumn
from services.core.errors import ErrorCode, Problem
from services.core.money import MOST_FEN, parse_yuan, yuan, yuan_grouped

STRICT = {
    "0": 0,
    "0.01": 1,
    "0.1": 10,
    "860": 86_000,
    "860.5": 86_050,
    "860.50": 86_050,
    "007": 700,
    "99999999999.99": 9_999_999_999_999,
    "100000000000": MOST_FEN,
    "100000000000.00": MOST_FEN,
}
LENIENT = {
    " 860 ": 86_000,
    "８６０．５０": 86_050,
    "￥860": 86_000,
    "¥１，２３４．５": 123_450,
    "1,234,567.89": 123_456_789,
    "1，234元": 123_400,
    "860 元": 86_000,
}
NEVER = (
    *("", " ", "-1", "-0.01", "−5", "NaN", "nan", "inf", "1e99", "1e2", "1E2", "0x10", "1_000", "+5", "0.005", "1.234"),
    *(".5", "5.", "1.2.3", "一千", "１２万", "1 000", "1,00", "12,34,567", "1,2345", "100000000000.01", "9" * 400),
    *("½", "²", "٣٤", "12abc", "$5", "5%", "\x00", "1\n2"),
)


@pytest.mark.parametrize("text", STRICT)
def test_plain_amount_is_read_the_same_at_a_form_and_in_a_file(text: str) -> None:
    assert parse_yuan(text) == parse_yuan(text, lenient=True) == STRICT[text]


@pytest.mark.parametrize("text", LENIENT)
def test_what_a_person_types_is_understood_at_a_form_and_refused_in_a_file(text: str) -> None:
    assert parse_yuan(text, lenient=True) == LENIENT[text]
    with pytest.raises(Problem):
        parse_yuan(text)


@pytest.mark.parametrize("text", NEVER)
@pytest.mark.parametrize("lenient", [True, False])
def test_what_is_not_an_amount_is_refused_at_its_field(text: str, lenient: bool) -> None:
    with pytest.raises(Problem) as refusal:
        parse_yuan(text, lenient=lenient, field="claim")
    assert (refusal.value.code, refusal.value.field) == (ErrorCode.INVALID, "claim")


@given(st.integers(0, MOST_FEN))
def test_every_amount_survives_being_written_and_read(fen: int) -> None:
    assert parse_yuan(yuan(fen)) == fen
    assert parse_yuan(yuan_grouped(fen), lenient=True) == fen


@given(st.text(max_size=40), st.booleans())
def test_any_text_is_an_amount_in_whole_fen_or_refused(text: str, lenient: bool) -> None:
    try:
        fen = parse_yuan(text, lenient=lenient)
    except Problem:
        return
    assert type(fen) is int
    assert 0 <= fen <= MOST_FEN


@pytest.mark.parametrize(
    ("fen", "plain", "grouped"),
    [
        (0, "0.00", "0.00"),
        (5, "0.05", "0.05"),
        (-5, "-0.05", "-0.05"),
        (123_450, "1234.50", "1,234.50"),
        (-123_450, "-1234.50", "-1,234.50"),
        (115_450_172, "1154501.72", "1,154,501.72"),
    ],
)
def test_fen_are_written_with_two_decimals(fen: int, plain: str, grouped: str) -> None:
    assert (yuan(fen), yuan_grouped(fen)) == (plain, grouped)


@pytest.mark.parametrize("amount", [1.0, 0.1, True, "5", None])
def test_a_column_of_fen_takes_whole_numbers_alone(amount: object) -> None:
    column = Case.__table__.c.claim_fen.type
    assert isinstance(column, FenColumn)
    bind = column.bind_processor(insert(Case).compile().dialect)
    assert bind is not None
    if amount is None:
        assert bind(None) is None
    else:
        with pytest.raises(TypeError):
            bind(amount)
