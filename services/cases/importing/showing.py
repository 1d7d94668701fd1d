"""How a row looks before it is written: what it would become, field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from services.cases.importing.cells import masked
from services.cases.importing.course import Course
from services.cases.importing.lists import ListRow
from services.cases.importing.row import CheckedRow
from services.cases.importing.rows import ImportRow
from services.cases.models import TableKind
from services.clocks.rules import FactKind
from services.core.money import yuan_grouped
from services.core.words import N_, _
from services.people.facts import PersonFacts

LONGEST_SHOWN = 80
Shown = Sequence[tuple[str, str]]
"""Message id of the field, and what would stand there."""


def shown(kind: TableKind, row: CheckedRow) -> Shown:
    """The fields that the row would fill; nothing for a row of which nothing can be made."""
    told = [(label, value) for label, value in SHOWN[kind](row) if value] if row.fit else []
    return [(label, value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + "…") for label, value in told]


def _case(told: CheckedRow) -> Shown:
    row = cast(ImportRow, told)
    employer = row.employer
    return [
        (N_("登记日期"), _day(row.received_on)),
        (N_("办结日期"), _day(row.closed_on)),
        (N_("类别"), row.category or ""),
        (N_("用人单位"), (employer.name or employer.code or "") if employer else ""),
        *(_worker(row.person) if row.person else ()),
        (N_("涉及金额"), _money(row.claim_fen)),
        (N_("已到账"), _money(row.recovered_fen)),
        (N_("受理单位"), row.unit or ""),
        *(_course(row.course) if row.course else ()),
        (N_("案情"), row.text.replace("\n", "；")),
    ]


def _worker(person: PersonFacts) -> Shown:
    """Whom the case would name, masked: who brings a table need not see its people."""
    said = {"name": person.name, "phone": person.phone, "id_number": person.id_number}
    labels = {"name": N_("姓名"), "phone": N_("电话"), "id_number": N_("身份证号")}
    told = [(labels[name], masked(name, word)) for name, word in said.items() if word]
    return [*told, (N_("性别"), _(person.sex.msgid) if person.sex else "")]


def _course(course: Course) -> Shown:
    """Where an open case would stand, and its nearest date."""
    accepted = course.day_of(FactKind.ACCEPTED)
    due = min((on for _rule, on in course.dues), default=None)
    return [
        (N_("状态"), _(course.status.msgid)),
        (N_("受理日期"), _day(accepted)),
        (N_("难度"), _(course.difficulty.msgid) if accepted else ""),
        (N_("经办人"), course.handler or ""),
        (N_("最近的到期日"), _day(due)),
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _money(fen: int | None) -> str:
    return "" if fen is None else yuan_grouped(fen)


FIELDS = {
    "login": N_("账号"),
    "name": N_("名称"),
    "phone": N_("电话"),
    "id_number": N_("身份证号"),
    "groups": N_("重点群体"),
    "code": N_("代码"),
    "credit_code": N_("统一社会信用代码"),
    "kind": N_("种类"),
    "upstream": N_("上游单位"),
    "unit": N_("单位代码"),
    "roles": N_("岗位"),
}


NUMBERS = frozenset({"phone", "id_number"})


def _listed(told: CheckedRow) -> Shown:
    row = cast(ListRow, told)
    hidden = NUMBERS if row.kind is TableKind.PEOPLE else frozenset()
    return [
        (FIELDS[name], masked(name, value) if name in hidden else value.replace("\n", "、"))
        for name, value in row.told.items()
    ]


SHOWN: Mapping[TableKind, Callable[[Any], Shown]] = dict.fromkeys(TableKind, _listed) | {TableKind.CASES: _case}
