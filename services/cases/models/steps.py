"""What is done on a case: notes, replies, checks, callbacks and money won."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.cases.kinds import Outcome, Rating, RecoveryKind, RecoveryStage
from services.cases.models.case import OfCase
from services.cases.models.seeing import through_its_case
from services.core.database import BigId, FenColumn, Row, enum_column
from services.core.vault import SealedText


class Note(Row, OfCase):
    """An entry of the timeline; public ones are shown to the member."""

    __tablename__ = "note"

    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    at: Mapped[datetime]
    public: Mapped[bool]
    contacted: Mapped[bool]
    text_sealed: Mapped[str] = mapped_column(Text)

    text = SealedText("text_sealed")


class Reply(Row, OfCase):
    """An answer to the worker. A failed check or a reopening cancels it."""

    __tablename__ = "reply"
    __table_args__ = (Index(None, "case_id", "at", "cancelled_at"),)

    by_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome))
    text_sealed: Mapped[str] = mapped_column(Text)

    text = SealedText("text_sealed")


class QualityCheck(Row, OfCase):
    """A supervisor's check of a reply."""

    __tablename__ = "quality_check"

    by_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    at: Mapped[datetime]
    passed: Mapped[bool]
    note_sealed: Mapped[str | None] = mapped_column(Text)

    note = SealedText("note_sealed")


class Callback(Row, OfCase):
    """A call back to the worker after a reply, or the member's own rating, which nobody made for them.

    The senses are 1 to 5, empty where not asked.
    """

    __tablename__ = "callback"
    __table_args__ = (
        CheckConstraint("by_id IS NULL OR rating <> 'very_dissatisfied'", name="members_alone_say_very"),
        CheckConstraint("by_id IS NOT NULL OR rating <> 'not_reached'", name="member_is_there"),
        CheckConstraint("gain IS NULL OR gain BETWEEN 1 AND 5", name="gain_one_to_five"),
        CheckConstraint("happiness IS NULL OR happiness BETWEEN 1 AND 5", name="happiness_one_to_five"),
        CheckConstraint("security IS NULL OR security BETWEEN 1 AND 5", name="security_one_to_five"),
        Index(None, "at", "case_id"),
    )

    reply_id: Mapped[int] = mapped_column(BigId, ForeignKey("reply.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    at: Mapped[datetime]
    rating: Mapped[Rating] = mapped_column(enum_column(Rating))
    gain: Mapped[int | None]
    happiness: Mapped[int | None]
    security: Mapped[int | None]
    fault_of_handler: Mapped[bool] = mapped_column(default=False)


class Recovery(Row, OfCase):
    """Money won for workers: agreed, or really paid. Rows are added, never changed."""

    __tablename__ = "recovery"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("pay_by IS NULL OR stage = 'agreed'", name="only_promises_have_a_day"),
        Index(None, "stage", "at", "case_id", "kind", "amount_fen"),
        Index(None, "case_id", "kind", "stage", "at", "amount_fen"),
    )

    stage: Mapped[RecoveryStage] = mapped_column(enum_column(RecoveryStage))
    kind: Mapped[RecoveryKind] = mapped_column(enum_column(RecoveryKind))
    amount_fen: Mapped[int] = mapped_column(FenColumn)
    pay_by: Mapped[date | None]
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    at: Mapped[datetime]


for _model in (Note, Reply, QualityCheck, Callback, Recovery):
    through_its_case(_model)
