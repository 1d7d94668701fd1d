"""What a member agreed to when asking, and what they asked of whoever handles it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.cases.models.case import OfCase
from services.cases.models.seeing import through_its_case
from services.core.database import Base, Row, enum_column
from services.people.kinds import Sex


class ConsentText(Base):
    """A text that a member agrees to, in both languages. A changed text is a new version; none is ever changed.

    The newest version whose `since` (a local day) has come is shown.
    """

    __tablename__ = "consent_text"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[date]
    zh: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)

    @property
    def mark(self) -> str:
        """`contact.1`: text and version, as a form sends them and the event keeps them."""
        return f"{self.code}.{self.version}"

    def words(self, language: str) -> str:
        """The text in a language of the pages."""
        return self.en if language == "en" else self.zh


class CaseConsent(Row, OfCase):
    """That the member agreed to a text, and since when no longer (个人信息保护法 15、29)."""

    __tablename__ = "case_consent"
    __table_args__ = (
        UniqueConstraint("case_id", "code"),
        ForeignKeyConstraint(["code", "version"], ["consent_text.code", "consent_text.version"]),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at", name="withdrawn_after_given"),
    )

    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    text: Mapped[ConsentText] = relationship(lazy="joined")


class CaseWish(Row, OfCase):
    """What the member asked for: a handler of one sex, and calls that tell nobody else what they are about."""

    __tablename__ = "case_wish"
    __table_args__ = (
        UniqueConstraint("case_id"),
        CheckConstraint("handler_sex IS NOT NULL OR discreet", name="wishes_something"),
    )

    handler_sex: Mapped[Sex | None] = mapped_column(enum_column(Sex))
    discreet: Mapped[bool]


through_its_case(CaseConsent)
through_its_case(CaseWish)
