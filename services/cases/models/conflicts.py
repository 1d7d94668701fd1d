"""Whom a case is kept from: those struck out, complained of, or tied to the employer or the worker."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    CompoundSelect,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.accounts.models import User
from services.cases.models.case import Case, CasePerson, OfCase
from services.core.access import Actor, Role, below_any, scope_of
from services.core.database import BigId, Row, enum_column
from services.core.vault import SealedText, mask_name
from services.core.words import N_, Labelled
from services.people.chains import chains_from
from services.people.models import Employer, Person
from services.units.models import Unit


class ExclusionWhy(Labelled):
    """Why somebody was kept from one case."""

    STRUCK_OUT = "struck_out", N_("职工要求不让其看到")
    RECUSED = "recused", N_("回避")
    TIED = "tied", N_("已申报利害关系")


class TieKind(Labelled):
    """What ties a member of staff to an employer or a person."""

    FAMILY = "family", N_("亲属")
    WORKS_THERE = "works_there", N_("在该单位任职、兼职或曾任职")
    OWNS = "owns", N_("投资或持股")
    CLOSE = "close", N_("同学、朋友、师生等密切关系")
    DISPUTE = "dispute", N_("与其有纠纷")
    OTHER = "other", N_("其他利害关系")


class CaseExclusion(Row, OfCase):
    """Somebody who must not see the case, for ever. Without `user_id`: the member's words, not yet matched."""

    __tablename__ = "case_exclusion"
    __table_args__ = (
        Index(None, "user_id", "case_id"),
        CheckConstraint("(user_id IS NULL) = (told_sealed IS NOT NULL)", name="someone_or_words"),
    )

    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    told_sealed: Mapped[str | None] = mapped_column(Text)
    why: Mapped[ExclusionWhy] = mapped_column(enum_column(ExclusionWhy))
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    at: Mapped[datetime]

    told = SealedText("told_sealed")
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])


class CaseRespondent(Row, OfCase):
    """A person complained of; where it is a member of staff, the account."""

    __tablename__ = "case_respondent"
    __table_args__ = (Index(None, "user_id", "case_id"),)

    name_sealed: Mapped[str] = mapped_column(Text)
    about_sealed: Mapped[str | None] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    at: Mapped[datetime]

    name = SealedText("name_sealed")
    about = SealedText("about_sealed")
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])


class Tie(Row):
    """A tie of a member of staff to an employer, or to a person who is known by phone or ID number.

    `since` is the local day on which it began, where known; it counts until somebody else ends it.
    """

    __tablename__ = "tie"
    __table_args__ = (
        CheckConstraint("(employer_id IS NULL) = (name_sealed IS NOT NULL)", name="employer_or_person"),
        CheckConstraint(
            "employer_id IS NOT NULL OR phone_index IS NOT NULL OR id_number_index IS NOT NULL", name="person_is_known"
        ),
        CheckConstraint("ended_by_id IS NULL OR ended_at IS NOT NULL", name="ended_by_someone"),
    )

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("user.id"), index=True)
    kind: Mapped[TieKind] = mapped_column(enum_column(TieKind))
    employer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("employer.id"), index=True)
    name_sealed: Mapped[str | None] = mapped_column(Text)
    phone_index: Mapped[str | None] = mapped_column(String(40))
    id_number_index: Mapped[str | None] = mapped_column(String(40))
    reason_sealed: Mapped[str | None] = mapped_column(Text)
    since: Mapped[date | None]
    declared_at: Mapped[datetime]
    declared_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))

    name = SealedText("name_sealed")
    reason = SealedText("reason_sealed")
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    employer: Mapped[Employer | None] = relationship()

    @property
    def org_path(self) -> str:
        """The path of the home unit of whoever is tied."""
        return self.user.org_path

    @property
    def shown_with(self) -> str:
        """To whom: the employer's name, or a person's, masked."""
        return self.employer.name if self.employer else mask_name(self.name or "")


class EmployerUnion(Row):
    """Which employer an enterprise's union belongs to: its own staff do not handle what concerns it."""

    __tablename__ = "employer_union"

    unit_id: Mapped[int] = mapped_column(BigId, ForeignKey("unit.id"), unique=True)
    employer_id: Mapped[int] = mapped_column(BigId, ForeignKey("employer.id"), index=True)

    unit: Mapped[Unit] = relationship()
    employer: Mapped[Employer] = relationship()


