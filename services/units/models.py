"""The union's tree of units, and the dated standards that hold in an area."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.core.access import Actor, Level, scope_of
from services.core.database import BigId, FenColumn, Row, enum_column, not_negative
from services.core.words import N_, Labelled


class StandardKind(Labelled):
    """Amounts set by an area, in force from a day on."""

    SUBSISTENCE_ALLOWANCE = "subsistence_allowance", N_("最低生活保障标准")
    MINIMUM_WAGE = "minimum_wage", N_("最低工资标准")


class Unit(Row):
    """A federation or union at some level. `org_path` is `/CITY/DA/`: codes from the root down to itself.

    The tree is public within the union, so it is the one placed table that anyone may read.
    """

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("org_path LIKE '%/' AND org_path LIKE '/%'", name="path_form"),
        {"info": {"open": True}},
    )

    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    level: Mapped[Level] = mapped_column(enum_column(Level))
    parent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    org_path: Mapped[str] = mapped_column(
        String(255).with_variant(String(255, collation="C"), "postgresql"), unique=True
    )
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    parent: Mapped[Unit | None] = relationship(remote_side="Unit.id", back_populates="children")
    children: Mapped[list[Unit]] = relationship(back_populates="parent", order_by="Unit.code")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it)


@scope_of(Unit)
def _everyone_sees_the_tree(_actor: Actor) -> ColumnElement[bool]:
    return true()


class Standard(Row):
    """An amount per month that holds in an area from a day on, until the next one."""

    __tablename__ = "standard"
    __table_args__ = (
        UniqueConstraint("unit_id", "kind", "valid_from"),
        not_negative("monthly_fen", "monthly_not_negative"),
    )

    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"))
    kind: Mapped[StandardKind] = mapped_column(enum_column(StandardKind))
    monthly_fen: Mapped[int] = mapped_column(FenColumn)
    valid_from: Mapped[date]
