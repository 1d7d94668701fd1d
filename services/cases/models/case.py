"""A case, who it concerns, who may read it when it is sealed, and the history of where it stood."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from services.accounts.models import User
from services.cases.kinds import Channel, Consent, Difficulty, Factor, Family, Kinship, PartyRole, Status
from services.cases.models.category import Category
from services.core.database import BigId, FenColumn, OrgPath, Row, Scoped, enum_column, not_negative
from services.core.vault import SealedText
from services.core.words import N_, Labelled
from services.people.models import Employer, Person, PriorityGroup
from services.units.models import Unit


class ReaderKind(Labelled):
    """Why someone may read a sealed case."""

    OFFICER = "officer", N_("保密受理人")
    HANDLER = "handler", N_("经办人")


class Case(Row, Scoped):
    """A request that the union handles (诉求/工单).

    `org_path` is that of the unit which owns it now. A sealed case keeps its story encrypted and its number
    outside the series, so that no gap betrays it.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("(status IN ('closed', 'archived')) = (closed_at IS NOT NULL)", name="closed_has_date"),
        CheckConstraint("NOT sealed OR story IS NULL", name="sealed_story_is_encrypted"),
        CheckConstraint("people >= 1", name="people_at_least_one"),
        CheckConstraint(
            "accepted_at IS NOT NULL OR imported OR status IN "
            "('received', 'awaiting_completion', 'dispatched', 'declined', 'withdrawn', 'merged')",
            name="accepted_has_date",
        ),
        CheckConstraint("(status = 'merged') = (merged_into_id IS NOT NULL)", name="merged_names_the_other"),
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        not_negative("claim_fen", "claim_not_negative"),
        Index("ix_cases_newest", "received_at", "id", "org_path", "handed_path", "sealed"),
        Index("ix_cases_due", "next_due_on", "id", "org_path", "handed_path", "sealed", "status"),
        Index("ix_cases_closed", "closed_at", "id", "org_path", "handed_path", "sealed"),
        Index(None, "status", "received_at", "id"),
        Index(None, "org_path", "received_at"),
        Index(None, "accepted_at", "id"),
        Index(None, "handler_id", "status", "next_due_on", "id"),
        Index("ix_cases_standing", "status", "org_path", "next_due_on", "id", "handler_id", "handed_path", "sealed"),
        Index("ix_cases_sealed", "id", sqlite_where=text("sealed = 1"), postgresql_where=text("sealed")),
    )

    number: Mapped[str] = mapped_column(String(60), unique=True)
    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), index=True)
    handed_path: Mapped[str | None] = mapped_column(OrgPath, index=True)
    """Path of another unit that sees it and works on it: it is dispatched there, or assigned to it."""
    decider_path: Mapped[str | None] = mapped_column(OrgPath, index=True)
    """Path of the unit that says where it goes, after it was sent back too often."""
    merged_into_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cases.id"), index=True)
    family: Mapped[Family] = mapped_column(enum_column(Family))
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    status: Mapped[Status] = mapped_column(enum_column(Status), default=Status.RECEIVED)
    difficulty: Mapped[Difficulty | None] = mapped_column(enum_column(Difficulty))
    sealed: Mapped[bool] = mapped_column(default=False)
    imported: Mapped[bool] = mapped_column(default=False)
    people: Mapped[int] = mapped_column(default=1)
    claim_fen: Mapped[int | None] = mapped_column(FenColumn)
    employer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("employer.id"), index=True)
    employer_told: Mapped[str | None] = mapped_column(String(200))
    handler_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    received_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    next_due_on: Mapped[date | None]
    next_rule: Mapped[str | None] = mapped_column(String(60))
    story: Mapped[str | None] = mapped_column(Text)
    story_sealed: Mapped[str | None] = mapped_column(Text)
    confidential_from_employer: Mapped[bool] = mapped_column(default=False)
    query_code_index: Mapped[str | None] = mapped_column(String(40), index=True)
    query_code_hash: Mapped[str | None] = mapped_column(String(200))
    query_code_until: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    hangs: Mapped[int | None] = query_expression()
    """Which kinds of rows hang on it, where the statement that loaded it asked (queries/hanging.py)."""

    secret_story = SealedText("story_sealed")

    unit: Mapped[Unit] = relationship(viewonly=True)
    employer: Mapped[Employer | None] = relationship(viewonly=True)
    handler: Mapped[User | None] = relationship(viewonly=True)
    categories: Mapped[list[CaseCategory]] = relationship(order_by="CaseCategory.position", viewonly=True)
    groups: Mapped[list[CaseGroup]] = relationship(order_by="CaseGroup.group", viewonly=True)
    factors: Mapped[list[CaseFactor]] = relationship(order_by="CaseFactor.factor", viewonly=True)
    persons: Mapped[list[CasePerson]] = relationship(
        primaryjoin="and_(CasePerson.case_id == Case.id, CasePerson.removed_at.is_(None))",
        order_by="(CasePerson.role.desc(), CasePerson.id)",
        viewonly=True,
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it)

    @property
    def places(self) -> tuple[str, ...]:
        """Paths of the units that work on it: its owner, and the one to which it is handed."""
        return (self.org_path, self.handed_path) if self.handed_path else (self.org_path,)

    @property
    def desk(self) -> str:
        """Path of the unit at whose desk it lies."""
        return self.handed_path or self.org_path

    @property
    def text(self) -> str:
        """What happened, in the worker's words, whichever way it is kept."""
        return (self.secret_story if self.sealed else self.story) or ""

    @property
    def employer_name(self) -> str:
        """The employer's registered name, else the name that the worker gave."""
        return self.employer.name if self.employer else self.employer_told or ""

    def keep_text(self, text: str) -> None:
        """Stores the story: encrypted and out of every index where the case is sealed."""
        if self.sealed:
            self.secret_story, self.story = text, None
        else:
            self.story, self.secret_story = text, None

    @property
    def person(self) -> Person | None:
        """The worker who asks, where a name was given."""
        return next((link.person for link in self.persons if link.role is PartyRole.WORKER), None)

    @property
    def contact(self) -> CasePerson | None:
        """Whom to call: who asks for the worker where that was said, else the first who left a number."""
        chosen = (link for link in self.persons if link.is_contact)
        reached = (link for link in self.persons if link.person.phone_sealed)
        return next(chosen, None) or next(reached, None)


