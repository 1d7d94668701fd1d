"""A member's complaint about the handler of their case (我要投诉), which the handler never sees."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Text, and_, or_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.accounts.models import User
from services.cases.models.case import Case, CaseReader, OfCase, ReaderKind
from services.core.access import Actor, ActorKind, Role, below_any, is_seen_at, scope_of
from services.core.database import BigId, Row, Scoped, enum_column
from services.core.vault import SealedText
from services.core.words import N_, Labelled
from services.units.models import Unit


class ComplaintState(Labelled):
    """Whether somebody answered it."""

    WAITING = "waiting", N_("等待答复")
    ANSWERED = "answered", N_("已答复")


class Complaint(Row, OfCase, Scoped):
    """What a member complains of in the handling of their case, and what was answered.

    `about` is who handled it then; `unit` and `org_path` are those of the unit whose supervisors answer, or whose
    officers do where the case is sealed. `due_on` is the last local day for the answer.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name="answered_has_date"),
        CheckConstraint("(answered_at IS NULL) = (answer_sealed IS NULL)", name="answered_in_words"),
        CheckConstraint("by_id IS NULL OR by_id <> about_id", name="answered_by_another"),
        Index(None, "state", "due_on", "id"),
        Index(
            "uq_complaint_waiting",
            "case_id",
            unique=True,
            sqlite_where=sql("answered_at IS NULL"),
            postgresql_where=sql("answered_at IS NULL"),
        ),
    )

    about_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    state: Mapped[ComplaintState] = mapped_column(enum_column(ComplaintState), default=ComplaintState.WAITING)
    text_sealed: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    due_on: Mapped[date]
    answer_sealed: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))

    text = SealedText("text_sealed")
    answer = SealedText("answer_sealed")

    case: Mapped[Case] = relationship()
    unit: Mapped[Unit] = relationship()
    about: Mapped[User] = relationship(foreign_keys=[about_id])


@scope_of(Complaint)
def who_sees_a_complaint(actor: Actor) -> ColumnElement[bool]:
    """The member whose case it is; supervisors of the unit that answers, and above; never whom it is about.

    All of them only while they see the case. Of a sealed case, the officers who read it for the unit that answers.
    """
    of_a_seen_case = is_seen_at(Complaint.case_id, Case, actor)
    if actor.kind is ActorKind.MEMBER:
        return of_a_seen_case
    led = below_any(Complaint.org_path, (post.unit_path for post in actor.posts_as([Role.SUPERVISOR])))
    reads = select(CaseReader.id).where(
        CaseReader.case_id == Complaint.case_id,
        CaseReader.user_id == actor.user_id,
        CaseReader.kind == ReaderKind.OFFICER,
        CaseReader.officer_of_id == Complaint.unit_id,
        CaseReader.until.is_(None),
    )
    return and_(of_a_seen_case, Complaint.about_id != actor.user_id, or_(led, reads.correlate(Complaint).exists()))
