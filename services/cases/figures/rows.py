"""The rows behind the figures: which cases, contacts, payments and callbacks are counted, and with what quantity.

Each function gives the rows of several figures, with the columns by which these tell theirs apart.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CompoundSelect, Select, case, exists, func, literal_column, not_, or_, select, union_all
from sqlalchemy.orm import aliased

from services.cases.figures.as_of import (
    came_to,
    closed_in,
    handling_due,
    lasts,
    open_at,
    owned,
    standing_reply,
    with_groups,
)
from services.cases.kinds import Group, Rating, RecoveryKind, RecoveryStage, Status
from services.cases.models import Callback, Case, Contact, Recovery, Reply, StatusSpan, UnitSpan
from services.clocks.models import ClockDue
from services.core.figures import Period, Pick
from services.core.local_days import local_day

COLLECTIVE = 10
"""People with one claim from whom a dispute is collective (调解仲裁法 art. 7)."""

SATISFIED = (Rating.VERY_SATISFIED, Rating.SATISFIED, Rating.FAIRLY_SATISFIED)


def contacts(cut: Period) -> Select[Any]:
    """Calls and visits logged in the period, each with the unit that took it."""
    columns: tuple[Any, ...] = (Contact.id, Contact.org_path.label("path"))
    logged = select(*columns).where(cut.holds(Contact.org_path), Contact.at >= cut.start, Contact.at < cut.end)
    return logged.execution_options(scope="official")


def received(cut: Period) -> Select[Any]:
    """Cases received in the period, each with people and claim."""
    came = select(Case.id, UnitSpan.org_path.label("path"), Case.people, Case.claim_fen)
    return owned(came.where(Case.received_at >= cut.start, Case.received_at < cut.end), Case.id, cut)


def received_by_group(cut: Period) -> CompoundSelect[Any]:
    """Cases received in the period, once for each group whose tag they bear, their own or that of their people."""
    return with_groups(received(cut).subquery(), cut)


def accepted(cut: Period) -> Select[Any]:
    """Cases accepted in the period."""
    return owned(select(Case.id).where(Case.accepted_at >= cut.start, Case.accepted_at < cut.end), Case.id, cut)


def declined(cut: Period) -> Select[Any]:
    """Cases that were not taken on in the period."""
    ended = select(StatusSpan.case_id.label("id")).where(
        came_to(Status.DECLINED, cut), lasts(StatusSpan.until_at, cut.end)
    )
    return owned(ended, StatusSpan.case_id, cut)


def carried_over(cut: Period) -> Select[Any]:
    """Cases received before the period and open when it began, each with its people."""
    return _open(cut, cut.start, Case.people)


def still_open(cut: Period) -> Select[Any]:
    """Cases received before the period's end and open then."""
    return _open(cut, cut.end)


def _open(cut: Period, instant: Any, *columns: Any) -> Select[Any]:
    spans = open_at(instant).subquery()
    there = select(Case.id, UnitSpan.org_path.label("path"), *columns).select_from(spans)
    return owned(there.join(Case, Case.id == spans.c.case_id).where(Case.received_at < instant), Case.id, cut)


def closed(cut: Period) -> Select[Any]:
    """Cases closed in the period and still closed at its end, also one dated as closed before it was received."""
    ended = select(StatusSpan.case_id.label("id"), UnitSpan.org_path.label("path")).where(closed_in(cut))
    return owned(ended, StatusSpan.case_id, cut)


def reopened(cut: Period) -> Select[Any]:
    """Cases that came back in the period from an answer, a check or their closing to be handled again, each once."""
    left = aliased(StatusSpan)
    came_back = exists().where(
        left.case_id == StatusSpan.case_id,
        left.until_at == StatusSpan.from_at,
        left.id < StatusSpan.id,  # what happened at one instant is told apart by the order in which it was written
        left.status.in_((Status.REPLIED, Status.CHECKED, Status.CLOSED)),
    )
    again = select(StatusSpan.case_id.label("id"), UnitSpan.org_path.label("path")).distinct()
    return owned(again.where(came_to(Status.HANDLING, cut), came_back), StatusSpan.case_id, cut)


