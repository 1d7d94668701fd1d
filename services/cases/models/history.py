"""Where a case stood and to whom it belonged, from when to when; and the numbers that were given."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.cases.kinds import Status
from services.cases.models.case import OfCase
from services.cases.models.seeing import through_its_case
from services.core.database import BigId, Row, enum_column


class StatusSpan(Row, OfCase):
    """The status of a case from an instant (included) until the next (excluded, empty while it lasts)."""

    __tablename__ = "status_span"
    __table_args__ = (
        CheckConstraint("until_at IS NULL OR until_at >= from_at", name="span_runs_forward"),
        Index(None, "status", "from_at", "until_at", "case_id"),
        Index(None, "status", "until_at", "from_at", "case_id"),
    )

    status: Mapped[Status] = mapped_column(enum_column(Status))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class UnitSpan(Row, OfCase):
    """The unit that owned a case from an instant until the next: for which unit a case counts in a period."""

    __tablename__ = "unit_span"
    __table_args__ = (
        CheckConstraint("until_at IS NULL OR until_at >= from_at", name="span_runs_forward"),
        Index(None, "org_path", "from_at", "case_id"),
        Index(None, "case_id", "from_at", "until_at", "org_path"),
    )

    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    org_path: Mapped[str] = mapped_column(String(255).with_variant(String(255, collation="C"), "postgresql"))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class NumberSeries(Row):
    """The last number given in a unit and year."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("unit_id", "year"),)

    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    year: Mapped[int]
    last: Mapped[int]


for _model in (StatusSpan, UnitSpan):
    through_its_case(_model)
