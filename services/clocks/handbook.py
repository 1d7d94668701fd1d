"""The handbook of deadlines, `docs/clocks.md`: the table of rules in words, both languages side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from services.clocks.rules.facts import PAUSE_ENDS, FactKind
from services.clocks.rules.rule import ClockRule
from services.clocks.table import RULES
from services.core import catalogues
from services.core.words import N_

English = Callable[[str], str]

PREFACE = """# 时限一览 · Clocks

本页由时限表生成，请勿手工修改。 This page is generated from the table of rules; do not edit it.

- 起算当日不计入。最后一日为休息日的，顺延至其后第一个工作日（《民事诉讼法》第八十五条）。到期日当天办结仍为按期。
  The first day is not counted. If the last day is a rest day, the next working day is the last. What is done on
  the due date is in time.
- 工作日以国务院放假安排为准：节假日不计入，调休上班的周末计入。
  Working days follow the State Council's notices: holidays do not count, made-up weekend days do.
- 挂起之日起至恢复之前的日子不计入，恢复当日计入；未恢复前没有到期日。法定期限不因挂起而停止。
  Days from the one of suspension up to, not including, the one of resumption do not count. Until then there is no
  due date. Statutory clocks never stop because a case is suspended.
- 可以延期的只延一次，须在到期日之前批准；延期后又挂起的，延期后的日期相应顺延。
  A clock that may be extended is extended once, before its due date. Time suspended after the grant lengthens the
  new date too.
- 放假安排尚未公布的年份，日期为暂定，公布后重新计算。
  Dates that depend on a year whose holidays are not published are provisional, and worked out again when they are.
- 起算之日有效的版本适用到底，后来的版本不改变已起算的时限。
  The version in force on the first day holds to the end; a later one does not move a running clock.
- 亮灯：剩余超过两个工作日为绿灯；剩余两个工作日起至到期日当天为黄灯；到期日次日起为红灯；
  超期满五个工作日为紫灯，由上一级督办。
  Lights: green with more than two working days left; yellow from two left to the due date itself; red from the day
  after; purple from five working days over, when the next higher level supervises.

"""
COLUMNS = (
    "规则 rule",
    "名称 name",
    "长度 length",
    "单位 unit",
    "起算 starts at",
    "完成 met by",
    "暂停 paused by",
    "延期 extension",
    "来源 source",
    "生效 valid from",
)
ENDS_BY_ITSELF = N_("期满自行结束")
NOT_PAUSED = N_("不暂停")
NO_EXTENSION = N_("不延期")
ONE_EXTENSION = N_("一次")
ONE_EXTENSION_UP_TO = N_("一次，最多 %(limit)s")
SINCE_EVER = N_("不限")
FROM_TO = N_("%(cause)s至%(end)s")


def handbook_text() -> str:
    """The page as it should stand in `docs/clocks.md`: the house's table, with the English of this room's catalogue.

    Raises LookupError, naming the message, where a word has no English yet.
    """
    words = catalogues.read("clocks")

    def english(msgid: str) -> str:
        message = words.get(msgid)
        if message is None or not message.string:
            raise LookupError(msgid)
        return str(message.string)

    return handbook(RULES, english)


def handbook(rules: Iterable[ClockRule], english: English) -> str:
    """The whole page as Markdown, ending in a newline; `english` turns a Chinese message id into English."""
    lines = [_row(COLUMNS), _row(["---"] * len(COLUMNS))]
    lines += [_row(_cells(rule, english)) for rule in rules]
    return PREFACE + "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cells(rule: ClockRule, english: English) -> list[str]:
    return [
        f"`{rule.code}`",
        _both(rule.name, english),
        str(rule.length),
        _both(rule.unit.msgid, english),
        _facts([rule.starts_at], english),
        _facts(rule.met_by, english) or _both(ENDS_BY_ITSELF, english),
        _pauses(rule, english) or _both(NOT_PAUSED, english),
        _extension(rule, english),
        _both(rule.source, english),
        rule.valid_from.isoformat() if rule.valid_from else _both(SINCE_EVER, english),
    ]


def _both(msgid: str, english: English, **values: object) -> str:
    return f"{msgid % values}<br>{english(msgid) % values}" if values else f"{msgid}<br>{english(msgid)}"


def _facts(kinds: Iterable[FactKind], english: English) -> str:
    return "<br>".join(f"{kind.msgid} · {english(kind.msgid)}" for kind in kinds)


def _pauses(rule: ClockRule, english: English) -> str:
    def words(cause: FactKind, translate: English) -> str:
        return translate(FROM_TO) % {
            "cause": translate(cause.msgid),
            "end": translate(PAUSE_ENDS[cause].msgid),
        }

    return "<br>".join(f"{words(cause, str)} · {words(cause, english)}" for cause in rule.paused_by)


def _extension(rule: ClockRule, english: English) -> str:
    if not rule.extendable:
        return _both(NO_EXTENSION, english)
    if rule.extension_limit is None:
        return _both(ONE_EXTENSION, english)
    return _both(ONE_EXTENSION_UP_TO, english, limit=rule.extension_limit)
