"""Turns in the course of a case: handed to another unit, joined with another case, objected to by its member."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.cases.kinds import DispatchMode
from services.cases.models.case import OfCase
from services.cases.models.seeing import through_its_case
from services.core.database import BigId, Row, enum_column
from services.core.vault import SealedText
from services.units.models import Unit


class Dispatch(Row, OfCase):
    """A case on its way to another unit, and how that ended: signed for, or sent back.

    `decided`: by the unit that has the last word; such a one cannot be sent back.
    """

    __tablename__ = "dispatch"
    __table_args__ = (
        CheckConstraint("signed_at IS NULL OR bounced_at IS NULL", name="signed_or_bounced"),
        CheckConstraint("report_back IS NULL OR mode = 'assign'", name="only_the_assigned_report_back"),
        CheckConstraint("from_unit_id <> to_unit_id", name="to_another_unit"),
        Index(
            "uq_dispatch_open",
            "case_id",
            unique=True,
            sqlite_where=text("signed_at IS NULL AND bounced_at IS NULL AND recalled_at IS NULL"),
            postgresql_where=text("signed_at IS NULL AND bounced_at IS NULL AND recalled_at IS NULL"),
        ),
    )

    from_unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    to_unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    mode: Mapped[DispatchMode] = mapped_column(enum_column(DispatchMode))
    report_back: Mapped[date | None]
    decided: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    recalled_at: Mapped[datetime | None]

    @property
    def org_path(self) -> str:
        """Path of the recipient, whose clock for signing runs."""
        return self.to_unit.org_path

    to_unit: Mapped[Unit] = relationship(foreign_keys=[to_unit_id])
    from_unit: Mapped[Unit] = relationship(foreign_keys=[from_unit_id])


class Merge(Row, OfCase):
    """A case joined with another, with what it takes to part them again; gone when they are parted.

    `clocks` are the ids, apart by blanks, of the clocks that the joining stopped; `version` is the case's before.
    """

    __tablename__ = "case_merge"

    into_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    clocks: Mapped[str] = mapped_column(Text)
    version: Mapped[int]


class Objection(Row, OfCase):
    """A member's objection to a closing: waiting for review, or decided."""

    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (upheld IS NULL)", name="decided_with_result"),
        Index(
            "uq_objection_waiting",
            "case_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    at: Mapped[datetime]
    reason_sealed: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime | None]
    upheld: Mapped[bool | None]
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))

    reason = SealedText("reason_sealed")


for _model in (Dispatch, Merge, Objection):
    through_its_case(_model)
