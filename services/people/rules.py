"""Numbers that identify people and employers: what is valid, how it is written, and what to say if it is not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidComponent

from services.core.errors import ErrorCode, Problem
from services.core.words import Words, _l
from services.people.kinds import Sex

PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71")
"""First two digits of an area code (GB/T 2260). Counties are not looked up: old numbers keep abolished ones."""

RESIDENCE_PERMITS = frozenset({"810000", "820000", "830000"})
"""Areas of the residence permits for people from Hong Kong, Macao and Taiwan; below 81 to 83 there are no others."""

_SHORT = (110, 119, 120, 122, 12110, 12309, 12315, 12333, 12338, 12345, 12348, 12351, 12355, 12356, 12368)
SHORT_NUMBERS = frozenset(str(number) for number in _SHORT)
"""Public service numbers that are whole as they are, also behind an area code."""

LONGEST_NAME = 60
SHORTEST_PURPOSE, LONGEST_PURPOSE = 2, 200
LONGEST_EVIDENCE = LONGEST_REASON = 500
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―.·()]+")
_ABROAD = re.compile(r"\+(?!86)")
_COUNTRY = re.compile(r"(?:\+86|0086|86(?=1\d{10}$|0\d{9,11}$))")
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})[1-9]\d{6,7}", re.ASCII)
_SERVICE = re.compile(r"[48]00\d{7}", re.ASCII)
_DOTS = re.compile(r"\s*[·•‧・･∙⋅．]\s*")


Days = tuple[date | None, date | None]
"""From and to, both included; None where it is not known or not over."""


@dataclass(frozen=True)
class IdNumber:
    """A valid citizen's or residence-permit number: 18 characters, X in upper case."""

    text: str

    @property
    def birth_date(self) -> date:
        """The day of birth that the number states."""
        return ric.get_birth_date(self.text)

    @property
    def sex(self) -> Sex:
        """By the seventeenth digit: odd is male."""
        return Sex.MALE if int(self.text[16]) % 2 else Sex.FEMALE


def read_id_number(text: str, *, on: date, lenient: bool = False, field: str | None = "id_number") -> IdNumber:
    """Reads a number by GB 11643 (weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, sum modulo 11).

    `on` is the day of reading: nobody is born after it. A lower-case x is always accepted; lenient reading is
    for people at a form and also takes full-width digits and blanks. Raises Problem(invalid) with one sentence.
    """
    number = (_SEPARATORS.sub("", _narrow(text)) if lenient else text).upper()
    problem = _problem_of_id(number, on)
    if problem is not None:
        raise Problem(ErrorCode.INVALID, problem, field=field)
    return IdNumber(number)


def read_id_number_of_any_day(text: str) -> IdNumber:
    """What somebody typed at a form, whose day does not matter."""
    return read_id_number(text, on=date.max, lenient=True)


