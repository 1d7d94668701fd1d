"""A simple profile, put together out of what a person says about the columns of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from services.cases.models import TableKind
from services.core.words import N_

DAY_FORMS: Mapping[str, str] = {
    "%Y-%m-%d": N_("2026-03-31（年-月-日）"),
    "%Y/%m/%d": N_("2026/3/31（年/月/日）"),
    "%Y.%m.%d": N_("2026.3.31（年.月.日）"),
    "%Y年%m月%d日": N_("2026年3月31日"),
    "%Y%m%d": N_("20260331（年月日）"),
    "%d/%m/%Y": N_("31/3/2026（日/月/年）"),
    "%m/%d/%Y": N_("3/31/2026（月/日/年）"),
    "%d.%m.%Y": N_("31.3.2026（日.月.年）"),
}
"""How a day may be written → its Chinese message id."""


@dataclass(frozen=True)
class Place:
    """A place in a profile that names a column: its path, its Chinese message id, and whether it must be said."""

    path: str
    msgid: str
    needed: bool = False


PLACES: Mapping[TableKind, Sequence[Place]] = {
    TableKind.CASES: (
        Place("columns.number", N_("编号"), needed=True),
        Place("columns.received", N_("登记日期"), needed=True),
        Place("columns.closed", N_("办结日期")),
        Place("columns.employer.name", N_("用人单位名称")),
        Place("columns.employer.code", N_("用人单位登记号")),
        Place("columns.category.column", N_("类别")),
        Place("columns.claim", N_("涉及金额")),
        Place("columns.recovered", N_("已到账金额")),
        Place("columns.person.name", N_("职工姓名")),
        Place("columns.person.phone", N_("职工电话")),
        Place("columns.person.id_number", N_("身份证号")),
        Place("columns.person.sex", N_("性别")),
    ),
    TableKind.PEOPLE: (
        Place("columns.name", N_("姓名"), needed=True),
        Place("columns.phone", N_("电话")),
        Place("columns.id_number", N_("身份证号")),
        Place("columns.groups", N_("重点群体")),
    ),
    TableKind.EMPLOYERS: (
        Place("columns.name", N_("用人单位名称"), needed=True),
        Place("columns.code", N_("代码")),
        Place("columns.credit_code", N_("统一社会信用代码")),
        Place("columns.kind", N_("种类")),
        Place("columns.upstream", N_("上游单位（代码或名称）")),
    ),
    TableKind.STAFF: (
        Place("columns.login", N_("账号"), needed=True),
        Place("columns.name", N_("姓名"), needed=True),
        Place("columns.unit", N_("单位代码")),
        Place("columns.roles", N_("岗位"), needed=True),
    ),
}


def profile_text(
    kind: TableKind, name: str, day_form: str, named: Mapping[str, str], header: Sequence[str], encoding: str
) -> str:
    """The profile in YAML. `named` is path → column; of a table of cases all other columns go into the text."""
    told: dict[str, Any] = {"name": name, "kind": kind.value, "encoding": encoding, "dates": day_form}
    for path, column in named.items():
        if column:
            _put(told, path.split("."), column)
    if kind is TableKind.CASES:
        used = frozenset(named.values())
        told["text"] = [{"column": column} for column in header if column and column not in used]
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False)


def in_encoding(text: str, encoding: str) -> str:
    """The same profile for a file in another encoding."""
    told = yaml.safe_load(text) or {}
    return yaml.safe_dump({**told, "encoding": encoding}, allow_unicode=True, sort_keys=False)


def _put(told: dict[str, Any], path: Sequence[str], column: str) -> None:
    for key in path[:-1]:
        told = told.setdefault(key, {})
    told[path[-1]] = column
