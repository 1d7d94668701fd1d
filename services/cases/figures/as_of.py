"""What was so at an instant: owner, status, due date. Every figure about cases is made of these conditions.

A period's end is excluded, so "at the end" means just before it: a span counts that began earlier and runs on.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, union_all
from sqlalchemy.orm import aliased

from services.cases.kinds import PartyRole, Status
from services.cases.models import Case, CasePerson, Reply, StatusSpan, UnitSpan
from services.cases.rules import OPEN
from services.clocks.models import Clock, ClockDue
from services.core.access import official
from services.core.figures import ONE, Cut
from services.core.local_days import local_day
from services.people.models import PersonTag


def lasts(until: Any, instant: datetime) -> ColumnElement[bool]:
    """Whether something that ends at `until` was not over before the instant."""
    return or_(until.is_(None), until >= instant)


def owned(cut: Cut) -> ColumnElement[bool]:
    """Whether the case belonged, at the period's end, to the unit or one below it."""
    span = official(UnitSpan, cut.unit_path, UnitSpan.id).where(
        UnitSpan.case_id == Case.id, UnitSpan.from_at < cut.end, lasts(UnitSpan.until_at, cut.end)
    )
    return span.correlate(Case).exists()


def counted(cut: Cut, quantity: Any = ONE) -> Select[Any]:
    """(id, quantity) of the cases that belong to the unit at the period's end; the caller says which of them."""
    statement = select(Case.id.label("id"), quantity.label("quantity")).where(owned(cut))
    return statement.execution_options(scope="official")


def open_at(instant: datetime) -> ColumnElement[bool]:
    """Whether the case had been received before the instant and was open then."""
    running, ended = open_until(StatusSpan.until_at >= instant)
    began = StatusSpan.from_at < instant
    return and_(Case.received_at < instant, Case.id.in_(union_all(running.where(began), ended.where(began))))


def open_until(ends: ColumnElement[bool]) -> tuple[Select[Any], Select[Any]]:
    """Cases' open spans that run on, and those that end as said: two ranges of one index instead of an OR."""
    spans = select(StatusSpan.case_id).where(StatusSpan.status.in_(sorted(OPEN)))
    return spans.where(StatusSpan.until_at.is_(None)), spans.where(ends)


def closed_ids(cut: Cut) -> Select[Any]:
    """Ids of the cases closed in the period and still closed, or put away since, at its end."""
    away = aliased(StatusSpan)
    archived = exists().where(
        away.case_id == StatusSpan.case_id, away.status == Status.ARCHIVED, away.from_at == StatusSpan.until_at
    )
    return ended_ids(Status.CLOSED, cut, or_(lasts(StatusSpan.until_at, cut.end), archived))


def ended_ids(status: Status, cut: Cut, lasting: ColumnElement[bool] | None = None) -> Select[Any]:
    """Ids of the cases that came to stand there in the period and still did at its end."""
    came = select(StatusSpan.case_id).where(
        StatusSpan.status == status, StatusSpan.from_at >= cut.start, StatusSpan.from_at < cut.end
    )
    return came.where(lasts(StatusSpan.until_at, cut.end) if lasting is None else lasting)


def set_aside_ids(cut: Cut) -> Select[Any]:
    """Ids of the cases that were, at the period's end, not taken on, withdrawn, or joined with another."""
    ended = (Status.DECLINED, Status.WITHDRAWN, Status.MERGED)
    return select(StatusSpan.case_id).where(
        StatusSpan.status.in_(ended), StatusSpan.from_at < cut.end, lasts(StatusSpan.until_at, cut.end)
    )


def due_ids(cut: Cut) -> tuple[Select[Any], Select[Any]]:
    """Ids, in two parts, of the cases open in the period whose handling was due on or before its last day."""
    due = handling_due(cut).where(Clock.case_id == StatusSpan.case_id, ClockDue.due_on <= cut.last).exists()
    running, ended = open_until(StatusSpan.until_at > cut.start)
    return running.where(StatusSpan.from_at < cut.end, due), ended.where(StatusSpan.from_at < cut.end, due)


def handling_due(cut: Cut) -> Select[Any]:
    """The dates, as they stood at the period's end, by which cases had to be answered; a suspended clock has none."""
    return (
        select(ClockDue.due_on)
        .join(Clock, Clock.id == ClockDue.clock_id)
        .where(
            Clock.rule.startswith("sla.handle."),
            lasts(Clock.cancelled_at, cut.end),
            ClockDue.from_at < cut.end,
            lasts(ClockDue.until_at, cut.end),
        )
    )


def earlier_reply(cut: Cut) -> ColumnElement[bool]:
    """Whether `Reply` is one that stood at the period's end."""
    return and_(Reply.case_id == Case.id, Reply.at < cut.end, lasts(Reply.cancelled_at, cut.end))


def has(model: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the case has a row of the model that meets the conditions."""
    return exists().where(model.case_id == Case.id, *conditions)


def theirs(cut: Cut, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Tags of the workers of `Case` as they stood at the period's end.

    A tag counts that was on record then, and held on some day from the case's receipt to the period's last.
    """
    columns: tuple[Any, ...] = (CasePerson.case_id, PersonTag.group)
    tags: Select[Any] = select(*columns).join(PersonTag, PersonTag.person_id == CasePerson.person_id)
    return tags.where(
        CasePerson.case_id == Case.id,
        CasePerson.role == PartyRole.WORKER,
        or_(CasePerson.added_at.is_(None), CasePerson.added_at < cut.end),
        lasts(CasePerson.removed_at, cut.end),
        PersonTag.told_at < cut.end,
        lasts(PersonTag.removed_at, cut.end),
        or_(PersonTag.valid_from.is_(None), PersonTag.valid_from <= cut.last),
        or_(PersonTag.valid_to.is_(None), PersonTag.valid_to >= local_day(Case.received_at)),
        *conditions,
    ).correlate(Case)
