"""Verbs about priority groups: say that a person belongs to one, end it, and extend the list of groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from services.core.access import Actor, unscoped
from services.core.actions import action
from services.core.audit import declare_events, record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date
from services.core.words import _l
from services.people import permissions  # noqa: F401  (declares the verbs below)
from services.people.kinds import PersonEvent
from services.people.models import Person, PersonTag, PriorityGroup
from services.people.queries import all_groups
from services.people.rules import LONGEST_REASON, overlap
from services.people.tag_facts import GroupFacts, TagFacts
from services.units.models import Unit

declare_events(PersonEvent)


@action("person.tag")
def tag_person(person: Person, facts: TagFacts, *, by: Actor, at: datetime) -> PersonTag:
    """Puts on record that the person belongs to a group, from and to which day, and on what that rests.

    Raises Problem: invalid (with the field), duplicate where the same is on record for some of those days.
    """
    return add_tag(person, facts.checked(local_date(at), person.sex), by, at)


def add_tag(person: Person, told: TagFacts, by: Actor, at: datetime) -> PersonTag:
    """The same, of checked facts, inside an action."""
    group = offered_group(told.group, local_date(at), "group")
    _refuse_same(person, told)
    tag = PersonTag(
        org_path=person.org_path,
        person_id=person.id,
        group=group.code,
        valid_from=told.valid_from,
        valid_to=told.valid_to,
        evidence=told.evidence,
        occupation=told.occupation,
        relation=told.relation,
        employer_id=told.employer.id if told.employer else None,
        told_at=at,
        told_by=by.label if by.user_id else "",
    )
    tag.evidence_text = told.evidence_text
    tag.period_text = told.period.value if told.period else None
    db.session.add(tag)
    db.session.flush()
    days = {"from": told.valid_from, "to": told.valid_to}
    record(PersonEvent.TAGGED, person, {"tag": tag.id, "group": group.code, **days}, by=by, at=at)
    return tag


def tag_as_told(person: Person, groups: frozenset[str], by: Actor, at: datetime) -> None:
    """What is said at registration: each group that is not on record for that day. Raises Problem(invalid)."""
    if not groups:
        return
    day = local_date(at)
    held = {tag.group for tag in live_tags(person) if tag.holds_on(day)}
    for code in sorted(groups - held):
        add_tag(person, TagFacts(code).checked(day, person.sex, field="groups"), by, at)


def offered_group(code: str, day: date, field: str = "groups") -> PriorityGroup:
    """The group with this code. Problem(invalid) at the field: there is none, or it is not offered on the local day."""
    found = next((group for group in all_groups() if group.code == code), None)
    if found is None or not found.offered_on(day):
        raise Problem(ErrorCode.INVALID, _l("没有“%(code)s”这个重点群体。", code=code[:40]), field=field)
    return found


def live_tags(person: Person) -> list[PersonTag]:
    """Tags of the person that were not taken back. Inside an action."""
    standing = select(PersonTag).where(PersonTag.person_id == person.id, PersonTag.removed_at.is_(None))
    return list(db.session.scalars(unscoped(standing, because="inside an action on the person")))


def _refuse_same(person: Person, told: TagFacts) -> None:
    employer = told.employer.id if told.employer else None
    for tag in live_tags(person):
        same = (tag.group, tag.period, tag.employer_id) == (told.group, told.period, employer)
        if same and overlap((tag.valid_from, tag.valid_to), (told.valid_from, told.valid_to)):
            raise Problem(
                ErrorCode.DUPLICATE,
                _l("这个群体在这段时间里已经登记过了。时间或内容有变化的，请先结束原来的标记。"),
                field="group",
            )


@action("person.untag")
def untag_person(tag: PersonTag, reason: str, last_day: date | None = None, *, by: Actor, at: datetime) -> PersonTag:
    """Ends a tag with its last local day, or takes it back as wrong where none is given.

    Raises Problem: illegal_move (taken back already), invalid (no reason, a day before the first).
    """
    if tag.removed_at is not None:
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("这个标记已经撤销了。"))
    said = " ".join(reason.split())
    if not 1 <= len(said) <= LONGEST_REASON:
        raise Problem(ErrorCode.INVALID, _l("请写明原因，最多 %(most)d 个字。", most=LONGEST_REASON), field="reason")
    if last_day is not None and tag.valid_from is not None and last_day < tag.valid_from:
        raise Problem(ErrorCode.INVALID, _l("最后一天不能早于开始的那一天。"), field="last_day")
    if last_day is None:
        tag.removed_at = max(at, tag.told_at)
    else:
        tag.valid_to = last_day
    facts = {"tag": tag.id, "group": tag.group, "to": last_day, "taken_back": last_day is None, "reason": said}
    record(PersonEvent.UNTAGGED, tag.person, facts, by=by, at=at)
    return tag


@dataclass(frozen=True)
class _ConfiguredBy:
    """A group belongs to the whole federation; its events stand in the chain of the unit that acted."""

    id: int
    org_path: str
    __tablename__: str = Unit.__tablename__


@action("group.add", makes=True)
def add_group(unit: Unit, facts: GroupFacts, *, by: Actor, at: datetime) -> PriorityGroup:
    """A further priority group, behind all others, on behalf of a unit.

    Raises Problem: invalid (with the field), duplicate where the code is taken.
    """
    told = facts.checked()
    if db.session.get(PriorityGroup, told.code) is not None:
        raise Problem(ErrorCode.DUPLICATE, _l("群体代码“%(code)s”已经有了。", code=told.code), field="code")
    last = db.session.scalar(select(func.max(PriorityGroup.position)))
    group = PriorityGroup(
        code=told.code,
        name_zh=told.name_zh,
        name_en=told.name_en,
        position=(last or 0) + 1,
        valid_from=told.valid_from or local_date(at),
        valid_to=told.valid_to,
    )
    db.session.add(group)
    db.session.flush()
    _tell(PersonEvent.GROUP_ADDED, group, unit, by, at)
    return group


@action("group.correct", makes=True)
def correct_group(unit: Unit, code: str, facts: GroupFacts, *, by: Actor, at: datetime) -> PriorityGroup:
    """Renames a group, or says until when it may be chosen; its code stays. Raises as `add_group`, and not_found."""
    told = facts.checked()
    group = db.session.get(PriorityGroup, code, with_for_update=True, populate_existing=True)
    if group is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有找到这个重点群体。"))
    if told.valid_to is not None and told.valid_to < group.valid_from:
        raise Problem(ErrorCode.INVALID, _l("最后一天不能早于开始的那一天。"), field="valid_to")
    group.name_zh, group.name_en, group.valid_to = told.name_zh, told.name_en, told.valid_to
    db.session.flush()
    _tell(PersonEvent.GROUP_CORRECTED, group, unit, by, at)
    return group


def _tell(kind: PersonEvent, group: PriorityGroup, unit: Unit, by: Actor, at: datetime) -> None:
    facts = {"code": group.code, "name": group.name_zh, "to": group.valid_to}
    record(kind, _ConfiguredBy(unit.id, unit.org_path), facts, by=by, at=at)