def due(cut: Period) -> CompoundSelect[Any]:
    """Accepted cases that were closed in the period, or open at its end and due by its last day.

    Each with `closed` and `on_time` (1 or 0): the first reply that still stands came on or before the due day. One
    that was open in the period is closed or open at its end, or set aside, and what is set aside is not due.
    """
    first = select(func.min(Reply.at)).where(standing_reply(cut)).correlate(Case).scalar_subquery()
    in_time = handling_due(cut).where(local_day(first) <= ClockDue.due_on).exists()
    on_time = case((in_time, 1), else_=0).label("on_time")
    overdue = handling_due(cut).where(ClockDue.due_on <= cut.last).exists()
    ended = select(*_COUNTED, literal_column("1").label("closed"), on_time).join(
        StatusSpan, StatusSpan.case_id == Case.id
    )
    waiting = _open(cut, cut.end, literal_column("0").label("closed"), on_time).where(overdue)
    parts = owned(ended.where(closed_in(cut)), Case.id, cut), waiting
    return union_all(*(part.where(Case.accepted_at < cut.end) for part in parts))


_COUNTED = Case.id, UnitSpan.org_path.label("path")


def payments(cut: Period) -> Select[Any]:
    """Payments that reached workers in the period, each with kind and fen, under the id of its case."""
    paid = select(Recovery.case_id.label("id"), Recovery.kind, Recovery.amount_fen).where(
        Recovery.stage == RecoveryStage.PAID, Recovery.at >= cut.start, Recovery.at < cut.end
    )
    return owned(paid, Recovery.case_id, cut)


def agreed_unpaid(cut: Period) -> Select[Any]:
    """Per case and kind, what was agreed beyond what has been paid to date; nothing where more was paid."""
    signed = case((Recovery.stage == RecoveryStage.AGREED, Recovery.amount_fen), else_=-Recovery.amount_fen)
    rest = func.sum(signed)
    balances = (
        select(Recovery.case_id, rest.label("rest"))
        .where(Recovery.at < cut.end)
        .group_by(Recovery.case_id, Recovery.kind)
        .having(rest > 0)
        .subquery()
    )
    return owned(select(balances.c.case_id.label("id"), balances.c.rest), balances.c.case_id, cut)


def callbacks(cut: Period) -> Select[Any]:
    """Callbacks of the period and the members' own ratings, with what they say, under the id of their case.

    A member's own rating stands before what a colleague noted for the same reply.
    """
    own = aliased(Callback)
    rated = exists().where(own.reply_id == Callback.reply_id, own.by_id.is_(None), own.at < cut.end)
    said = (Callback.rating, Callback.gain, Callback.happiness, Callback.security)
    made = select(Callback.case_id.label("id"), UnitSpan.org_path.label("path"), *said).where(
        Callback.at >= cut.start, Callback.at < cut.end
    )
    return owned(made.where(or_(Callback.by_id.is_(None), not_(rated))), Callback.case_id, cut)


def column(name: str) -> Pick:
    """What stands in the column: as a quantity, or as a condition where it is 1 or 0."""
    return lambda rows: rows[name]


def given(name: str) -> Pick:
    """Whether something stands in the column."""
    return lambda rows: rows[name].is_not(None)


def is_so(name: str) -> Pick:
    """Whether the column says 1."""
    return lambda rows: rows[name] == literal_column("1")


def collective(rows: Any) -> Any:
    """Whether the case concerns ten people and more."""
    return rows.people >= COLLECTIVE


def of_group(group: Group) -> Pick:
    """Whether the row speaks of the group."""
    return lambda rows: rows.key == group.value


def of_kind(kind: RecoveryKind) -> Pick:
    """Whether the money is of the kind."""
    return lambda rows: rows.kind == kind


def answered(rows: Any) -> Any:
    """Whether the worker was reached."""
    return rows.rating != Rating.NOT_REACHED


def satisfied(rows: Any) -> Any:
    """Whether the rating is one of the three that count as satisfied."""
    return rows.rating.in_(SATISFIED)
