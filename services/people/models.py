"""Workers with what identifies them sealed, the priority groups they belong to, and employers with their codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.core.access import CASE_STAFF, Actor, below_any, is_seen_at, scope_of
from services.core.database import Base, BigId, Row, Scoped, enum_column
from services.core.vault import SealedText, mask_id, mask_name, mask_phone
from services.people.kinds import EmployerKind, Evidence, Occupation, Period, PersonField, Sex, WorkRelation

__all__ = [
    "Employer",
    "EmployerKind",
    "Person",
    "PersonTag",
    "PriorityGroup",
    "Sex",
    "WORKING_WITH",
    "who_sees_a_person",
]

WORKING_WITH: list[Callable[[Person], Iterable[str]]] = []
"""Paths of further units that work with a person; a room that knows such units adds how to find them."""


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

    tags: Mapped[list[PersonTag]] = relationship(order_by="PersonTag.id", back_populates="person")

    @property
    def places(self) -> tuple[str, ...]:
        """Paths of the units that work with the person: where they were registered, and wherever their cases went."""
        return (self.org_path, *(path for more in WORKING_WITH for path in more(self)))

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
    upstream_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("employer.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    upstream: Mapped[Employer | None] = relationship(remote_side="Employer.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it)


class PriorityGroup(Base):
    """A priority group. The four of `Group` are there from the beginning; others come by configuration.

    `valid_to` is the last local day on which it may be chosen; tags that were given stay.
    """

    __tablename__ = "priority_group"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it)

    def offered_on(self, day: date) -> bool:
        """Whether it may be chosen on a local day."""
        return self.valid_from <= day <= (self.valid_to or day)


class PersonTag(Row, Scoped):
    """That a person belongs to a priority group, between two local days (both included, empty where not known).

    `told_at` is when it was put on record, `removed_at` when it was taken back as wrong: figures of a month count
    what was on record at its end. Evidence and period are sealed: they speak of health and family.
    """

    __tablename__ = "person_tag"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="days_in_order"),
        CheckConstraint(
            "\"group\" = 'gig' OR (occupation IS NULL AND relation IS NULL AND employer_id IS NULL)",
            name="work_of_gig_alone",
        ),
        CheckConstraint("\"group\" = 'women' OR period_sealed IS NULL", name="period_of_women_alone"),
        CheckConstraint("removed_at IS NULL OR removed_at >= told_at", name="removed_after_told"),
        Index(None, "person_id", "group"),
    )

    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    group: Mapped[str] = mapped_column(String(40), ForeignKey("priority_group.code"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    evidence: Mapped[Evidence] = mapped_column(enum_column(Evidence))
    evidence_sealed: Mapped[str | None] = mapped_column(Text)
    period_sealed: Mapped[str | None] = mapped_column(Text)
    occupation: Mapped[Occupation | None] = mapped_column(enum_column(Occupation))
    relation: Mapped[WorkRelation | None] = mapped_column(enum_column(WorkRelation))
    employer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("employer.id"))
    told_at: Mapped[datetime]
    told_by: Mapped[str] = mapped_column(String(80))
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    evidence_text = SealedText("evidence_sealed")
    period_text = SealedText("period_sealed")

    person: Mapped[Person] = relationship(back_populates="tags")
    kind: Mapped[PriorityGroup] = relationship()
    employer: Mapped[Employer | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it)

    @property
    def places(self) -> tuple[str, ...]:
        """Paths of the units that work with its person."""
        return self.person.places

    @property
    def period(self) -> Period | None:
        """Pregnancy, maternity or nursing, where it was said."""
        return Period(self.period_text) if self.period_text else None

    def holds_on(self, day: date) -> bool:
        """Whether the person belongs to the group on a local day, as is known now."""
        return self.removed_at is None and (self.valid_from or day) <= day <= (self.valid_to or day)


@scope_of(PersonTag)
def who_sees_a_tag(actor: Actor) -> ColumnElement[bool]:
    """Those who see the person."""
    return is_seen_at(PersonTag.person_id, Person, actor)
