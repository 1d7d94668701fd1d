"""Workers with what identifies them sealed, and employers with their codes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, Text, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.core.access import CASE_STAFF, Actor, below_any, scope_of
from services.core.database import BigId, Row, Scoped, enum_column
from services.core.vault import SealedText, mask_id, mask_name, mask_phone
from services.people.kinds import EmployerKind, PersonField, Sex

__all__ = ["Employer", "EmployerKind", "Person", "Sex", "who_sees_a_person"]


class Person(Row, Scoped):
    """A worker. Name, phone and ID number are sealed; blind indexes find each by exact match.

    A person known only through a sealed case is `sealed`: no index, no look-up, seen through that case alone.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("birth_year IS NULL OR birth_year BETWEEN 1900 AND 2100", name="birth_year_sane"),
        CheckConstraint(
            "NOT sealed OR (name_index IS NULL AND phone_index IS NULL AND id_number_index IS NULL)",
            name="sealed_has_no_index",
        ),
    )

    name_sealed: Mapped[str | None] = mapped_column(Text)
    phone_sealed: Mapped[str | None] = mapped_column(Text)
    id_number_sealed: Mapped[str | None] = mapped_column(Text)
    name_index: Mapped[str | None] = mapped_column(String(40), index=True)
    phone_index: Mapped[str | None] = mapped_column(String(40), index=True)
    id_number_index: Mapped[str | None] = mapped_column(String(40), index=True)
    sex: Mapped[Sex | None] = mapped_column(enum_column(Sex))
    birth_year: Mapped[int | None]
    sealed: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    name = SealedText("name_sealed")
    phone = SealedText("phone_sealed")
    id_number = SealedText("id_number_sealed")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it)

    @property
    def masked_name(self) -> str | None:
        """王某 → 王*."""
        return mask_name(self.name) if self.name else None

    @property
    def masked_phone(self) -> str | None:
        """138****1234."""
        return mask_phone(self.phone) if self.phone else None

    @property
    def masked_id_number(self) -> str | None:
        """110***********002X."""
        return mask_id(self.id_number) if self.id_number else None

    @property
    def known_fields(self) -> list[PersonField]:
        """What is on record of the fields that are shown masked."""
        return [field for field in PersonField if getattr(self, f"{field.value}_sealed") is not None]

    def age_on(self, day: date) -> int | None:
        """Full years by the year of birth alone."""
        return None if self.birth_year is None else day.year - self.birth_year


@scope_of(Person)
def who_sees_a_person(actor: Actor) -> ColumnElement[bool]:
    """Those who work on cases see the people of their units and below; nobody finds a sealed person this way."""
    within = below_any(Person.org_path, (post.unit_path for post in actor.posts_as(CASE_STAFF)))
    return and_(Person.sealed.is_(False), within)


class Employer(Row):
    """An employer, platform, contractor or agent. `code` is the union's short code or an outside register's."""

    __tablename__ = "employer"

    code: Mapped[str | None] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    kind: Mapped[EmployerKind] = mapped_column(enum_column(EmployerKind), default=EmployerKind.EMPLOYER)
    upstream_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("employer.id"))
    version: Mapped[int] = mapped_column(default=1)

    upstream: Mapped[Employer | None] = relationship(remote_side="Employer.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it)
