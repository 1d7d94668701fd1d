"""That somebody was pressed about a case, on record: chasers (催办) and supervision (督办)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.cases.kinds import ChaserKind
from services.cases.models.case import OfCase
from services.cases.models.seeing import through_its_case
from services.clocks.rules import Light
from services.core.database import BigId, Row, enum_column


class Chaser(Row, OfCase):
    """One chaser or order of supervision: by the lights, once for each light of a clock, or a colleague's own.

    A colleague's words stand in the note of its event.
    """

    __tablename__ = "chaser"
    __table_args__ = (
        UniqueConstraint("case_id", "clock_id", "light"),
        CheckConstraint("(clock_id IS NULL) = (light IS NULL)", name="light_of_a_clock"),
        CheckConstraint("(by_id IS NULL) = (light IS NOT NULL)", name="by_light_or_by_somebody"),
        Index(None, "kind", "case_id"),
    )

    kind: Mapped[ChaserKind] = mapped_column(enum_column(ChaserKind))
    clock_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("clock.id"))
    light: Mapped[Light | None] = mapped_column(enum_column(Light))
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    at: Mapped[datetime]


through_its_case(Chaser)
