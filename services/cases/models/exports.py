"""What was taken out of the system as a file, by whom, what for, and who agreed to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.accounts.models import User
from services.cases.exporting.kinds import ExportState, FileKind
from services.cases.models.case import OfCase
from services.cases.models.seeing import through_its_case
from services.core.access import Actor, Role, below_any, scope_of
from services.core.database import Base, BigId, Row, Scoped, enum_column, not_negative
from services.core.vault import SealedText


class Export(Row, Scoped):
    """One export. `address` is the list's, without anything personal; `digest` is that of the file that was given."""

    __tablename__ = "export"
    __table_args__ = (
        CheckConstraint("(state = 'given') = (digest IS NOT NULL)", name="given_has_digest"),
        CheckConstraint("decided_by_id <> user_id", name="decided_by_another"),
        not_negative("rows", "rows_not_negative"),
        Index(None, "user_id", "at"),
        Index(None, "state", "org_path"),
    )

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    at: Mapped[datetime]
    kind: Mapped[FileKind] = mapped_column(enum_column(FileKind))
    state: Mapped[ExportState] = mapped_column(enum_column(ExportState))
    address: Mapped[str] = mapped_column(Text)
    columns: Mapped[str] = mapped_column(String(400))
    purpose_sealed: Mapped[str] = mapped_column(Text)
    rows: Mapped[int]
    decided_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    given_at: Mapped[datetime | None]
    digest: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)

    purpose = SealedText("purpose_sealed")

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it)


class ExportedCase(OfCase, Base):
    """That a case was in a file that was given: for ever findable from the case, as long as the event in its chain."""

    __tablename__ = "exported_case"

    export_id: Mapped[int] = mapped_column(BigId, ForeignKey("export.id"), primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("cases.id"), primary_key=True, autoincrement=False, index=True
    )


through_its_case(ExportedCase)


@scope_of(Export)
def who_sees_an_export(actor: Actor) -> ColumnElement[bool]:
    """Whoever asked for it, and the supervisors and auditors of the unit."""
    posts = [post.unit_path for post in actor.posts_as([Role.SUPERVISOR, Role.AUDITOR])]
    return or_(Export.user_id == actor.user_id, below_any(Export.org_path, posts))
