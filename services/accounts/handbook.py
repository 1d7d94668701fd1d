"""docs/permissions.md: the table role × level × verb, printed from the rules in force."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import force_locale

from services.core.access import ALL_LEVELS, PERMISSIONS, ActorKind, Level, Role, Rule
from services.core.words import N_, Labelled, _

INTRODUCTION = """# 权限表 · Permissions

由 `flask --app app permissions write` 按程序中的规则生成，请勿手工修改。
Printed by `flask --app app permissions write` from the rules in force; not edited by hand.

- 每个岗位只在本单位及其下级单位有效，上级和同级单位一概无权。
  A role counts in its own unit and all units below it, never above or beside it.
- 除下表外，涉密案件另限于指定人员；系统管理员不阅读任何案件内容。
  Beyond this table a sealed case is open to named readers only; an administrator reads no case content.
- 命令行由系统管理员在服务器上使用，以“系统”身份办理，同样留痕。
  The command line acts as “system”, is used on the server alone, and leaves the same events.
"""
HEADINGS = (
    "| 动作 Verb | 名称 Name | 岗位 Roles | 层级 Levels | 其他 Others | 条件 Condition |",
    "|---|---|---|---|---|---|",
)
ALL = N_("各级")


@dataclass(frozen=True)
class Line:
    """One verb of the table. Roles, levels and others are message ids in the order of their enums."""

    verb: str
    rule: Rule
    roles: list[str]
    levels: list[str]
    others: list[str]


def lines_of_permissions() -> list[Line]:
    """The table role × level × verb, verbs in alphabetical order: what the page and docs/permissions.md show."""
    return [_line(verb, rule) for verb, rule in sorted(PERMISSIONS.items())]


def _line(verb: str, rule: Rule) -> Line:
    levels = [ALL] if rule.levels == ALL_LEVELS else _named(Level, rule.levels)
    return Line(verb, rule, _named(Role, rule.roles), levels if rule.roles else [], _named(ActorKind, rule.others))


def permissions_page() -> str:
    """The whole page, in both languages, verbs in alphabetical order."""
    lines = [f"| {' | '.join(_cells(line))} |" for line in lines_of_permissions()]
    return "\n".join([INTRODUCTION, *HEADINGS, *lines, ""])


def _cells(line: Line) -> list[str]:
    return [
        f"`{line.verb}`",
        _both(line.rule.name),
        _listed(line.roles),
        _listed(line.levels),
        _listed(line.others),
        _both(line.rule.note),
    ]


def _named(kind: type[Labelled], chosen: frozenset[Labelled] | frozenset[Role] | frozenset[Level]) -> list[str]:
    """The message ids of the chosen members, in the order of the enum."""
    return [member.msgid for member in kind if member in chosen]


def _listed(messages: list[str]) -> str:
    chinese, english = ([_in(locale, message) for message in messages] for locale in ("zh_CN", "en"))
    return "<br>".join(filter(None, ["、".join(chinese), ", ".join(english)])) or "–"


def _both(message: str) -> str:
    return f"{_in('zh_CN', message)}<br>{_in('en', message)}" if message else "–"


def _in(locale: str, message: str) -> str:
    with force_locale(locale):
        return _(message)
