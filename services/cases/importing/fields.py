"""What the fields of rolls, and of the people whom cases name, must be like: each cell read by its room's own rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from services.accounts.rules import read_role, tidy_login
from services.cases.importing.cells import BadCell
from services.cases.importing.flags import ImportFlag
from services.cases.importing.row import CellReader
from services.core.errors import Problem
from services.people.kinds import EmployerKind, Group, Sex
from services.people.rules import read_credit_code, read_id_number, read_name, read_phone

LONGEST_EMPLOYER, LONGEST_CODE = 200, 64
Parse = Callable[[str, date], str]
"""A word, and the day of the import → the word in its one form. Raises Problem, ValueError or BadCell."""


def _short(longest: int) -> Parse:
    def read(word: str, _today: date) -> str:
        if len(word) > longest:
            raise BadCell(ImportFlag.TOO_LONG)
        return " ".join(word.split())

    return read


def _one_of(members: type[Any]) -> Parse:
    """By value or by its Chinese name."""

    def read(word: str, _today: date) -> str:
        return next((str(each.value) for each in members if word in (each.value, each.msgid)), None) or str(
            members(word).value
        )

    return read


CHOSEN = frozenset({"groups", "roles", "kind", "sex"})
OF_PEOPLE: Mapping[str, Parse] = {
    "name": lambda word, _today: read_name(word),
    "phone": lambda word, _today: read_phone(word),
    "id_number": lambda word, today: read_id_number(word, on=today, lenient=True).text,
    "sex": _one_of(Sex),
    "groups": _one_of(Group),
}
OF_OTHERS: Mapping[str, Parse] = {
    "name": _short(LONGEST_EMPLOYER),
    "code": _short(LONGEST_CODE),
    "credit_code": lambda word, _today: read_credit_code(word, lenient=True),
    "upstream": _short(LONGEST_EMPLOYER),
    "kind": _one_of(EmployerKind),
    "login": lambda word, _today: tidy_login(word),
    "unit": _short(32),
    "roles": lambda word, _today: read_role(word).value,
}


def read_field(reader: CellReader, parse: Parse, name: str, column: str, words: Iterable[str], today: date) -> str:
    """The words of a field in their one form, joined by newlines; the first that cannot be read is reported."""
    found = []
    for word in filter(None, words):
        try:
            found.append(parse(word, today))
        except (Problem, ValueError, BadCell):
            reader.report(column, ImportFlag.UNKNOWN_WORD if name in CHOSEN else ImportFlag.BAD_VALUE)
            break
    return "\n".join(found)
