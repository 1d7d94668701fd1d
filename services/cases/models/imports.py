"""Tables that were brought in: how far each import is, and where every row went."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.cases.models.case import Case
from services.core.access import Actor, Role, below_any, is_seen_at, scope_of
from services.core.database import BigId, Row, Scoped, enum_column, not_negative
from services.core.vault import SealedText
from services.core.words import N_, Labelled
from services.units.models import Unit


class TableKind(Labelled):
    """What a table lists."""

    CASES = "cases", N_("案件")
    PEOPLE = "people", N_("职工名册")
    EMPLOYERS = "employers", N_("用人单位")
    STAFF = "staff", N_("工作人员")


class ImportState(Labelled):
    """Where an import stands."""

    MAPPING = "mapping", N_("待说明各列")
    CHECKING = "checking", N_("正在核对")
    CHECKED = "checked", N_("已核对，待确认")
    RUNNING = "running", N_("正在导入")
    DONE = "done", N_("已导入")
    REFUSED = "refused", N_("不能导入")
    DROPPED = "dropped", N_("已放弃")


class ImportRun(Row, Scoped):
    """One import of one file: counts of its rows, and how far it is. What was not finished is taken up again.

    `done` rows are on disk or were there before. The file itself waits outside the database while its import is
    open; `preview` holds what its owner is shown before anything is written.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        Index(None, "by_id", "begun_at"),
        Index(None, "unit_id", "profile", "file_sha256"),
        not_negative("done", "done_not_negative"),
    )

    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    kind: Mapped[TableKind] = mapped_column(enum_column(TableKind))
    profile: Mapped[str] = mapped_column(String(60))
    profile_text: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState))
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    mended: Mapped[int] = mapped_column(default=0)
    odd: Mapped[int] = mapped_column(default=0)
    flags: Mapped[str] = mapped_column(Text, default="{}")
    problem: Mapped[str | None] = mapped_column(Text)
    preview_sealed: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    preview = SealedText("preview_sealed")

    unit: Mapped[Unit] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it)

    @property
    def there(self) -> int:
        """Rows that the house had before."""
        return max(self.rows - self.new - self.mended - self.changed, 0)

    @property
    def flag_counts(self) -> dict[str, int]:
        """How often each flag was earned."""
        counts: dict[str, int] = json.loads(self.flags)
        return counts


class ImportedRow(Row):
    """Where an imported row went: the same row is never taken twice, and its flags are kept.

    A row of which nothing can be made waits here with its cells, sealed, until the table is mended. Where a row
    became something but part of it could not be read, its cells stay too. `stages` are the days of steps that a
    case has no field for, as the table names them. `subject` is what a row became that is no case.
    """

    __tablename__ = "imported_row"
    __table_args__ = (
        UniqueConstraint("profile", "unit_id", "source_number", "occurrence"),
        CheckConstraint(
            "case_id IS NOT NULL OR subject_id IS NOT NULL OR cells_sealed IS NOT NULL", name="waiting_keeps_cells"
        ),
    )

    case_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cases.id"), index=True)
    subject_type: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None] = mapped_column(BigId)
    run_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("import_run.id"))
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


@scope_of(ImportedRow)
def who_sees_an_imported_row(actor: Actor) -> ColumnElement[bool]:
    """Those who see its case; a row that waits has none and is seen by the import alone."""
    return is_seen_at(ImportedRow.case_id, Case, actor)


@scope_of(ImportRun)
def who_sees_an_import(actor: Actor) -> ColumnElement[bool]:
    """Whoever brought the file, while the post lasts: what stands in it is nobody else's matter."""
    administered = below_any(ImportRun.org_path, (post.unit_path for post in actor.posts_as([Role.ADMINISTRATOR])))
    return and_(ImportRun.by_id == actor.user_id, administered)
