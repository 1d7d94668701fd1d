"""What lies on a desk besides cases: tasks, with or without a case."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Text, and_, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.accounts.models import User
from services.cases.models import Case
from services.core.access import Actor, scope_of, visible
from services.core.database import BigId, Row, Scoped, enum_column
from services.core.vault import SealedText
from services.core.words import N_, Labelled


class TaskKind(Labelled):
    """What kind of thing is to be done on a day."""

    TODO = "todo", N_("事项")
    CALL = "call", N_("再次联系")
    VISIT = "visit", N_("走访")
    HEARING = "hearing", N_("开庭或仲裁")
    APPOINTMENT = "appointment", N_("约见")


class Task(Row, Scoped):
    """Something that one colleague does by a local day, at `at_time` if it has an hour. It never stands for a clock.

    `remind_on` is the local day from which it lies on the desk as if it were due.
    """

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("remind_on IS NULL OR remind_on <= due_on", name="reminded_in_time"),
        Index(None, "user_id", "done_at", "due_on"),
    )

    case_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cases.id"), index=True)
    kind: Mapped[TaskKind] = mapped_column(enum_column(TaskKind))
    text_sealed: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    at_time: Mapped[datetime | None]
    remind_on: Mapped[date | None]
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    text = SealedText("text_sealed")
    case: Mapped[Case | None] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it)


@scope_of(Task)
def who_sees_a_task(actor: Actor) -> ColumnElement[bool]:
    """Whoever does it and whoever asked for it; that of a case, all who see the case, and nobody else."""
    own = or_(Task.user_id == actor.user_id, Task.by_id == actor.user_id)
    return or_(and_(Task.case_id.is_(None), own), Task.case_id.in_(visible(Case, actor, Case.id)))
