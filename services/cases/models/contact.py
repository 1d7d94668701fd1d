"""A call or visit: logged apart from cases, because an answered question makes no case. Its words are encrypted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, Text, and_, not_, or_
from sqlalchemy.orm import Mapped, mapped_column

from services.cases.kinds import Channel
from services.cases.models.case import Case
from services.cases.models.seeing import is_hidden_at
from services.clocks.models import Clock, ClockFact
from services.core.access import CASE_READERS, Actor, below_any, is_seen_at, scope_of
from services.core.database import BigId, Row, Scoped, enum_column
from services.core.vault import SealedText


class Contact(Row, Scoped):
    """One call or visit. `answered_at` is empty until the question is answered.

    `case_id` is the request that arose from it. Where that one is sealed, the call is seen by its readers alone.
    """

    __tablename__ = "contact"
    __table_args__ = (Index(None, "at", "org_path"), Index(None, "answered_at", "org_path"))

    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    text_sealed: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id"))
    case_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cases.id"), index=True)
    by_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)

    text = SealedText("text_sealed")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it)


@scope_of(Contact)
def who_sees_a_contact(actor: Actor) -> ColumnElement[bool]:
    """Those who read cases of the unit; a call that became a sealed case, the readers of that case. Nobody sees the
    call behind a case that is kept from them.
    """
    within = below_any(Contact.org_path, (post.unit_path for post in actor.posts_as(CASE_READERS)))
    return and_(within, or_(Contact.case_id.is_(None), not_(is_hidden_at(Contact.case_id, actor))))


@scope_of(Clock)
def who_sees_a_clock(actor: Actor) -> ColumnElement[bool]:
    """Those who see the case; a clock of an enquiry, those who see the contact."""
    enquiry = and_(Clock.case_id.is_(None), is_seen_at(Clock.subject_id, Contact, actor))
    return or_(is_seen_at(Clock.case_id, Case, actor), enquiry)


@scope_of(ClockFact)
def who_sees_a_fact(actor: Actor) -> ColumnElement[bool]:
    """Those who see the case."""
    return is_seen_at(ClockFact.case_id, Case, actor)
