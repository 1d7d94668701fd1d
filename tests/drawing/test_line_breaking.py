"""Chinese lines end where GB/T 15834 lets them."""

import re

import pytest

from services.drawing.fonts import faces
from services.drawing.linebreak import NO_END, NO_START, break_lines
from tests.drawing.cast import long_text


def one_each(text: str) -> float:
    """A measure in which every character is one wide."""
    return float(len(text))


def test_no_line_of_a_long_text_begins_or_ends_with_a_mark_that_may_not_stand_there() -> None:
    text, face = long_text(), faces().regular
    for width in range(150, 460, 23):
        lines = break_lines(text, width, lambda part: face.width(part, 16))
        assert [line for line in lines if line[0] in NO_START or line[-1] in NO_END] == []
        assert max(face.width(line, 16) for line in lines) <= width + 0.01
        assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)


def test_numbers_dates_and_words_stay_whole() -> None:
    whole = ("1,284", "12.5%", "47.36%", "2026-03-16", "￥36,800.00", "38℃", "±0.5‰", "Trade", "Union")
    text, face = long_text(), faces().regular
    for width in range(150, 460, 23):
        lines = break_lines(text, width, lambda part: face.width(part, 16))
        for word in whole:
            assert sum(line.count(word) for line in lines) == text.count(word), word


def test_a_sign_stays_with_its_number() -> None:
    for width in range(4, 12):
        assert not any(
            line.endswith(("-", "−", "+")) for line in break_lines("环比 -3.2 同比 −0.8 另 +12", width, one_each)
        )


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, [""]),
        ("一二三", 5, ["一二三"]),
        ("一二三四五六", 3, ["一二三", "四五六"]),
        ("一二三，四五", 3, ["一二", "三，四", "五"]),
        ("一二（三四）", 3, ["一二", "（三", "四）"]),
        ("上\n下", 9, ["上", "下"]),
        ("one two three", 8, ["one two", "three"]),
        ("3a7bd3e2360a", 5, ["3a7bd", "3e236", "0a"]),
        ("一二\u00a0三", 3, ["一", "二\u00a0三"]),
    ],
)
def test_lines(text: str, width: float, lines: list[str]) -> None:
    assert break_lines(text, width, one_each) == lines


def test_the_first_line_leaves_room_for_its_indent() -> None:
    assert break_lines("一二三四五六七八", 4, one_each, first=2) == ["一二", "三四五六", "七八"]
