"""What was so at an instant: owner, status, due date. Every figure about cases is made of these conditions.

A period's end is excluded, so "at the end" means just before it: a span counts that began earlier and runs on.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, FromClause, Select, and_, exists, not_, or_, select, union_all
from sqlalchemy.orm import aliased

from services.cases.kinds import PartyRole, Status
from services.cases.models import Case, CaseGroup, CasePerson, Reply, StatusSpan, UnitSpan
from services.cases.rules import HANDLE_RULES, OPEN
from services.clocks.models import Clock, ClockDue
from services.core.figures import Period
from services.core.local_days import local_day
from services.core.planning import walked
from services.people.models import PersonTag


def lasts(until: Any, instant: Any) -> ColumnElement[bool]:
    """Whether something that ends at `until` was not over before the instant."""
    return or_(until.is_(None), until >= instant)


def owned(statement: Any, case_id: Any, cut: Period) -> Select[Any]:
    """Narrows to cases that belonged, at the period's end, to the unit or one below it, and joins that owner's span."""
    owner = and_(
        UnitSpan.case_id == case_id,
        UnitSpan.from_at < cut.end,
        lasts(UnitSpan.until_at, cut.end),
        cut.holds(walked(UnitSpan.org_path)),
    )
    found: Select[Any] = statement.join(UnitSpan, owner).execution_options(scope="official")
    return found


def open_at(instant: Any) -> CompoundSelect[Any]:
    """Ids of the cases open at the instant: two ranges of one index instead of an OR. A case stands in one span."""
    spans = select(StatusSpan.case_id).where(StatusSpan.status.in_(sorted(OPEN)))
    running = spans.where(StatusSpan.until_at.is_(None), StatusSpan.from_at < instant)
    return union_all(running, spans.where(StatusSpan.until_at >= instant, walked(StatusSpan.from_at) < instant))


def closed_in(cut: Period) -> ColumnElement[bool]:
    """Whether the span is one that began in the period by closing the case, which did not come back before its end.

    It may have been put away since.
    """
    away = aliased(StatusSpan)
    archived = exists().where(
        away.case_id == StatusSpan.case_id, away.status == Status.ARCHIVED, away.from_at == StatusSpan.until_at
    )
    return and_(came_to(Status.CLOSED, cut), or_(lasts(StatusSpan.until_at, cut.end), archived))


def came_to(status: Status, cut: Period) -> ColumnElement[bool]:
    """Whether the span is one that began in the period, in this status."""
    return and_(StatusSpan.status == status, StatusSpan.from_at >= cut.start, StatusSpan.from_at < cut.end)


def handling_due(cut: Period) -> Select[Any]:
    """The dates, as they stood at the period's end, by which `Case` had to be answered; a suspended clock has none."""
    return (
        select(ClockDue.due_on)
        .join(Clock, Clock.id == ClockDue.clock_id)
        .where(
            Clock.case_id == Case.id,
            Clock.rule.in_(sorted(HANDLE_RULES.values())),
            lasts(Clock.cancelled_at, cut.end),
            ClockDue.from_at < cut.end,
            lasts(ClockDue.until_at, cut.end),
        )
        .correlate(Case)
    )


def standing_reply(cut: Period) -> ColumnElement[bool]:
    """Whether `Reply` is one to `Case` that stood at the period's end."""
    return and_(Reply.case_id == Case.id, Reply.at < cut.end, lasts(Reply.cancelled_at, cut.end))


def with_groups(rows: FromClause, cut: Period) -> CompoundSelect[Any]:
    """The rows, once for each priority group of their case (`key`): its own, and those of its workers.

    A row without any stands once, with an empty key.
    """
    own = select(*rows.c, CaseGroup.group.label("key"))
    own = own.select_from(rows.outerjoin(CaseGroup, CaseGroup.case_id == rows.c.id))
    tagged = rows.join(CasePerson, CasePerson.case_id == rows.c.id)
    tagged = tagged.join(PersonTag, PersonTag.person_id == CasePerson.person_id)
    said = exists().where(CaseGroup.case_id == rows.c.id, CaseGroup.group == PersonTag.group)
    added = select(*rows.c, PersonTag.group.label("key")).select_from(tagged).where(*_counts(cut), not_(said))
    any_tag = select(PersonTag.id).join(CasePerson, PersonTag.person_id == CasePerson.person_id)
    any_tag = any_tag.where(CasePerson.case_id == rows.c.id, *_counts(cut)).correlate(rows)
    return union_all(own.where(or_(CaseGroup.id.is_not(None), not_(any_tag.exists()))), added.distinct())


def _counts(cut: Period) -> tuple[ColumnElement[bool], ...]:
    """Whether the tag of the case's worker was on record at the period's end, and held on some day of the case.

    Its days run from its receipt to the period's last.
    """
    received_at = select(Case.received_at).where(Case.id == CasePerson.case_id).correlate(CasePerson).scalar_subquery()
    return (
        CasePerson.role == PartyRole.WORKER,
        or_(CasePerson.added_at.is_(None), CasePerson.added_at < cut.end),
        lasts(CasePerson.removed_at, cut.end),
        PersonTag.told_at < cut.end,
        lasts(PersonTag.removed_at, cut.end),
        or_(PersonTag.valid_from.is_(None), PersonTag.valid_from <= cut.last),
        or_(PersonTag.valid_to.is_(None), PersonTag.valid_to >= local_day(received_at)),
    )
