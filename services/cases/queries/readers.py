"""Who receives a sealed case, who may handle a case, and whom it is kept from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, false, func, literal, not_, or_, select, union_all
from sqlalchemy.orm import aliased

from services.accounts.actors import actor_of
from services.accounts.models import User, UserPost
from services.accounts.posts import handlers_for, may_handle, supervisors_of
from services.cases.kinds import Status
from services.cases.models import (
    Case,
    CaseExclusion,
    CaseReader,
    CaseRespondent,
    Complaint,
    ExclusionWhy,
    IntakeOfficer,
    ReaderKind,
    kept_out_of,
)
from services.cases.models.conflicts import conflicts
from services.cases.queries.hanging import Hang, may_hang
from services.cases.rules import OPEN
from services.core.access import CASE_READERS, CASE_STAFF, Actor, Role, unscoped, visible
from services.core.database import db
from services.units.models import Unit

READ = aliased(Case, name="read")
OF_A_SEEN_CASE = "the case was loaded for its viewer"


def officers_of(unit: Unit) -> Sequence[User]:
    """Who receives the unit's sealed cases: those named who still work on its cases; its supervisors if none is."""
    named = select(User).join(IntakeOfficer, IntakeOfficer.user_id == User.id)
    named = named.where(IntakeOfficer.unit_id == unit.id, IntakeOfficer.until.is_(None)).order_by(User.login)
    found = db.session.scalars(unscoped(named, because="naming the readers of a sealed case")).unique().all()
    if not found:
        return supervisors_of(unit)
    return [user for user in found if may_handle(user, unit.org_path)]


def officers_for(unit: Unit | None, but: Collection[int] = ()) -> list[tuple[int, int]]:
    """(user id, unit id) of the unit's officers; where none is left, of the nearest unit above that has any."""
    while unit is not None:
        found = [user for user in officers_of(unit) if user.id not in but]
        if found:
            return [(user.id, unit.id) for user in found]
        unit = unit.parent
    return []


def kept_users(case_id: int) -> frozenset[int]:
    """Ids of the colleagues from whom the case is kept."""
    return frozenset(db.session.scalars(_kept_out(), {"case": case_id}))


@cache
def _kept_out() -> Any:
    kept: Any = kept_out_of(bindparam("case"))
    return unscoped(kept, because="whom a case is kept from, for an action or its form")