@scope_of(Tie)
def who_sees_a_tie(actor: Actor) -> ColumnElement[bool]:
    """Oneself, and the supervisors of one's home unit and of those above."""
    led = below_any(User.org_path, (post.unit_path for post in actor.posts_as([Role.SUPERVISOR])))
    return or_(Tie.user_id == actor.user_id, Tie.user_id.in_(select(User.id).where(led)))


def _interests(user_id: int | None = None) -> CompoundSelect[Any]:
    """(user id, employer id): whom staff, or one of them, are tied to, and whose union is their home."""
    tied = _pairs(Tie.user_id, Tie.employer_id).where(Tie.employer_id.is_not(None), Tie.ended_at.is_(None))
    at_home = _pairs(User.id, EmployerUnion.employer_id).join(User, User.unit_id == EmployerUnion.unit_id)
    if user_id is not None:
        tied, at_home = tied.where(Tie.user_id == user_id), at_home.where(User.id == user_id)
    return union_all(tied, at_home)


def _pairs(*columns: Any) -> Select[Any]:
    return select(*columns)


def _of_a_chain() -> tuple[Any, Any, Select[Any]]:
    """Cases about employers anywhere in a chain of work in which somebody has an interest."""
    chain = chains_from(_interests())
    return Case.id, chain.c.key, select(Case.id).join(chain, chain.c.employer_id == Case.employer_id)


BY_ROW: tuple[tuple[Any, Any, Select[Any]], ...] = (
    (CaseExclusion.case_id, CaseExclusion.user_id, select(CaseExclusion.case_id)),
    (CaseRespondent.case_id, CaseRespondent.user_id, select(CaseRespondent.case_id)),
    *(
        (
            CasePerson.case_id,
            Tie.user_id,
            select(CasePerson.case_id)
            .join(Person, Person.id == CasePerson.person_id)
            .join(Tie, getattr(Tie, index) == getattr(Person, index))
            .where(Tie.ended_at.is_(None), CasePerson.removed_at.is_(None)),
        )
        for index in ("phone_index", "id_number_index")
    ),
)
"""Case, user, and what joins them: whom a case is kept from by rows of its own. A sealed worker has no index: such
a tie is looked up when the case or the tie arises, and kept as an exclusion."""


def conflicts() -> tuple[tuple[Any, Any, Select[Any]], ...]:
    """Case, user, and what joins them, for all cases and all staff: each part says of whom a case is kept from."""
    return (*BY_ROW, _of_a_chain())


def kept_from(user_id: int | None) -> CompoundSelect[Any]:
    """Ids of the cases that are kept from the colleague, one part for each reason.

    A chain of work is followed from the colleague's own ties, and its cases are looked up by their employers: whoever
    has no ties pays nothing.
    """
    reasons = [joined.where(user == user_id) for _case, user, joined in BY_ROW]
    if user_id is not None:
        chain = chains_from(_interests(user_id))
        reasons.append(select(Case.id).where(Case.employer_id.in_(select(chain.c.employer_id))))
    return union_all(*reasons)


def interested_in(employer_id: int) -> Select[Any]:
    """Ids of the colleagues who have an interest anywhere in the chain of work around an employer."""
    chain, interest = chains_from(_pairs(Employer.id, Employer.id).where(Employer.id == employer_id)), _interests()
    interests = interest.subquery()
    return _pairs(interests.c[0]).join(chain, chain.c.employer_id == interests.c[1])


def employers_of_interest(user_ids: Collection[int]) -> Select[Any]:
    """(user id, employer id) of the whole chains of work in which some colleagues have an interest."""
    every = _interests().subquery()
    chain = chains_from(_pairs(*every.c).where(every.c[0].in_(user_ids)))
    return _pairs(chain.c.key, chain.c.employer_id)


def kept_out_of(case_id: int | BindParameter[int]) -> CompoundSelect[Any]:
    """Ids of the colleagues from whom the case is kept; the chain of work is followed from its own employer."""
    named = _pairs(Case.id, Case.employer_id).where(Case.id == case_id, Case.employer_id.is_not(None))
    chain, interest = chains_from(named), _interests().subquery()
    return union_all(
        *(
            joined.with_only_columns(user, maintain_column_froms=True).where(case == case_id, user.is_not(None))
            for case, user, joined in BY_ROW
        ),
        select(interest.c[0]).join(chain, chain.c.employer_id == interest.c[1]),
    )