def _problem_of_id(number: str, on: date) -> Words | None:
    if len(number) == 15 and number.isascii() and number.isdigit():
        return _l("15 位的旧号码已停用，请填写 18 位身份证号。")
    if len(number) != 18:
        return _l("身份证号应为 18 位，您输入了 %(size)d 位。", size=len(number))
    if not (number.isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")):
        return _l("身份证号由 17 位数字和最后一位数字或 X 组成，请核对。")
    if not _area_exists(number[:6]):
        return _l("身份证号的前 6 位不是地区代码，请核对。")
    try:
        born = ric.get_birth_date(number)
    except InvalidComponent:
        return _l("身份证号第 7 至 14 位不是存在的日期，请核对。")
    if not 1900 <= born.year <= on.year or born > on:
        return _l("身份证号里的出生日期不合情理，请核对。")
    if ric.calc_check_digit(number) != number[17]:
        return _l("身份证号的最后一位对不上，请核对是否输错。")
    return None


def _area_exists(area: str) -> bool:
    if area[:2] in ("81", "82", "83"):
        return area in RESIDENCE_PERMITS
    return PROVINCES.fullmatch(area[:2]) is not None


def looks_like_id_number(text: str) -> bool:
    """Whether an ID number was meant rather than a telephone number: too long for one, or ending in X."""
    number = _SEPARATORS.sub("", _narrow(text)).upper()
    return number.endswith("X") or (len(number) > 12 and not _COUNTRY.match(number))


def read_phone(text: str, *, lenient: bool = True, field: str | None = "phone") -> str:
    """A mainland telephone number in its one form: digits alone, landlines with their area code.

    Mobile numbers have 11 digits; landlines 010, 02x or 03xx–09xx and 7 or 8 digits; 400 and 800 numbers ten.
    SHORT_NUMBERS are known by list. Lenient reading takes blanks, hyphens, brackets, +86 and full-width digits.
    Raises Problem(invalid) with one sentence.
    """
    narrow = _SEPARATORS.sub("", _narrow(text)) if lenient else text
    if _ABROAD.match(narrow):
        raise Problem(ErrorCode.INVALID, _l("请填写中国内地的手机号，或带区号的座机号。"), field=field)
    number = _without_country(narrow) if lenient else text
    if not (number.isascii() and number.isdigit()):
        raise Problem(ErrorCode.INVALID, _l("电话号码只能由数字组成，请核对。"), field=field)
    if not _is_phone(number):
        raise Problem(ErrorCode.INVALID, _problem_of_phone(number), field=field)
    return number


def is_mobile(number: str) -> bool:
    """Whether a number in its one form is a mobile one, which takes short messages."""
    return bool(_MOBILE.fullmatch(number))


def _without_country(number: str) -> str:
    """Without +86, 0086 or 86; an area code that lost its 0 behind the country code gets it back."""
    found = _COUNTRY.match(number)
    if not found:
        return number
    rest = number[found.end() :]
    return "0" + rest if not _is_phone(rest) and _is_phone("0" + rest) else rest


def _is_phone(number: str) -> bool:
    if number in SHORT_NUMBERS or _short_behind_area(number):
        return True
    return any(form.fullmatch(number) for form in (_MOBILE, _LANDLINE, _SERVICE))


def _short_behind_area(number: str) -> bool:
    return number.startswith("0") and any(
        number[size:] in SHORT_NUMBERS and len(number[size:]) == 5 for size in ((3,) if number[1:2] in "12" else (4,))
    )


def _problem_of_phone(number: str) -> Words:
    if number.startswith("1") and len(number) != 11:
        return _l("手机号应为 11 位，您输入了 %(size)d 位。", size=len(number))
    if number.startswith("1"):
        return _l("没有以 %(start)s 开头的手机号，请核对。", start=number[:3])
    if number.startswith("0"):
        return _l("座机号应为区号加 7 或 8 位号码，例如 010-12345678。")
    if len(number) in (7, 8):
        return _l("座机号请加上区号，例如 010-12345678。")
    return _l("请填写 11 位手机号，或带区号的座机号。")


def read_credit_code(text: str, *, lenient: bool = False, field: str | None = "credit_code") -> str:
    """A unified social credit code by GB 32100: 18 characters without I, O, S, V, Z, the last one a check.

    Letters may be lower case; lenient reading also takes full-width characters and blanks. Raises Problem(invalid).
    """
    code = (_SEPARATORS.sub("", _narrow(text)) if lenient else text).upper()
    if len(code) != 18:
        raise Problem(
            ErrorCode.INVALID, _l("统一社会信用代码应为 18 位，您输入了 %(size)d 位。", size=len(code)), field=field
        )
    if not (code.isascii() and code.isalnum()):
        raise Problem(ErrorCode.INVALID, _l("统一社会信用代码只由数字和大写字母组成，请核对。"), field=field)
    wrong = sorted(set(code) & set("IOSVZ"))
    if wrong:
        raise Problem(
            ErrorCode.INVALID,
            _l("统一社会信用代码里没有字母 %(wrong)s，请核对是否为数字。", wrong="、".join(wrong)),
            field=field,
        )
    return _checked_credit_code(code, field)


def _checked_credit_code(code: str, field: str | None) -> str:
    if not code[2:8].isdigit():
        raise Problem(
            ErrorCode.INVALID, _l("统一社会信用代码的第 3 至 8 位是地区代码，只有数字，请核对。"), field=field
        )
    if uscc.calc_check_digit(code) != code[17]:
        raise Problem(ErrorCode.INVALID, _l("统一社会信用代码的最后一位对不上，请核对是否输错。"), field=field)
    return code


def read_name(text: str, *, field: str | None = "name") -> str:
    """A person's name, tidied: NFC, single blanks, every kind of middle dot written ·.

    Rare characters are kept as typed. Raises Problem(invalid): empty, too long, without a letter, or with control
    characters.
    """
    tidy = _DOTS.sub("·", " ".join(unicodedata.normalize("NFC", text).split()))
    if not tidy:
        raise Problem(ErrorCode.INVALID, _l("请填写姓名。"), field=field)
    if len(tidy) > LONGEST_NAME:
        raise Problem(
            ErrorCode.INVALID,
            _l("姓名最多 %(most)d 个字，您输入了 %(size)d 个字。", most=LONGEST_NAME, size=len(tidy)),
            field=field,
        )
    if not all(_belongs_in_a_name(mark) for mark in tidy) or tidy.isdigit():
        raise Problem(ErrorCode.INVALID, _l("姓名里有不能识别的字符，请核对。"), field=field)
    return tidy


def _belongs_in_a_name(mark: str) -> bool:
    """Anything but control characters: Co and Cn hold rare characters of old systems and of newer Unicode."""
    return unicodedata.category(mark) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _narrow(text: str) -> str:
    """Full-width forms to plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def overlap(one: Days, other: Days) -> bool:
    """Whether two stretches of days share one; both ends are included, an open end reaches for ever."""
    return (one[0] or date.min) <= (other[1] or date.max) and (other[0] or date.min) <= (one[1] or date.max)