class OfCase:
    """A row that belongs to a case and is seen exactly by those who see the case."""

    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"), index=True)


class CaseCategory(Row, OfCase):
    """A category of a case; the first one is the main one."""

    __tablename__ = "case_category"
    __table_args__ = (UniqueConstraint("case_id", "code"), Index(None, "code", "case_id"))

    code: Mapped[str] = mapped_column(String(120), ForeignKey("category.code"))
    position: Mapped[int]

    category: Mapped[Category] = relationship()


class CaseGroup(Row, OfCase):
    """A priority group that the case itself bears; people have their own tags."""

    __tablename__ = "case_group"
    __table_args__ = (UniqueConstraint("case_id", "group"),)

    group: Mapped[str] = mapped_column(String(40), ForeignKey("priority_group.code"))

    kind: Mapped[PriorityGroup] = relationship()


class CaseFactor(Row, OfCase):
    """A circumstance that makes a case more dangerous."""

    __tablename__ = "case_factor"
    __table_args__ = (UniqueConstraint("case_id", "factor"),)

    factor: Mapped[Factor] = mapped_column(enum_column(Factor))


class CasePerson(Row, OfCase):
    """A worker whom the case concerns, or somebody who asks for one.

    `added_at` is empty where the person came with the case. One who was named by mistake is `removed_at` an instant.
    """

    __tablename__ = "case_person"
    __table_args__ = (
        UniqueConstraint("case_id", "person_id"),
        CheckConstraint("(role = 'proxy') = (kinship IS NOT NULL)", name="proxy_has_kinship"),
        CheckConstraint("(role = 'proxy') = (consent IS NOT NULL)", name="proxy_has_consent"),
    )

    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    role: Mapped[PartyRole] = mapped_column(enum_column(PartyRole), default=PartyRole.WORKER)
    kinship: Mapped[Kinship | None] = mapped_column(enum_column(Kinship))
    consent: Mapped[Consent | None] = mapped_column(enum_column(Consent))
    is_contact: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship()
    person: Mapped[Person] = relationship()


class CaseReader(Row, OfCase):
    """One person who may read one sealed case, until an instant. An officer loses it with the post."""

    __tablename__ = "case_reader"
    __table_args__ = (
        Index(None, "user_id", "case_id"),
        CheckConstraint("(kind = 'officer') = (officer_of_id IS NOT NULL)", name="officer_has_unit"),
    )

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"))
    kind: Mapped[ReaderKind] = mapped_column(enum_column(ReaderKind))
    officer_of_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("unit.id"))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