def kept_pairs(case_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """(case, colleague) for all colleagues from whom any of the cases is kept."""
    every = (
        joined.with_only_columns(case, user, maintain_column_froms=True).where(case.in_(case_ids), user.is_not(None))
        for case, user, joined in conflicts()
    )
    pairs = unscoped(union_all(*every), because="whom cases are kept from, for an action or its form")  # type: ignore[type-var]
    return frozenset((case, user) for case, user in db.session.execute(pairs))


def may_take(user: User, case: Case) -> bool:
    """Whether the colleague works on cases of the unit, and the case is not kept from them."""
    return may_handle(user, case.desk) and user.id not in kept_users(case.id)


def seen_among(user: User, case_ids: Collection[int]) -> frozenset[int]:
    """Ids of those cases that the colleague sees: the one condition of every page, asked for somebody else."""
    return frozenset(db.session.scalars(_among_those_of(actor_of(user)), {"ids": list(case_ids)}))


@lru_cache(maxsize=256)
def _among_those_of(viewer: Actor) -> Select[Any]:
    return visible(Case, viewer, Case.id).where(Case.id.in_(bindparam("ids", expanding=True)))


def handlers_of(case: Case) -> Sequence[User]:
    """Colleagues who may handle the case, those of its own unit first."""
    kept = kept_users(case.id)
    return [user for user in handlers_for(case.desk) if user.id not in kept]


def readers_of(case: Case) -> Sequence[User]:
    """Colleagues whose posts reach the case and from whom it is not kept yet, whether or not they may read it now."""
    kept = kept_users(case.id)
    reach = {user.id: user for path in case.places for user in handlers_for(path, CASE_READERS)}
    return [user for user in reach.values() if user.id not in kept]


def unread_cases(*conditions: ColumnElement[bool]) -> Sequence[Case]:
    """Sealed cases, among those meant, that no officer reads any more."""
    wanted = select(Case).where(Case.sealed, Case.id.not_in(_read_by_an_officer()), *conditions)
    found: Sequence[Case] = db.session.scalars(unscoped(wanted, because="sealed cases left without a reader")).all()
    return found


def unchecked_cases(*conditions: ColumnElement[bool]) -> Sequence[Case]:
    """Sealed cases, among those meant, that were answered and that no officer but the handler reads."""
    another = _read_by_an_officer().where(or_(READ.handler_id.is_(None), CaseReader.user_id != READ.handler_id))
    answered = Case.status.in_([Status.REPLIED, Status.CHECKED])
    wanted = select(Case).where(Case.sealed, answered, Case.id.not_in(another), *conditions)
    found: Sequence[Case] = db.session.scalars(unscoped(wanted, because="sealed cases that nobody may check")).all()
    return found


def receives(actor: Actor, case: Case) -> bool:
    """Whether the actor reads the sealed case as one of those who receive sealed cases, not as its handler alone."""
    return case.sealed and actor.user_id is not None and actor.user_id in _officers_reading(case)


def officers_above(case: Case) -> frozenset[int]:
    """Ids of those who read the sealed case as officers of a unit above the one that owns it."""
    reading = db.session.execute(_reading_from_above(), {"case": case.id})
    return frozenset(user for user, path in reading if path != case.org_path and case.org_path.startswith(path))


def receives_from_above(actor: Actor, case: Case) -> bool:
    """Whether the actor is one of them."""
    return case.sealed and actor.user_id in officers_above(case)


def may_go_above(case: Case) -> bool:
    """Whether a sealed case stands in a unit with one above it, where nobody reads it yet."""
    return case.sealed and case.status in OPEN and case.unit.parent_id is not None and not officers_above(case)


def receives_complaint(actor: Actor, complaint: Complaint) -> bool:
    """Whether the actor receives the sealed case that a complaint is about."""
    return receives(actor, complaint.case)


def checkers_of(case: Case) -> Sequence[User]:
    """Who checks a sealed case and calls back: officers who read it, but for its handler.

    Before it is answered, where there is none, those who will be named then.
    """
    found = _officers_reading(case) - {case.handler_id}
    if not found:
        found = {user for user, _unit in officers_for(case.unit, kept_users(case.id) | {case.handler_id or 0})}
    return people_with(found)


def _officers_reading(case: Case) -> set[int]:
    return set(db.session.scalars(_reading_as_officers(), {"case": case.id}))


@cache
def _reading_as_officers() -> Any:
    reading = _read_by_an_officer().with_only_columns(CaseReader.user_id)
    return unscoped(reading.where(CaseReader.case_id == bindparam("case")), because=OF_A_SEEN_CASE)


@cache
def _reading_from_above() -> Any:
    reading = _read_by_an_officer().join(Unit, Unit.id == CaseReader.officer_of_id)
    wanted = reading.with_only_columns(CaseReader.user_id, Unit.org_path).where(CaseReader.case_id == bindparam("case"))
    return unscoped(wanted, because=OF_A_SEEN_CASE)


@cache
def _read_by_an_officer() -> Any:
    """Ids of cases (`READ`) with an officer who still is one, and from whom the case is not kept."""
    leads = exists().where(
        UserPost.user_id == CaseReader.user_id,
        UserPost.unit_id == CaseReader.officer_of_id,
        UserPost.role == Role.SUPERVISOR,
        UserPost.until.is_(None),
    )
    receives = exists().where(
        IntakeOfficer.user_id == CaseReader.user_id,
        IntakeOfficer.unit_id == CaseReader.officer_of_id,
        IntakeOfficer.until.is_(None),
    )
    kept = (
        joined.where(case == CaseReader.case_id, user == CaseReader.user_id).correlate(CaseReader).exists()
        for case, user, joined in conflicts()
    )
    return (
        select(CaseReader.case_id)
        .join(User, User.id == CaseReader.user_id)
        .join(READ, READ.id == CaseReader.case_id)
        .where(
            CaseReader.kind == ReaderKind.OFFICER,
            CaseReader.until.is_(None),
            User.disabled_at.is_(None),
            _works_on(READ),
            or_(leads, receives),
            not_(or_(false(), *kept)),
        )
    )


def _works_on(read: Any) -> ColumnElement[bool]:
    """Whether the reader holds a post that reaches the case."""
    places = (read.org_path, read.handed_path)
    return (
        select(UserPost.id)
        .join(Unit, Unit.id == UserPost.unit_id)
        .where(
            UserPost.user_id == CaseReader.user_id,
            UserPost.role.in_(CASE_STAFF),
            UserPost.until.is_(None),
            or_(*(func.substr(path, 1, func.length(Unit.org_path)) == Unit.org_path for path in places)),
        )
        .correlate(CaseReader, read)
        .exists()
    )


@dataclass(frozen=True)
class Kept:
    """Somebody whom a case is kept from, as its readers are told: why, the words, the colleague's name."""

    why: str
    words: str
    colleague: str


def kept_with(case: Case) -> list[Kept]:
    """Respondents and those struck out of a case that the caller has loaded for its viewer, by one statement."""
    if not may_hang(case, Hang.KEPT):
        return []
    name = func.coalesce(User.name, "")
    respondents = (
        select(CaseRespondent.id, literal("").label("why"), CaseRespondent.name_sealed.label("words"), name)
        .outerjoin(User, User.id == CaseRespondent.user_id)
        .where(CaseRespondent.case_id == case.id)
    )
    struck = (
        select(CaseExclusion.id, CaseExclusion.why, CaseExclusion.told_sealed, name)
        .outerjoin(User, User.id == CaseExclusion.user_id)
        .where(CaseExclusion.case_id == case.id)
    )
    both: Any = union_all(respondents, struck)
    return [
        Kept(
            ExclusionWhy(why).msgid if why else "",
            (CaseExclusion.told if why else CaseRespondent.name).opened(ident, sealed) if sealed else "",
            colleague,
        )
        for ident, why, sealed, colleague in sorted(db.session.execute(unscoped(both, because=OF_A_SEEN_CASE)))
    ]


def officers_named_in(unit: Unit, viewer: Actor) -> Sequence[IntakeOfficer]:
    """The officers that the unit has named, oldest first."""
    named = visible(IntakeOfficer, viewer).where(IntakeOfficer.unit_id == unit.id, IntakeOfficer.until.is_(None))
    found: Sequence[IntakeOfficer] = db.session.scalars(named.order_by(IntakeOfficer.since, IntakeOfficer.id)).all()
    return found


def people_with(ids: Iterable[int]) -> Sequence[User]:
    """Accounts by their ids, by login."""
    wanted = select(User).where(User.id.in_(list(ids))).order_by(User.login)
    return db.session.scalars(unscoped(wanted, because="who receives sealed cases is known in the unit")).unique().all()


def live_officer(unit: Unit, user: User) -> IntakeOfficer | None:
    """The colleague as officer of the unit, if not dismissed."""
    return db.session.scalar(
        select(IntakeOfficer).where(
            IntakeOfficer.unit_id == unit.id, IntakeOfficer.user_id == user.id, IntakeOfficer.until.is_(None)
        )
    )


def find_officer(officer_id: int, viewer: Actor) -> IntakeOfficer | None:
    """One of them, if the viewer may see it."""
    wanted = visible(IntakeOfficer, viewer).where(IntakeOfficer.id == officer_id)
    found: IntakeOfficer | None = db.session.scalar(wanted) if 0 < officer_id < 2**63 else None
    return found
