"""Entries of a timeline in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.cases.kinds import CaseEvent, Difficulty, DispatchMode, Outcome, PartyRole, Rating, RecoveryKind
from services.cases.queries import Entry
from services.clocks.rules import Light
from services.core.money import yuan_grouped
from services.core.words import _

TONES: dict[str, str] = {
    CaseEvent.ACCEPTED: "blue",
    CaseEvent.REPLIED: "blue",
    CaseEvent.CHECKED: "blue",
    CaseEvent.CLOSED: "green",
    CaseEvent.REOPENED: "red",
    CaseEvent.BOUNCED: "red",
    CaseEvent.ESCALATED: "red",
    CaseEvent.OBJECTED: "red",
    CaseEvent.CHASED: "yellow",
    CaseEvent.SUPERVISED: "purple",
    CaseEvent.SUSPENDED: "yellow",
    CaseEvent.COMPLETION_ASKED: "yellow",
    CaseEvent.RECOVERY_PAID: "green",
}


def told_entry(entry: Entry) -> dict[str, object]:
    """An entry as a timeline shows it."""
    words = told(entry)
    title = _("%(title)s：%(words)s", title=entry.title, words=words) if words else entry.title
    tone = TONES.get(entry.kind)
    return {"title": title, "who": entry.who, "at": entry.at, "text": entry.text, "tone": tone}


def told(entry: Entry) -> str:
    """The coded facts of an entry in words."""
    words = (WORDS_FOR[name](value) for name, value in entry.facts.items() if name in WORDS_FOR and value is not None)
    return " · ".join(word for word in words if word)


WORDS_FOR: Mapping[str, Callable[[Any], str]] = {
    "difficulty": lambda value: Difficulty(value).label,
    "outcome": lambda value: Outcome(value).label,
    "role": lambda value: PartyRole(value).label,
    "rating": lambda value: Rating(value).label,
    "kind": lambda value: RecoveryKind(value).label,
    "mode": lambda value: DispatchMode(value).label,
    "amount_fen": lambda value: _("%(amount)s 元", amount=yuan_grouped(int(value))),
    "passed": lambda value: _("通过") if value else _("退回重办"),
    "contacted": lambda value: _("已与职工联系") if value else "",
    "files": lambda value: _("%(count)d 个文件", count=len(value)),
    "handler": str,
    "light": lambda value: Light(value).label,
    "day": str,
    "to": str,
    "until": lambda value: _("至 %(day)s", day=value),
    "report_back": lambda value: _("须在 %(day)s 前报告", day=value),
}
"""Name of a coded fact → what it says; other facts, and absent ones, say nothing."""
