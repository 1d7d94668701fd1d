"""Whom a case is kept from: those the member struck out, those who step aside, and the person complained of."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import false, or_, select

from services.accounts.models import User
from services.accounts.queries import user_named
from services.cases.actions.readers import leave_none_unread, step_back
from services.cases.conflict_events import ConflictEvent
from services.cases.models import Case, CaseExclusion, CasePerson, CaseRespondent, ExclusionWhy, Tie
from services.cases.permissions import RULES as _PERMISSIONS  # noqa: F401  (declares them)
from services.cases.queries.readers import kept_users, officers_for
from services.cases.rules import LONGEST_NAME, Ask
from services.core.access import Actor, unscoped
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.people.models import Person
from services.people.queries import id_number_index, phone_index

SHORTEST_NAME = 2
"""A name of one character would be found in too many words."""


def strike_out(case: Case, ask: Ask, *, by: Actor, at: datetime) -> None:
    """Keeps a new case from those whom the member named: accounts that were chosen, and staff whose name was written.

    The words stay for the readers, who know whom they mean. Problem(not_found): no such account.
    """
    chosen = {user_named(login).id for login in ask.not_for}
    for user_id in sorted(chosen | _named_in(ask.not_for_told)):
        _keep_from(case, user_id, ExclusionWhy.STRUCK_OUT, by, at)
    if ask.not_for_told.strip():
        written = CaseExclusion(case_id=case.id, user_id=None, why=ExclusionWhy.STRUCK_OUT, by_id=by.user_id, at=at)
        written.told = ask.not_for_told.strip()
        db.session.add(written)
    db.session.flush()


def leaves_a_reader(case: Case) -> None:
    """Raises Problem(invalid) where nobody in the union would be left to read what was written."""
    if not officers_for(case.unit, kept_users(case.id)) and officers_for(case.unit):
        raise Problem(
            ErrorCode.INVALID,
            _l("这样就没有人能看到这件诉求了。请至少留下一位，或者选择上一级工会。"),
            field="not_for_told",
        )


def _named_in(text: str) -> set[int]:
    """Ids of the active staff whose whole name occurs in the words; compared here, so that no log of SQL holds them."""
    words = "".join(text.split())
    if not words:
        return set()
    staff = unscoped(select(User.id, User.name).where(User.disabled_at.is_(None)), because="matching names, all staff")
    return {
        user_id
        for user_id, name in db.session.execute(staff)
        if len(name) >= SHORTEST_NAME and "".join(name.split()) in words
    }


def _keep_from(case: Case, user_id: int, why: ExclusionWhy, by: Actor, at: datetime) -> None:
    db.session.add(CaseExclusion(case_id=case.id, user_id=user_id, why=why, by_id=by.user_id, at=at))


def exclude_tied(case: Case, person: Person, *, by: Actor, at: datetime) -> None:
    """A sealed worker is in no index: whoever declared a tie to them is found now, and kept from the case for ever."""
    phone, number = person.phone, person.id_number
    same = [Tie.phone_index == phone_index(phone)] if phone else []
    same += [Tie.id_number_index == id_number_index(number)] if number else []
    tied = select(Tie.user_id).where(Tie.ended_at.is_(None), or_(false(), *same)).distinct()
    known = kept_users(case.id)
    for user_id in db.session.scalars(tied).all():
        if user_id not in known:
            _keep_from(case, user_id, ExclusionWhy.TIED, by, at)
    db.session.flush()


def person_joined(case: Case, person: Person, *, by: Actor, at: datetime) -> None:
    """Somebody became part of a case: a handler who is tied to them steps back, a sealed one keeps a reader."""
    if case.sealed:
        exclude_tied(case, person, by=by, at=at)
    if case.handler is not None and case.handler_id in kept_users(case.id):
        step_back(case.handler, by=by, at=at)
    if case.sealed:
        leave_none_unread(Case.id == case.id, by=by, at=at)


def keep_from_sealed_workers(tie: Tie, *, by: Actor, at: datetime) -> None:
    """The same from the other side, when a tie is declared: every sealed worker is opened and compared."""
    workers = select(CasePerson.case_id, Person).join(Person, Person.id == CasePerson.person_id).where(Person.sealed)
    for case_id, person in db.session.execute(unscoped(workers, because="comparing with a declared tie")).all():
        same_phone = person.phone is not None and phone_index(person.phone) == tie.phone_index
        same_number = person.id_number is not None and id_number_index(person.id_number) == tie.id_number_index
        if (same_phone or same_number) and tie.user_id not in kept_users(case_id):
            case = db.session.get_one(Case, case_id)
            _keep_from(case, tie.user_id, ExclusionWhy.TIED, by, at)


@action("case.exclude")
def exclude(case: Case, user: User, *, by: Actor, at: datetime) -> Case:
    """Keeps the case from a colleague for ever: no reading, handling, checking, calling back. Also from oneself.

    Raises Problem: duplicate (it is already), invalid (nobody would be left to read a sealed case).
    """
    if user.id in kept_users(case.id):
        raise Problem(ErrorCode.DUPLICATE, _l("本案已经不对这位同事开放。"), field="user")
    _keep_from(case, user.id, ExclusionWhy.RECUSED, by, at)
    record(ConflictEvent.EXCLUDED, case, {"user": user.login}, by=by, at=at)
    return _without(case, user, by, at)


@action("respondent.record")
def record_respondent(
    case: Case, name: str, about: str = "", user: User | None = None, *, by: Actor, at: datetime
) -> CaseRespondent:
    """Notes who is complained of; where it is a member of staff, `user`, from whom the case is kept for ever.

    Raises Problem(invalid): no name or one too long, nobody would be left to read a sealed case.
    """
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= LONGEST_NAME:
        sentence = _l("请填写被反映人的姓名，最多 %(most)d 个字。", most=LONGEST_NAME)
        raise Problem(ErrorCode.INVALID, sentence, field="name")
    noted = CaseRespondent(case_id=case.id, user_id=user.id if user else None, by_id=by.user_id, at=at)
    noted.name, noted.about = tidy, about.strip() or None
    db.session.add(noted)
    record(ConflictEvent.RESPONDENT_RECORDED, case, {"respondent": noted.id}, by=by, at=at)
    if user is not None:
        _without(case, user, by, at)
    return noted


def _without(case: Case, user: User, by: Actor, at: datetime) -> Case:
    db.session.flush()
    if case.sealed:
        leaves_a_reader(case)
    step_back(user, by=by, at=at)
    return case
