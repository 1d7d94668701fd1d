"""Category trees as dated data: a code keeps its meaning for ever, a tree may grow."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.core.database import Base, enum_column
from services.core.words import N_, Labelled


class CategoryTree(Labelled):
    """The four trees of the union (domain.md §2, scenarios), and what came with old tables."""

    GENERAL = "A", N_("一般劳动权益")
    GIG = "B", N_("新就业形态")
    WOMEN = "C", N_("女职工")
    ASSISTANCE = "D", N_("帮扶救助")
    LOCAL = "L", N_("历史数据原有类别")


class Category(Base):
    """One entry of a tree. `sealed_by_itself`: a case of it is sealed without being asked."""

    __tablename__ = "category"

    code: Mapped[str] = mapped_column(String(120), primary_key=True)
    tree: Mapped[CategoryTree] = mapped_column(enum_column(CategoryTree))
    parent_code: Mapped[str | None] = mapped_column(String(120), ForeignKey("category.code"))
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    sealed_by_itself: Mapped[bool] = mapped_column(default=False)
    small_cells_hidden: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    def offered_on(self, day: date) -> bool:
        """Whether it may be chosen on a local day; those of old tables never are."""
        return self.tree is not CategoryTree.LOCAL and self.valid_from <= day <= (self.valid_to or day)
