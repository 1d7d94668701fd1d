"""What was typed into the search box: words may stand in an address, what points to a person may not."""

from __future__ import annotations

import pytest

from services.cases.typed import LONGEST, case_number, could_be_names, read


@pytest.mark.parametrize(
    "text",
    ["工资", "矽肺", "拖欠 工资", "加班费", "社保", "工伤认定", "12351", "2026", "示例第七公司", "Example", "三个月"],
)
def test_words_may_stand_in_an_address(text: str) -> None:
    assert not read(text).personal


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "138 1234 5678",
        "１３８-１２３４-５６７８",
        "+86 138 1234 5678",
        "010-12345678",
        "1381234567",
        "电话13812345678",
        "11010519491231002X",
        "110105194912310021",
        "工资 13812345678",
    ],
)
def test_a_long_number_stands_in_none_even_if_it_is_no_valid_one(text: str) -> None:
    assert read(text).personal


@pytest.mark.parametrize("text", ["王小明", "欧阳修", "李某", "阿依古丽·买买提", "王小明 工资"])
def test_what_reads_like_a_name_stands_in_none(text: str) -> None:
    assert read(text).personal


def test_a_rare_surname_is_known_by_the_register() -> None:
    assert not read("亓某某").personal
    assert "亓某某" in could_be_names("亓某某 工资")
    assert read("亓某某", frozenset({"亓某某"})).personal


def test_a_whole_number_is_read_in_its_one_form() -> None:
    assert read("138 1234 5678").phone == "13812345678"
    assert read("１１０１０５１９４９１２３１００２ｘ").id_number == "11010519491231002X"
    assert read("138 1234 5678").parts == ["138 1234 5678"]


@pytest.mark.parametrize(
    ("text", "number"), [("da-2026-000123", "DA-2026-000123"), (" DA-2026-7K3M9QXW ", "DA-2026-7K3M9QXW")]
)
def test_a_case_number_is_known_by_its_look(text: str, number: str) -> None:
    assert case_number(text) == number


@pytest.mark.parametrize("text", ["工资", "DA-2026", "2026-000123", "", "13812345678"])
def test_anything_else_is_no_case_number(text: str) -> None:
    assert case_number(text) is None


def test_what_is_looked_for_is_short() -> None:
    assert len(read("字" * 5000).text) == LONGEST
    assert read("\x00 \ud800 ").text == ""
