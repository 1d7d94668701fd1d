"""Who receives the sealed cases of a unit: those whom it has named, else its supervisors."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.accounts.models import User
from services.core.access import CASE_READERS, Actor, below_any, scope_of
from services.core.database import BigId, Row
from services.units.models import Unit


class IntakeOfficer(Row):
    """One colleague who receives a unit's sealed cases, from an instant until dismissed."""

    __tablename__ = "intake_officer"
    __table_args__ = (
        Index(
            "uq_intake_officer_live",
            "unit_id",
            "user_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
    )

    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
    user: Mapped[User] = relationship()

    @property
    def org_path(self) -> str:
        """The path of the unit."""
        return self.unit.org_path


@scope_of(IntakeOfficer)
def who_sees_an_officer(actor: Actor) -> ColumnElement[bool]:
    """Those who read cases of the unit."""
    within = below_any(Unit.org_path, (post.unit_path for post in actor.posts_as(CASE_READERS)))
    return IntakeOfficer.unit_id.in_(select(Unit.id).where(within))
