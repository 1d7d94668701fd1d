"""What is done on a case: notes, replies, checks, callbacks, money won, and the row of a table it came from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.cases.kinds import Outcome, Rating, RecoveryKind, RecoveryStage
from services.cases.models.case import Case, OfCase, through_its_case
from services.core.access import Actor, scope_of, visible
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
    )

    stage: Mapped[RecoveryStage] = mapped_column(enum_column(RecoveryStage))
    kind: Mapped[RecoveryKind] = mapped_column(enum_column(RecoveryKind))
    amount_fen: Mapped[int] = mapped_column(FenColumn)
    pay_by: Mapped[date | None]
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    at: Mapped[datetime]


class ImportedRow(Row):
    """Where an imported case comes from: the same row is never taken twice, and its flags are kept.

    A row that cannot be placed in time makes no case; its cells wait here, sealed, until the table is mended.
    `stages` are the days of steps that a case has no field for, as the table names them.
    """

    __tablename__ = "imported_row"
    __table_args__ = (
        UniqueConstraint("profile", "unit_id", "source_number", "occurrence"),
        CheckConstraint("(case_id IS NULL) = (cells_sealed IS NOT NULL)", name="waiting_keeps_cells"),
    )

    case_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cases.id"), index=True)
    profile: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    source_number: Mapped[str] = mapped_column(String(120))
    occurrence: Mapped[int]
    row_digest: Mapped[str] = mapped_column(String(64), index=True)
    flags: Mapped[str] = mapped_column(Text, default="")
    file_name: Mapped[str] = mapped_column(String(200))
    row_number: Mapped[int]
    stages: Mapped[str] = mapped_column(Text, default="[]")
    cells_sealed: Mapped[str | None] = mapped_column(Text)

    cells = SealedText("cells_sealed")

    @property
    def steps(self) -> list[tuple[str, date]]:
        """Label and day of each step, in the order of the profile."""
        return [(label, date.fromisoformat(day)) for label, day in json.loads(self.stages)]


def stages_as_text(stages: Iterable[tuple[str, date]]) -> str:
    """Labels with their days, as `ImportedRow.stages` keeps them."""
    return json.dumps([[label, day.isoformat()] for label, day in stages], ensure_ascii=False)


for _model in (Note, Reply, QualityCheck, Callback, Recovery):
    through_its_case(_model)


@scope_of(ImportedRow)
def who_sees_an_imported_row(actor: Actor) -> ColumnElement[bool]:
    """Those who see its case; a row that waits has none and is seen by the import alone."""
    return ImportedRow.case_id.in_(visible(Case, actor, Case.id))
