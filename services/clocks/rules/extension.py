"""May this clock be extended: once, before its due date, to a later day, within its ceiling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.clocks.rules.engine import due
from services.clocks.rules.facts import PAUSE_ENDS, Fact, FactKind
from services.clocks.rules.rule import ClockRule
from services.core.calendar import WorkingCalendar
from services.core.words import N_, Labelled


class Refusal(Labelled):
    """why an extension cannot be granted; the label is the sentence for the person who asks."""

    NOT_EXTENDABLE = "not_extendable", N_("这一期限不能延期。")
    ALREADY_EXTENDED = "already_extended", N_("只能延期一次，此前已批准延期。")
    TOO_LATE = "too_late", N_("须在到期日之前批准延期。")
    NOT_LATER = "not_later", N_("延期后的日期须晚于原到期日。")
    TOO_FAR = "too_far", N_("延期后的日期超过了允许的最长期限。")


def refuse_extension(
    rule: ClockRule,
    start: date,
    calendar: WorkingCalendar,
    facts: Sequence[Fact],
    *,
    on: date,
    until: date,
) -> Refusal | None:
    """The first reason against granting `until` on the day `on`, given the facts up to then; None: it may be.

    A clock that stands still is judged as if it were set going again on that day.
    """
    if not rule.extendable:
        return Refusal.NOT_EXTENDABLE
    if any(fact.kind is FactKind.EXTENDED and fact.on >= start for fact in facts):
        return Refusal.ALREADY_EXTENDED
    running = [*facts, *(Fact(PAUSE_ENDS[cause], on) for cause in rule.paused_by)]
    last_day = due(rule, start, calendar, running).due
    if last_day is None or on >= last_day:
        return Refusal.TOO_LATE
    if until <= last_day:
        return Refusal.NOT_LATER
    if rule.extension_limit is not None:
        longest = replace(rule, length=rule.length + rule.extension_limit)
        ceiling = due(longest, start, calendar, running).due
        if ceiling is None or until > ceiling:
            return Refusal.TOO_FAR
    return None
