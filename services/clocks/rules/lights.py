"""The lights of a clock, by how many working days are left or over.

With the due date on a Friday of a plain week: Tuesday is green (3 left); Wednesday (2 left), Thursday (1)
and the Friday itself (0) are yellow; Saturday to the Thursday after are red; the Friday after (5 over) is
purple.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.core.calendar import ONE_DAY, WorkingCalendar
from services.core.words import N_, Labelled

YELLOW_FROM_LEFT = 2
"""Yellow with this many working days left or fewer (local default)."""

PURPLE_FROM_OVER = 5
"""Purple, for the next higher level to supervise (督办), from this many working days over (local default)."""


class Light(Labelled):
    """Where a clock stands today."""

    GREEN = "green", N_("正常")
    YELLOW = "yellow", N_("临期")
    RED = "red", N_("超期")
    PURPLE = "purple", N_("超期督办")
    PAUSED = "paused", N_("暂停计时")
    MET = "met", N_("按期完成")
    MET_LATE = "met_late", N_("超期完成")


@dataclass(frozen=True)
class Bands:
    """One day's borders between the lights; plain dates, so that a query can compare with them too.

    A due date before `purple_before` is purple, else before `today` red, else before `green_from` yellow,
    else green.
    """

    purple_before: date
    today: date
    green_from: date

    @classmethod
    def of(cls, today: date, calendar: WorkingCalendar) -> Bands:
        """The borders on this local day."""
        return cls(
            purple_before=calendar.add_working_days(today + ONE_DAY, -PURPLE_FROM_OVER),
            today=today,
            green_from=calendar.add_working_days(today, YELLOW_FROM_LEFT + 1),
        )

    def light(self, due: date | None, met_on: date | None = None) -> Light:
        """The light of a clock that is due then; None: it stands still. Met on the due date is on time."""
        if met_on is not None:
            return Light.MET if due is None or met_on <= due else Light.MET_LATE
        if due is None:
            return Light.PAUSED
        if due < self.purple_before:
            return Light.PURPLE
        if due < self.today:
            return Light.RED
        return Light.YELLOW if due < self.green_from else Light.GREEN


def light(due: date | None, today: date, calendar: WorkingCalendar, met_on: date | None = None) -> Light:
    """The light of one clock; for many clocks on one day, make the `Bands` once."""
    return Bands.of(today, calendar).light(due, met_on)
