"""Ties of staff to employers and people, and which employer an enterprise's union belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.accounts.models import User
from services.cases.actions.conflicts import keep_from_sealed_workers
from services.cases.actions.readers import step_back
from services.cases.conflict_events import ConflictEvent
from services.cases.models import EmployerUnion, Tie, TieKind
from services.cases.permissions import RULES as _PERMISSIONS  # noqa: F401  (declares them)
from services.cases.queries.ties import same_tie, staff_at_home_in, staff_tied_to_chain_of, union_of
from services.core.access import Actor, Level, Role
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date
from services.core.words import _l
from services.people.actions.employers import ON_CHAIN_CHANGED
from services.people.models import Employer
from services.people.queries import id_number_index, phone_index
from services.people.rules import read_id_number, read_name, read_phone
from services.units.models import Unit

LONGEST_REASON = 500


@dataclass(frozen=True)
class TieFacts:
    """A tie as told: to an employer, or to a person with name and phone or ID number."""

    kind: TieKind
    employer: Employer | None = None
    name: str = ""
    phone: str = ""
    id_number: str = ""
    reason: str = ""
    since: date | None = None


@action("tie.declare")
def declare_tie(user: User, facts: TieFacts, *, by: Actor, at: datetime) -> Tie:
    """A tie of oneself, or of a colleague one supervises. What concerns the other side is kept from them at once.

    Raises Problem: not_allowed (somebody else's), invalid (with the field), duplicate (declared already).
    """
    if by.user_id != user.id and not _supervises(by, user):
        raise Problem(ErrorCode.NOT_ALLOWED, _l("只能为自己或本单位及下级单位的同事申报。"))
    tie = _tie(user, facts, by, at)
    if same_tie(tie) is not None:
        raise Problem(
            ErrorCode.DUPLICATE, _l("这项利害关系已经申报过了。"), field="employer" if facts.employer else "name"
        )
    db.session.add(tie)
    db.session.flush()
    record(
        ConflictEvent.TIE_DECLARED,
        user,
        {"tie": tie.id, "with": "employer" if tie.employer_id else "person"},
        by=by,
        at=at,
    )
    if tie.employer_id is None:
        keep_from_sealed_workers(tie, by=by, at=at)
    step_back(user, by=by, at=at)
    return tie


def _supervises(by: Actor, user: User) -> bool:
    return by.user_id is None or any(post.reaches(user.org_path) for post in by.posts_as([Role.SUPERVISOR]))


def _tie(user: User, facts: TieFacts, by: Actor, at: datetime) -> Tie:
    if facts.since is not None and facts.since > local_date(at):
        raise Problem(ErrorCode.INVALID, _l("开始日期不能晚于今天。"), field="since")
    if len(facts.reason) > LONGEST_REASON:
        raise Problem(ErrorCode.INVALID, _l("说明最多 %(most)d 个字。", most=LONGEST_REASON), field="reason")
    if (facts.employer is None) == (not facts.name.strip()):
        raise Problem(ErrorCode.INVALID, _l("请填写用人单位，或者填写有关系的人，二者填一项。"), field="employer")
    tie = Tie(
        user_id=user.id,
        kind=facts.kind,
        employer_id=facts.employer.id if facts.employer else None,
        since=facts.since,
        declared_at=at,
        declared_by_id=by.user_id,
    )
    tie.reason = facts.reason.strip() or None
    if facts.employer is None:
        _name_person(tie, facts, at)
    return tie


def _name_person(tie: Tie, facts: TieFacts, at: datetime) -> None:
    """Phone and number are kept as blind indexes alone: all that is needed to know the person again."""
    tie.name = read_name(facts.name)
    if facts.phone.strip():
        tie.phone_index = phone_index(read_phone(facts.phone))
    if facts.id_number.strip():
        tie.id_number_index = id_number_index(read_id_number(facts.id_number, on=local_date(at), lenient=True).text)
    if tie.phone_index is None and tie.id_number_index is None:
        raise Problem(ErrorCode.INVALID, _l("请填写对方的电话或身份证号，系统才能认出。"), field="phone")


@action("tie.end")
def end_tie(tie: Tie, *, by: Actor, at: datetime) -> Tie:
    """The tie counts no longer; never by the one who is tied. Raises Problem: illegal_move (twice), same_person.

    From sealed cases that were kept because of it, it stays kept.
    """
    if tie.ended_at is not None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这项申报已经解除了。"))
    if tie.user_id == by.user_id:
        raise Problem(ErrorCode.SAME_PERSON, _l("不能解除自己的申报，请由负责人办理。"))
    tie.ended_at, tie.ended_by_id = max(at, tie.declared_at), by.user_id
    record(ConflictEvent.TIE_ENDED, tie.user, {"tie": tie.id}, by=by, at=at)
    return tie


@action("employer.link_union")
def link_union(unit: Unit, employer: Employer, *, by: Actor, at: datetime) -> EmployerUnion:
    """Says to which employer an enterprise's union belongs; its own staff then see no case about it.

    Raises Problem: invalid (no enterprise's union), duplicate (linked so already).
    """
    if unit.level is not Level.ENTERPRISE:
        raise Problem(ErrorCode.INVALID, _l("只有基层（企业）工会才登记所属用人单位。"), field="unit")
    linked = union_of(unit)
    if linked is not None and linked.employer_id == employer.id:
        raise Problem(ErrorCode.DUPLICATE, _l("已经登记为这家用人单位了。"), field="employer")
    if linked is None:
        linked = EmployerUnion(unit_id=unit.id, employer_id=employer.id)
        db.session.add(linked)
    linked.employer_id = employer.id
    db.session.flush()
    record(ConflictEvent.UNION_LINKED, unit, {"employer": employer.name}, by=by, at=at)
    for user in staff_at_home_in(unit):
        step_back(user, by=by, at=at)
    return linked


def _when_a_chain_changes(employer: Employer, by: Actor, at: datetime) -> None:
    """Whoever is tied to a link of the chain is now kept from cases about all of it, and steps back from them."""
    for user in staff_tied_to_chain_of(employer):
        step_back(user, by=by, at=at)


ON_CHAIN_CHANGED.append(_when_a_chain_changes)
