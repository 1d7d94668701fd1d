"""One cell at a time: dates, amounts, names. A cell that cannot be read says which flag it earns."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from services.cases.importing.flags import ImportFlag
from services.core.errors import Problem
from services.core.money import parse_yuan
from services.core.vault import mask_id, mask_name, mask_phone

FIRST_YEAR, LAST_YEAR = 1900, 2100
SHORTEST_NUMBER = 8
"""Of what is shorter a mask for numbers would leave nothing hidden."""
_FINER = re.compile(r"\d{1,15}\.\d{3,12}", re.ASCII)


class BadCell(Exception):
    """A cell that is left empty, with the flag that says why."""

    def __init__(self, flag: ImportFlag) -> None:
        super().__init__(flag.value)
        self.flag = flag


def tidy(cell: str) -> str:
    """The cell without blanks around, its line ends as plain newlines."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


def read_day(cell: str, form: str) -> date:
    """A calendar day in the form that `strptime` takes. Raises BadCell; nothing is completed or turned round."""
    if not cell.isascii():
        raise BadCell(ImportFlag.BAD_DATE)
    try:
        day = datetime.strptime(cell, form).date()  # noqa: DTZ007  (a plain day has no zone)
    except ValueError as problem:
        raise BadCell(ImportFlag.BAD_DATE) from problem
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadCell(ImportFlag.BAD_DATE)
    return day


def read_amount(cell: str, *, lenient: bool = False, rounded: bool = False) -> int:
    """An amount in hundredths of its currency. Raises BadCell: words, signs, a third decimal.

    Lenient reading also takes thousands commas, ¥ and full-width digits; `rounded` takes further decimals, half up.
    """
    plain = _in_hundredths(cell) if rounded and is_finer(cell) else cell
    try:
        return parse_yuan(plain, lenient=lenient)
    except Problem as problem:
        raise BadCell(ImportFlag.BAD_AMOUNT) from problem


def is_finer(cell: str) -> bool:
    """Whether it is a number with more than two decimals."""
    return _FINER.fullmatch(cell) is not None


def _in_hundredths(cell: str) -> str:
    return str(Decimal(cell).quantize(Decimal("0.01"), ROUND_HALF_UP))


def read_name(cell: str, longest: int) -> str:
    """A name or code on one line. Raises BadCell where it is too long to be kept as one."""
    name = " ".join(cell.split("\n")).replace("\x00", "")
    if len(name) > longest:
        raise BadCell(ImportFlag.TOO_LONG)
    return name


def is_form(form: str) -> bool:
    """Whether it says anything about a number: at least one 9 (a digit) or A (a letter)."""
    return "9" in form or "A" in form


def has_form(number: str, form: str) -> bool:
    """Whether the number is written so: 9 stands for a digit, A for a letter, anything else for itself."""
    return len(number) == len(form) and all(map(_fits, number, form))


def _fits(mark: str, wanted: str) -> bool:
    if wanted == "9":
        return mark.isascii() and mark.isdigit()
    if wanted == "A":
        return mark.isascii() and mark.isalpha()
    return mark == wanted


def masked(field: str, cell: str) -> str:
    """A cell that names a person, as a report may show it, whether or not it can be read; other fields as they are."""
    mask = {"name": mask_name, "phone": mask_phone, "id_number": mask_id}.get(field)
    if mask is None or not cell:
        return cell
    return mask(cell) if cell.isascii() and len(cell) >= SHORTEST_NUMBER else mask_name(cell)
