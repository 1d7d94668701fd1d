"""Identity numbers, telephone numbers, credit codes and names, on paper."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from services.core.errors import ErrorCode, Problem
from services.people.kinds import Sex
from services.people.rules import (
    looks_like_id_number,
    read_credit_code,
    read_id_number,
    read_name,
    read_phone,
)

TODAY = date(2026, 3, 2)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def sentence(problem: Problem) -> str:
    app = Flask(__name__)
    Babel(app)
    with app.app_context():
        return str(problem.sentence)


def id_number(area: str, born: date, order: int) -> str:
    """A valid number, its check digit worked out as GB 11643 says."""
    body = f"{area}{born:%Y%m%d}{order:03d}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


AREAS = st.sampled_from(["110105", "320502", "510902", "650101", "710000", "810000", "820000", "830000"])
BORN = st.dates(date(1900, 1, 1), TODAY)
VALID = st.builds(id_number, AREAS, BORN, st.integers(0, 999))


def test_the_standards_own_example_is_valid() -> None:
    number = read_id_number("11010519491231002X", on=TODAY)
    assert (number.birth_date, number.sex) == (date(1949, 12, 31), Sex.FEMALE)


@given(AREAS, BORN, st.integers(0, 999))
def test_a_valid_number_says_birth_and_sex(area: str, born: date, order: int) -> None:
    number = read_id_number(id_number(area, born, order), on=TODAY)
    assert number.birth_date == born
    assert number.sex is (Sex.MALE if order % 2 else Sex.FEMALE)


@given(VALID, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, by: int) -> None:
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    with pytest.raises(Problem):
        read_id_number(wrong, on=TODAY)


@given(VALID, st.integers(0, 15))
def test_two_neighbours_exchanged_are_always_noticed(number: str, place: int) -> None:
    turned = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if turned != number:
        with pytest.raises(Problem):
            read_id_number(turned, on=TODAY)


def test_counties_that_were_abolished_stay_valid() -> None:
    assert read_id_number(id_number("320502", date(1980, 2, 29), 1), on=TODAY)
    assert read_id_number(id_number("500221", date(2003, 5, 1), 1), on=TODAY)


def test_a_lower_case_x_is_taken_everywhere_full_width_only_from_people() -> None:
    assert read_id_number("11010519491231002x", on=TODAY).text == "11010519491231002X"
    typed = "110105 19491231-002ｘ".translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert read_id_number(typed, on=TODAY, lenient=True).text == "11010519491231002X"
    with pytest.raises(Problem):
        read_id_number(typed, on=TODAY)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("1101051949123100", "身份证号应为 18 位，您输入了 16 位。"),
        ("110105491231002", "15 位的旧号码已停用，请填写 18 位身份证号。"),
        ("1101051949123100XX", "身份证号由 17 位数字和最后一位数字或 X 组成，请核对。"),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢١", "身份证号由 17 位数字和最后一位数字或 X 组成，请核对。"),
        ("990105194912310026", "身份证号的前 6 位不是地区代码，请核对。"),
        ("810101199408230021", "身份证号的前 6 位不是地区代码，请核对。"),
        ("110105194902300026", "身份证号第 7 至 14 位不是存在的日期，请核对。"),
        ("110105190002290026", "身份证号第 7 至 14 位不是存在的日期，请核对。"),
        ("110105189912310026", "身份证号里的出生日期不合情理，请核对。"),
        ("110105194912310021", "身份证号的最后一位对不上，请核对是否输错。"),
    ],
)
def test_what_is_wrong_with_a_number_is_one_sentence(number: str, said: str) -> None:
    with pytest.raises(Problem) as caught:
        read_id_number(number, on=TODAY)
    assert (sentence(caught.value), caught.value.code, caught.value.field) == (said, ErrorCode.INVALID, "id_number")


def test_nobody_is_born_after_today() -> None:
    assert read_id_number(id_number("110105", TODAY, 1), on=TODAY)
    with pytest.raises(Problem):
        read_id_number(id_number("110105", TODAY + timedelta(days=1), 1), on=TODAY)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13812345678", "13812345678"),
        (" 138 1234 5678 ", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("(010) 6666 8888", "01066668888"),
        ("+86 10 6666 8888", "01066668888"),
        ("86 010-66668888", "01066668888"),
        ("0431-8123456", "04318123456"),
        ("0431 8123 4567", "043181234567"),
        ("400-123-4567", "4001234567"),
        ("12351", "12351"),
        ("010-12351", "01012351"),
        ("0451 12345", "045112345"),
    ],
)
def test_a_phone_has_one_form_however_it_is_typed(typed: str, kept: str) -> None:
    assert read_phone(typed) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1381234567", "手机号应为 11 位，您输入了 10 位。"),
        ("138123456789", "手机号应为 11 位，您输入了 12 位。"),
        ("12812345678", "没有以 128 开头的手机号，请核对。"),
        ("66668888", "座机号请加上区号，例如 010-12345678。"),
        ("010-123456", "座机号应为区号加 7 或 8 位号码，例如 010-12345678。"),
        ("+852 2345 6789", "请填写中国内地的手机号，或带区号的座机号。"),
        ("999", "请填写 11 位手机号，或带区号的座机号。"),
        ("老王的电话", "电话号码只能由数字组成，请核对。"),
        ("", "电话号码只能由数字组成，请核对。"),
    ],
)
def test_what_is_wrong_with_a_phone_is_one_sentence(typed: str, said: str) -> None:
    with pytest.raises(Problem) as caught:
        read_phone(typed)
    assert sentence(caught.value) == said


@given(st.text(max_size=25))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (
        read_phone,
        read_name,
        lambda told: read_credit_code(told, lenient=True),
        lambda told: read_id_number(told, on=TODAY, lenient=True),
    ):
        try:
            read(text)  # type: ignore[operator]
        except Problem:
            continue


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"))
def test_reading_a_phone_again_changes_nothing(phone: str) -> None:
    assert read_phone(read_phone(phone)) == phone


@pytest.mark.parametrize("code", ["91110000600037341L", "91350100M000100Y43"])
def test_real_forms_of_credit_codes_are_valid(code: str) -> None:
    assert read_credit_code(code) == code
    assert read_credit_code(code.lower()) == code


@given(st.text("0123456789", min_size=8, max_size=8), st.text(ALPHABET, min_size=9, max_size=9))
def test_a_credit_code_ends_in_the_check_of_the_standard(head: str, body: str) -> None:
    total = sum(ALPHABET.index(mark) * pow(3, place, 31) for place, mark in enumerate(head + body))
    good = ALPHABET[(31 - total % 31) % 31]
    assert read_credit_code(head + body + good)
    for wrong in set(ALPHABET) - {good}:
        with pytest.raises(Problem):
            read_credit_code(head + body + wrong)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("9111000060003734", "统一社会信用代码应为 18 位，您输入了 16 位。"),
        ("9111000060003734IL", "统一社会信用代码里没有字母 I，请核对是否为数字。"),
        ("911100006000373-1L", "统一社会信用代码只由数字和大写字母组成，请核对。"),
        ("91AB0000600037341L", "统一社会信用代码的第 3 至 8 位是地区代码，只有数字，请核对。"),
        ("911100006000373411", "统一社会信用代码的最后一位对不上，请核对是否输错。"),
    ],
)
def test_what_is_wrong_with_a_credit_code_is_one_sentence(code: str, said: str) -> None:
    with pytest.raises(Problem) as caught:
        read_credit_code(code)
    assert sentence(caught.value) == said


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 孙某 ", "孙某"),
        ("阿依古丽 • 买买提", "阿依古丽·买买提"),
        ("喆堃䶮𬭎", "喆堃䶮𬭎"),
        ("John  Q.\tPublic", "John Q. Public"),
    ],
)
def test_names_are_tidied_and_rare_characters_stay(typed: str, kept: str) -> None:
    assert read_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "孙\x00某", "孙\u202e某", "13812345678", "某" * 61])
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(Problem):
        read_name(typed)


def test_an_id_number_and_a_phone_are_told_apart_by_their_length() -> None:
    assert looks_like_id_number("1101051949123100 2x")
    assert looks_like_id_number("110105194912310")
    assert not looks_like_id_number("+86 138 1234 5678")
    assert not looks_like_id_number("138-1234-567")
