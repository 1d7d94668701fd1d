"""The clock engine: rule + start + calendar + facts -> due date and the trace that explains it.

One walk over the days after the start. Each day is asked, in this order: does the clock stand still with
no end in sight; does it begin anew; is it extended; does it stand still; does the day count; is the end
reached on a day that is no rest day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from services.clocks.rules.facts import Fact, FactKind, Stretch, in_order, stretches
from services.clocks.rules.rule import ClockRule, Unit
from services.clocks.rules.trace import Due, TraceLine, Why
from services.core.calendar import ONE_DAY, DayReason, WorkingCalendar

CALENDAR_ASKED = frozenset(Why) - {
    Why.START,
    Why.RESTARTED,
    Why.PAUSED,
    Why.PAUSED_FROM,
    Why.STOPPED,
    Why.EXTENDED,
}
ROLLED = {DayReason.WEEKEND: Why.ROLLED_WEEKEND, DayReason.HOLIDAY: Why.ROLLED_HOLIDAY}


def due(rule: ClockRule, start: date, calendar: WorkingCalendar, facts: Iterable[Fact] = ()) -> Due:
    """The last day in time under the rule, for a clock that starts on `start`; facts may come in any order.

    - The first day is not counted; if the last day is a rest day, the next working day is the last
      (民事诉讼法 85).
    - Days from the one that pauses the rule up to, not including, the one that resumes it do not count. Until
      it is resumed there is no due date (`Due.due` is None), unless the clock had run out before.
    - An extendable rule heeds the first extension granted while it runs. It never makes the date earlier;
      days paused from the day of the grant on lengthen it too; a granted date that is a rest day moves as
      above.
    - A restarting fact begins the count anew on its day, while the clock still runs: what has run out
      stays so.
    """
    told = in_order(facts)
    granted = (fact for fact in told if fact.kind is FactKind.EXTENDED and fact.on >= start)
    walk = _Walk(
        rule,
        calendar,
        stretches(rule.paused_by, told),
        frozenset(fact.on for fact in told if fact.kind in rule.restarted_by),
        next(granted, None) if rule.extendable else None,
    )
    return walk.run(start)


@dataclass
class _Walk:
    """The days walked so far: how many are left to count, how many counted, and what was said of them."""

    rule: ClockRule
    calendar: WorkingCalendar
    stretches: tuple[Stretch, ...]
    restarts: frozenset[date]
    extension: Fact | None
    left: int = 0
    counted: int = 0
    announced: Stretch | None = None
    trace: list[TraceLine] = field(default_factory=list)

    def run(self, start: date) -> Due:
        self.begin(start, Why.START)
        day = start
        while True:
            day += ONE_DAY
            pause = self.pause_on(day)
            if pause and pause.until is None:
                self.say(day, Why.STOPPED, cause=pause.cause)
                return self.answer(None)
            if day in self.restarts:
                self.begin(day, Why.RESTARTED)
                continue
            if self.extension and self.extension.on <= day:
                self.extend(day)
            if pause:
                self.stand_still(day, pause)
            elif self.ends_on(day):
                self.say(day, Why.DUE)
                return self.answer(day)

    def begin(self, day: date, why: Why) -> None:
        self.left, self.counted, self.announced = self.rule.days_from(day), 0, None
        self.say(day, why)

    def pause_on(self, day: date) -> Stretch | None:
        """What stops the clock on this day; of several, the one that lasts longest."""
        covering = (stretch for stretch in self.stretches if stretch.covers(day))
        return max(covering, key=lambda stretch: stretch.until or date.max, default=None)

    def extend(self, day: date) -> None:
        """Leave at least as much to count as lies between this day and the date granted, both included."""
        granted, self.extension = self.extension, None
        if granted and granted.until:
            self.say(granted.on, Why.EXTENDED, until=granted.until)
            self.left = max(self.left, self.countable(day, granted.until))

    def countable(self, first: date, last: date) -> int:
        if self.rule.unit is not Unit.WORKING_DAYS:
            return (last - first).days + 1
        return self.calendar.working_days_between(first - ONE_DAY, self.calendar.next_working_day(last))

    def stand_still(self, day: date, pause: Stretch) -> None:
        """Working-day rules name each day that does not count, the others each stretch once."""
        if self.rule.unit is Unit.WORKING_DAYS:
            self.say(day, Why.PAUSED, cause=pause.cause, until=pause.until)
        elif pause != self.announced:
            self.say(day, Why.PAUSED_FROM, cause=pause.cause, until=pause.until)
            self.announced = pause

    def ends_on(self, day: date) -> bool:
        """Count the day if it counts; True if it is the due date."""
        if self.rule.unit is Unit.WORKING_DAYS:
            return self.count_working_day(day)
        if self.left:
            self.count()
            if self.left:
                return False
            self.say(day, Why.LAST_DAY, n=self.counted)
        if self.calendar.is_working_day(day):
            return True
        self.say(day, ROLLED[self.calendar.reason(day)])
        return False

    def count_working_day(self, day: date) -> bool:
        works = self.calendar.is_working_day(day)
        if works:
            self.count()
        self.say(day, Why(self.calendar.reason(day).value), n=self.counted if works else None)
        return not self.left

    def count(self) -> None:
        self.left -= 1
        self.counted += 1

    def say(
        self,
        day: date,
        why: Why,
        *,
        n: int | None = None,
        until: date | None = None,
        cause: FactKind | None = None,
    ) -> None:
        provisional = why in CALENDAR_ASKED and self.calendar.is_provisional(day)
        self.trace.append(TraceLine(day, why, n, until, cause, provisional))

    def answer(self, day: date | None) -> Due:
        return Due(day, any(line.provisional for line in self.trace), tuple(self.trace))
