"""Running clocks and every due date they ever had."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.core.database import BigId, Row, Scoped, enum_column
from services.core.words import N_, Labelled


class CalendarKind(Labelled):
    """How a day departs from the ordinary week."""

    HOLIDAY = "holiday", N_("法定节假日")
    MAKE_UP = "make_up", N_("调休上班日")


class OfTheHouse:
    """A row that belongs to the whole installation: its events stand in the chain of the root."""

    org_path = "/"


class CalendarDay(OfTheHouse, Row):
    """A day on which the State Council's notice changes the week. Edited here, seeded from a library."""

    __tablename__ = "calendar_day"

    on: Mapped[date] = mapped_column("day", unique=True)
    kind: Mapped[CalendarKind] = mapped_column(enum_column(CalendarKind))
    name: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(200))


class CalendarYear(OfTheHouse, Row):
    """A year whose holidays are published; dates in any other year are provisional."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(unique=True)
    source: Mapped[str] = mapped_column(String(200))


class Clock(Row, Scoped):
    """One deadline of one case. It hangs on the thing whose step started it, else on the case.

    `due_on` is empty only while the clock is suspended without end. `met_at` and `cancelled_at` exclude each other.
    """

    __tablename__ = "clock"
    __table_args__ = (
        CheckConstraint("met_at IS NULL OR cancelled_at IS NULL", name="met_or_cancelled"),
        UniqueConstraint("subject_type", "subject_id", "rule", "started_at"),
        Index(None, "case_id", "rule", "cancelled_at"),
        Index("ix_clock_running", "due_on", "org_path"),
    )

    case_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cases.id"))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigId)
    rule: Mapped[str] = mapped_column(String(60))
    rule_version: Mapped[int]
    started_at: Mapped[datetime]
    due_on: Mapped[date | None]
    provisional: Mapped[bool] = mapped_column(default=False)
    met_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class ClockDue(Row):
    """A due date that a clock had from an instant until the next: what a report sees at the end of its period."""

    __tablename__ = "clock_due"
    __table_args__ = (Index(None, "clock_id", "from_at", "until_at", "due_on"),)

    clock_id: Mapped[int] = mapped_column(BigId, ForeignKey("clock.id"))
    due_on: Mapped[date | None]
    provisional: Mapped[bool]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(String(60))

    clock: Mapped[Clock] = relationship()


class ClockFact(Row):
    """Something about a case that stops its clocks, sets them going again, or grants them a later date.

    `kind` is the value of a FactKind; `until` is the local day that an extension grants.
    """

    __tablename__ = "clock_fact"

    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    until: Mapped[date | None]
