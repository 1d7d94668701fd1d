"""A call or visit: logged apart from cases, because an answered question makes no case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, Text, and_, or_
from sqlalchemy.orm import Mapped, mapped_column

from services.cases.kinds import Channel
from services.cases.models.case import Case
from services.clocks.models import Clock
from services.core.access import Actor, scope_of, visible
from services.core.database import BigId, Row, Scoped, enum_column


class Contact(Row, Scoped):
    """One call or visit. `answered_at` is empty until the question is answered."""

    __tablename__ = "contact"
    __table_args__ = (Index(None, "at", "org_path"),)

    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"))
    by_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it)


@scope_of(Clock)
def who_sees_a_clock(actor: Actor) -> ColumnElement[bool]:
    """Those who see the case; a clock of an enquiry, those who see the contact."""
    enquiry = and_(Clock.case_id.is_(None), Clock.subject_id.in_(visible(Contact, actor, Contact.id)))
    return or_(Clock.case_id.in_(visible(Case, actor, Case.id)), enquiry)
