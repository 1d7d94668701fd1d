"""What is told about a person or an employer: the input of the room's verbs, checked and put into one form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.people.kinds import EmployerKind, Sex
from services.people.models import Employer
from services.people.rules import read_credit_code, read_id_number, read_name, read_phone

OLDEST = 120
LONGEST_EMPLOYER_NAME = 200
LONGEST_EMPLOYER_CODE = 64


@dataclass(frozen=True)
class PersonFacts:
    """A person as told; nothing is required. `birth_year` goes before `age`, the ID number before both.

    `groups` are codes of priority groups to which the person says to belong.
    """

    name: str | None = None
    phone: str | None = None
    id_number: str | None = None
    sex: Sex | None = None
    age: int | None = None
    birth_year: int | None = None
    groups: frozenset[str] = frozenset()

    def checked(self, on: date) -> PersonFacts:
        """The same facts in their one form, with what the ID number says. Raises Problem(invalid) at the field."""
        said = (self.id_number or "").strip()
        number = read_id_number(said, on=on, lenient=True) if said else None
        return replace(
            self,
            name=read_name(self.name) if self.name and self.name.strip() else None,
            phone=read_phone(self.phone) if self.phone and self.phone.strip() else None,
            id_number=number.text if number else None,
            sex=self.sex or (number.sex if number else None),
            age=None,
            birth_year=number.birth_date.year if number else self._birth_year(on),
        )

    def _birth_year(self, on: date) -> int | None:
        if self.birth_year is not None:
            year = self.birth_year
        elif self.age is not None:
            year = on.year - self.age
        else:
            return None
        if not on.year - OLDEST <= year <= on.year:
            raise Problem(
                ErrorCode.INVALID,
                _l("年龄应在 0 到 %(oldest)d 岁之间，请核对。", oldest=OLDEST),
                field="age" if self.birth_year is None else "birth_year",
            )
        return year


@dataclass(frozen=True)
class EmployerFacts:
    """An employer as told. `code` is the union's short code or an outside register's; `upstream` whom it works for."""

    name: str
    code: str | None = None
    credit_code: str | None = None
    kind: EmployerKind = EmployerKind.EMPLOYER
    upstream: Employer | None = None

    def checked(self) -> EmployerFacts:
        """The same facts in their one form. Raises Problem(invalid) at the field."""
        name = " ".join(self.name.split())
        code = (self.code or "").strip() or None
        if not name:
            raise Problem(ErrorCode.INVALID, _l("请填写用人单位名称。"), field="name")
        for field, text, most in (("name", name, LONGEST_EMPLOYER_NAME), ("code", code or "", LONGEST_EMPLOYER_CODE)):
            if len(text) > most:
                raise Problem(
                    ErrorCode.INVALID,
                    _l("最多 %(most)d 个字，您输入了 %(size)d 个字。", most=most, size=len(text)),
                    field=field,
                )
        said = (self.credit_code or "").strip()
        credit = read_credit_code(said, lenient=True) if said else None
        return replace(self, name=name, code=code, credit_code=credit)
