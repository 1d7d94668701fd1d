"""Amounts and dates in what people wrote: which are found, and that no text makes it slow or unsafe."""

from __future__ import annotations

import time

import pytest

from services.core.found import PATTERN, found_in, marked

pytestmark = pytest.mark.source


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("单位答应3月9日前补发3,000元", ["3月9日", "3,000元"]),
        ("共欠 12500.50 元，已付￥860", ["12500.50 元", "￥860"]),
        ("赔偿金一万八千六百元已到账", ["一万八千六百元"]),
        ("要 2.5万元，少了三百多块钱", ["2.5万元", "三百多块钱"]),
        ("2026 年 3 月 9 日开庭，明天面谈，下周三回复", ["2026 年 3 月 9 日", "明天", "下周三"]),
        ("by 2026-03-09 they pay 3,000 yuan", ["2026-03-09", "3,000 yuan"]),
        ("2025年11月起没有发工资", ["2025年11月"]),
        ("打 12351，案号 DW-2026-000011，共 46 人，第3条", []),
        ("身份证号 310101199001011234", []),
    ],
)
def test_amounts_and_dates_are_found_and_other_figures_are_not(text: str, found: list[str]) -> None:
    assert found_in(text) == found


def test_what_people_wrote_is_escaped_and_stays_whole() -> None:
    assert marked("<b>300元</b>&") == "&lt;b&gt;<mark>300元</mark>&lt;/b&gt;&amp;"
    assert marked("") == ""


@pytest.mark.parametrize("piece", ["1", "1,", "1.", "一", "¥", "1月", "1 年 ", "2026-"])
def test_no_text_makes_it_slow(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    began = time.perf_counter()
    marked(text)
    assert time.perf_counter() - began < 1


def test_a_browser_reads_the_pattern_too() -> None:
    """No named groups, no inline flags, no possessive repetition: what Python alone would understand."""
    assert not any(part in PATTERN for part in ("(?P", "(?i", "*+", "++", "(?#"))
