"""When a message may leave, how long to wait after a failure, and when somebody is reminded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.core.calendar import ONE_DAY, WorkingCalendar
from services.core.posting import Hours
from services.core.time import LOCAL, from_local
from services.core.words import N_, Labelled

MOST_TRIES = 14
"""After so many the courier gives up; the waits between them add up to more than a day."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)


class When(Labelled):
    """The hours in which a kind of message may leave."""

    ANY_TIME = "any_time", N_("随时，包括夜间")
    BY_DAY = "by_day", N_("免打扰时间以外")
    WORKING_HOURS = "working_hours", N_("工作日的工作时间")


@dataclass(frozen=True)
class OfficeHours:
    """The hours of an installation, and the calendar of working days."""

    quiet: Hours
    working: Hours
    calendar: WorkingCalendar

    def working_at(self, instant: datetime) -> bool:
        """Whether it is a working hour of a working day."""
        local = instant.astimezone(LOCAL)
        return self.calendar.is_working_day(local.date()) and self.working.has(local.time())

    def may_leave(self, when: When, instant: datetime) -> bool:
        """Whether a message of such a kind may leave at this instant."""
        if when is When.WORKING_HOURS:
            return self.working_at(instant)
        return when is When.ANY_TIME or not self.quiet.has(instant.astimezone(LOCAL).time())

    def earliest(self, when: When, instant: datetime) -> datetime:
        """The first instant, from this one on, at which it may leave."""
        if self.may_leave(when, instant):
            return instant
        opens = self.working.start if when is When.WORKING_HOURS else self.quiet.end
        day = instant.astimezone(LOCAL).date()
        while True:
            opening = from_local(datetime.combine(day, opens))
            if opening > instant and self.may_leave(when, opening):
                return opening
            day += ONE_DAY


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries, at least one: twice as long each time, up to LONGEST_WAIT."""
    return min(FIRST_WAIT * (1 << min(tries, MOST_TRIES) - 1), LONGEST_WAIT)


class Nearness(Labelled):
    """Why a deadline is brought to mind."""

    SOON = "soon", N_("明天到期")
    LATE = "late", N_("已超期")


def nearness(due: date, today: date, calendar: WorkingCalendar) -> Nearness | None:
    """What to say of a deadline on a working day; None where nothing is to be said today.

    It is near on the last working day before it is due. When it is over, one is reminded on the first and the third
    working day after it, and then on every fifth.
    """
    if today < due <= calendar.add_working_days(today, 1):
        return Nearness.SOON
    late = calendar.working_days_between(due, today)
    return Nearness.LATE if late in (1, 3) or (late and late % 5 == 0) else None


def latest_due(today: date, calendar: WorkingCalendar) -> date:
    """The last due date of which anything is said on this day."""
    return calendar.add_working_days(today, 1)
