"""When the next step of a case is taken: in office hours, on working days."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from services.core.calendar import WorkingCalendar
from services.core.time import from_local, local_date


class Pace:
    """The time of one case as it goes on."""

    def __init__(self, at: datetime, calendar: WorkingCalendar, draw: Random) -> None:
        self.at, self.calendar, self.draw = at, calendar, draw

    def soon(self, least: int = 5, most: int = 90) -> datetime:
        """So many minutes later, whatever the hour."""
        self.at += timedelta(minutes=self.draw.randint(least, most))
        return self.at

    def days(self, least: int, most: int) -> datetime:
        """In office hours, so many working days later; 0 is the same day, or the next one that is worked."""
        first = self.calendar.next_working_day(local_date(self.at))
        day = self.calendar.add_working_days(first, self.draw.randint(least, most))
        then = from_local(datetime.combine(day, time(8, 40)) + timedelta(minutes=self.draw.randrange(530)))
        if then <= self.at:
            return self.soon()
        self.at = then
        return then
