"""Time: instants are aware UTC, days are the union's local days, a period ends before its last midnight."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.core.errors import ErrorCode, Problem
from services.core.words import _l

LOCAL = ZoneInfo("Asia/Shanghai")
_MONTH = re.compile(r"(19|20|21)\d{2}-(0[1-9]|1[0-2])", re.ASCII)


def now() -> datetime:
    """This instant in UTC. Called at the edges only (views, commands); below them time is an argument."""
    return datetime.now(UTC)


def local_date(instant: datetime) -> date:
    """The union's calendar day on which an aware instant falls."""
    return instant.astimezone(LOCAL).date()


def local_midnight(day: date) -> datetime:
    """The instant, in UTC, at which the local day begins."""
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)


def from_local(moment: datetime) -> datetime:
    """A naive local wall-clock time as an aware UTC instant."""
    return moment.replace(tzinfo=LOCAL).astimezone(UTC)


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month of the union's local time; `start` is included, `end` is not."""

    first: date

    @classmethod
    def parse(cls, text: str) -> Month:
        """`2026-03` → March 2026. Raises Problem(invalid) for anything else."""
        if not _MONTH.fullmatch(text):
            raise Problem(
                ErrorCode.INVALID,
                _l("月份应写成“2026-03”的形式，收到的是“%(text)s”。", text=text),
                field="month",
            )
        return cls(date(int(text[:4]), int(text[5:]), 1))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month in which a local day lies."""
        return cls(day.replace(day=1))

    @property
    def start(self) -> datetime:
        """The first instant of the month, in UTC."""
        return local_midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first instant after the month, in UTC."""
        return local_midnight(self.next().first)

    @property
    def last(self) -> date:
        """The last local day of the month."""
        return self.next().first - timedelta(days=1)

    def next(self) -> Month:
        """The month after."""
        return Month((self.first + timedelta(days=31)).replace(day=1))

    def previous(self) -> Month:
        """The month before."""
        return Month((self.first - timedelta(days=1)).replace(day=1))

    def back(self, months: int) -> Month:
        """The month that lies so many months earlier."""
        total = self.first.year * 12 + self.first.month - 1 - months
        return Month(date(total // 12, total % 12 + 1, 1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"
