"""What lies on a desk besides cases: tasks, with or without a case, and the texts of a unit."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, and_, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.accounts.models import User
from services.cases.models import Case
from services.core.access import CASE_STAFF, Actor, Role, below_any, is_seen_at, scope_of
from services.core.database import BigId, Row, Scoped, enum_column
from services.core.search import WordIndex
from services.core.vault import SealedText
from services.core.words import N_, Labelled
from services.units.models import Unit


class TaskKind(Labelled):
    """What kind of thing is to be done on a day."""

    PLAIN = "plain", N_("一般事项")
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
    return or_(and_(Task.case_id.is_(None), own), is_seen_at(Task.case_id, Case, actor))


class TextKind(Labelled):
    """Where a text of a unit is used."""

    NOTE = "note", N_("记录用语")
    REPLY = "reply", N_("答复模板")
    ANSWER = "answer", N_("咨询答案")


class TextModule(Row, Scoped):
    """A text of a unit, used there and below. Its fields are filled from the case; nothing personal is in it."""

    __tablename__ = "text_module"

    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    kind: Mapped[TextKind] = mapped_column(enum_column(TextKind))
    title: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it)


TEXT_WORDS = WordIndex("text_words")
"""Title and body of the texts that are in use."""


@scope_of(TextModule)
def who_sees_a_text(actor: Actor) -> ColumnElement[bool]:
    """Those who work in the unit or below it, and the supervisors above it."""
    used = {line for post in actor.posts_as(CASE_STAFF) for line in _line_of(post.unit_path)}
    led = below_any(TextModule.org_path, (post.unit_path for post in actor.posts_as([Role.SUPERVISOR])))
    return or_(TextModule.org_path.in_(sorted(used)), led)


def _line_of(path: str) -> list[str]:
    """The paths of a unit and of all above it."""
    return [path[: end + 1] for end, mark in enumerate(path) if mark == "/" and end]
