"""The rows behind the figures: which cases, contacts, payments and callbacks are counted, and with what quantity."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, not_, or_, select, union
from sqlalchemy.orm import aliased

from services.cases.figures.as_of import (
    closed_ids,
    counted,
    due_ids,
    earlier_reply,
    ended_ids,
    handling_due,
    has,
    open_at,
    owned,
    set_aside_ids,
    theirs,
)
from services.cases.kinds import Group, Rating, RecoveryKind, RecoveryStage, Status
from services.cases.models import Callback, Case, CaseGroup, Contact, Recovery, Reply
from services.clocks.models import Clock, ClockDue
from services.core.access import official
from services.core.figures import ONE, Cut, Rows
from services.core.local_days import local_day
from services.people.models import PersonTag

COLLECTIVE = 10
"""People with one claim from whom a dispute is collective (调解仲裁法 art. 7)."""

SATISFIED = (Rating.VERY_SATISFIED, Rating.SATISFIED, Rating.FAIRLY_SATISFIED)


def contacts(cut: Cut) -> Select[Any]:
    """Calls and visits logged in the period."""
    rows = official(Contact, cut.unit_path, Contact.id.label("id"), ONE.label("quantity"))
    return rows.where(Contact.at >= cut.start, Contact.at < cut.end)


def in_period(column: Any, cut: Cut) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The instant lies in the period."""
    return column >= cut.start, column < cut.end


def received(cut: Cut, quantity: Any = ONE) -> Select[Any]:
    """Cases received in the period."""
    return counted(cut, quantity).where(*in_period(Case.received_at, cut))


def accepted(cut: Cut) -> Select[Any]:
    """Cases accepted in the period."""
    return counted(cut).where(*in_period(Case.accepted_at, cut))


def declined(cut: Cut) -> Select[Any]:
    """Cases that were not taken on in the period."""
    return counted(cut).where(Case.id.in_(ended_ids(Status.DECLINED, cut)))


def carried_over(cut: Cut, quantity: Any = ONE) -> Select[Any]:
    """Cases received before the period and open when it began."""
    return counted(cut, quantity).where(open_at(cut.start))


def still_open(cut: Cut) -> Select[Any]:
    """Cases received before the period's end and open then."""
    return counted(cut).where(open_at(cut.end))


def closed(cut: Cut) -> Select[Any]:
    """Cases closed in the period and still closed at its end, also one dated as closed before it was received."""
    return counted(cut).where(Case.id.in_(closed_ids(cut)))


def due(cut: Cut) -> Select[Any]:
    """Accepted cases that were open in the period and due by its last day, or closed in it."""
    either = union(closed_ids(cut), *due_ids(cut))
    return counted(cut).where(Case.accepted_at < cut.end, Case.id.in_(either), Case.id.not_in(set_aside_ids(cut)))


def due_closed(cut: Cut) -> Select[Any]:
    """Those of the due cases that are closed."""
    return closed(cut).where(Case.accepted_at < cut.end)


def due_on_time(cut: Cut) -> Select[Any]:
    """Those of the due cases whose first reply that still stands came on or before the due day."""
    first = select(func.min(Reply.at)).where(earlier_reply(cut)).correlate(Case).scalar_subquery()
    kept = handling_due(cut).where(Clock.case_id == Case.id, local_day(first) <= ClockDue.due_on)
    return due(cut).where(kept.correlate(Case).exists())


def people_received(cut: Cut) -> Select[Any]:
    """Cases received, each with the number of people it concerns."""
    return received(cut, Case.people)


def people_carried_over(cut: Cut) -> Select[Any]:
    """Cases carried over, each with the number of people it concerns."""
    return carried_over(cut, Case.people)


def collective(cut: Cut) -> Select[Any]:
    """Cases of ten people and more received in the period, each with that number."""
    return received(cut, Case.people).where(Case.people >= COLLECTIVE)


def of_group(group: Group) -> Rows:
    """Cases received that bear the group's tag, their own or that of one of their people."""

    def rows(cut: Cut) -> Select[Any]:
        own = has(CaseGroup, CaseGroup.group == group)
        return received(cut).where(or_(own, theirs(cut, PersonTag.group == group).exists()))

    return rows


def claimed(cut: Cut) -> Select[Any]:
    """Cases received with a claim in money, each with its fen."""
    return received(cut, Case.claim_fen).where(Case.claim_fen.is_not(None))


def recovered(*kinds: RecoveryKind) -> Rows:
    """Payments that reached workers in the period, of the given kinds."""

    def rows(cut: Cut) -> Select[Any]:
        paid = _of_cases(Recovery, Recovery.amount_fen, cut).where(
            Recovery.stage == RecoveryStage.PAID, *in_period(Recovery.at, cut)
        )
        return paid.where(Recovery.kind.in_(kinds)) if kinds else paid

    return rows


def agreed_unpaid(cut: Cut) -> Select[Any]:
    """Per case and kind, what was agreed beyond what has been paid to date; nothing where more was paid."""
    signed = case((Recovery.stage == RecoveryStage.AGREED, Recovery.amount_fen), else_=-Recovery.amount_fen)
    rest = func.sum(signed)
    agreed = select(Recovery.case_id).where(Recovery.stage == RecoveryStage.AGREED, Recovery.at < cut.end)
    return (
        _of_cases(Recovery, rest, cut)
        .where(Recovery.at < cut.end, Recovery.case_id.in_(agreed))
        .group_by(Case.id, Recovery.kind)
        .having(rest > 0)
    )


def answered(cut: Cut) -> Select[Any]:
    """Callbacks of the period in which the worker was reached, and the members' own ratings."""
    return _callbacks(cut).where(Callback.rating != Rating.NOT_REACHED)


def satisfied(cut: Cut) -> Select[Any]:
    """Answered callbacks with one of the three ratings that count as satisfied."""
    return _callbacks(cut).where(Callback.rating.in_(SATISFIED))


def sense(column: Any) -> Rows:
    """Answers on one of the three senses, one to five, given in callbacks of the period."""

    def rows(cut: Cut) -> Select[Any]:
        return _callbacks(cut, column).where(column.is_not(None))

    return rows


def _callbacks(cut: Cut, quantity: Any = ONE) -> Select[Any]:
    """A member's own rating stands before what a colleague noted for the same reply."""
    own = aliased(Callback)
    rated = exists().where(own.reply_id == Callback.reply_id, own.by_id.is_(None), own.at < cut.end)
    calls = _of_cases(Callback, quantity, cut).where(*in_period(Callback.at, cut))
    return calls.where(or_(Callback.by_id.is_(None), not_(rated)))


def _of_cases(model: Any, quantity: Any, cut: Cut) -> Select[Any]:
    """Rows that hang on cases of the unit, under the id of their case."""
    statement = select(Case.id.label("id"), quantity.label("quantity")).join(model, model.case_id == Case.id)
    return statement.where(owned(cut)).execution_options(scope="official")
