"""Starting, meeting and moving clocks as facts come in; and keeping the calendar they count by."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from services.clocks.models import Clock, ClockDue, ClockFact
from services.clocks.permissions import RULES as _PERMISSIONS  # noqa: F401  (declares them)
from services.clocks.queries import facts_of, worked_out, working_calendar
from services.clocks.rules import STANDING, ClockRule, Due, Fact, FactKind, due
from services.clocks.table import RULES, in_force
from services.core.access import unscoped
from services.core.database import db
from services.core.time import local_date


def tell(
    subject: Any,
    fact: FactKind,
    *,
    case_id: int | None,
    at: datetime,
    leave_out: Container[str] = (),
    until: date | None = None,
) -> list[Clock]:
    """Tells the clocks of a subject that something happened: some are met, run again, stand still, or start.

    Called inside an action. `leave_out` names rules that this fact does not start here (the handling
    clocks of the other difficulties); `until` is the local day that an extension grants.
    Gives all clocks of the case or, without one, of the subject, as they are now.
    """
    if fact in STANDING and case_id is not None:
        db.session.add(ClockFact(case_id=case_id, kind=fact.value, at=at, until=until))
        db.session.flush()
    rules = {rule.code: rule for rule in RULES}
    clocks = _clocks_about(subject, case_id, begins=fact is FactKind.REGISTERED)
    moved = [clock for clock in clocks if clock.cancelled_at is None and _heeds(clock, rules[clock.rule], fact, at)]
    started = {rule.code for rule in RULES if rule.starts_at is fact and rule.code not in leave_out}
    told = _told_of(case_id) if case_id is not None and (moved or started) and fact is not FactKind.REGISTERED else ()
    for clock in moved:
        change_due(clock, worked_out(clock, working_calendar(), told), fact.value, at)
    clocks += [_start(in_force(code, local_date(at)), subject, case_id, told, at) for code in sorted(started)]
    return clocks


def _told_of(case_id: int) -> tuple[Fact, ...]:
    """What is told of a case, without writing first what is pending: a fact is flushed as soon as it is told."""
    with db.session.no_autoflush:
        return facts_of(case_id)


def _heeds(clock: Clock, rule: ClockRule, fact: FactKind, at: datetime) -> bool:
    """Lets the fact meet a running clock, or undo what met it; whether its date is to be worked out anew."""
    if clock.met_at is None:
        clock.met_at = at if fact in rule.met_by else None
        return clock.met_at is None and fact in STANDING
    if fact in rule.cancelled_by:
        clock.met_at = None
    return clock.met_at is None


def change_due(clock: Clock, answer: Due, why: str, at: datetime) -> bool:
    """Gives the clock another date from an instant on; whether it is another one. Inside an action."""
    if (answer.due, answer.provisional) == (clock.due_on, clock.provisional):
        return False
    lasting = select(ClockDue).where(ClockDue.clock_id == clock.id, ClockDue.until_at.is_(None))
    before = db.session.scalars(lasting).one()
    before.until_at = since = max(at, before.from_at)
    fresh = ClockDue(clock_id=clock.id, due_on=answer.due, provisional=answer.provisional, from_at=since, why=why)
    db.session.add(fresh)
    clock.due_on, clock.provisional = answer.due, answer.provisional
    return True


def start(code: str, subject: Any, *, case_id: int, at: datetime) -> Clock:
    """Starts the clock of one rule alone, where a table tells the day from which it runs. Inside an action.

    Raises NoRuleInForce.
    """
    return _start(in_force(code, local_date(at)), subject, case_id, facts_of(case_id), at)


def _start(rule: ClockRule, subject: Any, case_id: int | None, facts: Iterable[Fact], at: datetime) -> Clock:
    answer = due(rule, local_date(at), working_calendar(), facts)
    clock = Clock(
        org_path=subject.org_path,
        case_id=case_id,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        rule=rule.code,
        rule_version=rule.version,
        started_at=at,
        due_on=answer.due,
        provisional=answer.provisional,
    )
    db.session.add(
        ClockDue(clock=clock, due_on=answer.due, provisional=answer.provisional, from_at=at, why=rule.starts_at)
    )
    return clock


OF_A_CASE = unscoped(select(Clock).where(Clock.case_id == bindparam("case")), because="inside an action on the subject")
OF_A_SUBJECT = unscoped(
    select(Clock).where(Clock.subject_type == bindparam("type"), Clock.subject_id == bindparam("subject")),
    because="inside an action on the subject",
)


def _clocks_about(subject: Any, case_id: int | None, *, begins: bool) -> list[Clock]:
    """Those in the database and those that this verb has just started, without writing first what is pending.

    `begins`: the subject is new, so that the database knows no clock of it.
    """
    if case_id is not None:
        return _clocks_of_case(case_id, begins=begins)
    about = (subject.__tablename__, subject.id)
    kept = () if begins else _kept(OF_A_SUBJECT, {"type": about[0], "subject": about[1]})
    return [*kept, *(clock for clock in _pending() if (clock.subject_type, clock.subject_id) == about)]


def _clocks_of_case(case_id: int, *, begins: bool = False) -> list[Clock]:
    kept = () if begins else _kept(OF_A_CASE, {"case": case_id})
    return [*kept, *(clock for clock in _pending() if clock.case_id == case_id)]


def _kept(statement: Any, asked: Mapping[str, object]) -> Sequence[Clock]:
    with db.session.no_autoflush:
        found: Sequence[Clock] = db.session.scalars(statement, asked).all()
    return found


def _pending() -> Iterator[Clock]:
    return (row for row in db.session.new if isinstance(row, Clock))


def change_owner(case_id: int, org_path: str) -> None:
    """The clocks of a case belong to another unit from now on. Inside an action."""
    for clock in _clocks_of_case(case_id):
        clock.org_path = org_path


def stop_running(case_id: int, at: datetime, *, rule: str | None = None) -> None:
    """Cancels the running clocks of a case, or those of one rule: what they waited for will not come."""
    for clock in _clocks_of_case(case_id):
        if clock.met_at is None and clock.cancelled_at is None and rule in (None, clock.rule):
            clock.cancelled_at = at


def running_ids(case_id: int) -> list[int]:
    """Ids of the clocks of a case that run or stand still: neither met nor cancelled."""
    running = select(Clock.id).where(Clock.case_id == case_id, Clock.met_at.is_(None), Clock.cancelled_at.is_(None))
    return list(db.session.scalars(unscoped(running.order_by(Clock.id), because="inside an action on the case")))


def run_again(clock_ids: Iterable[int]) -> None:
    """Takes back that these clocks were cancelled. Inside an action."""
    db.session.execute(update(Clock).where(Clock.id.in_(list(clock_ids))).values(cancelled_at=None))


def nearest(case_id: int) -> Clock | None:
    """The running clock of a case that is due first; None where none runs."""
    running = select(Clock).where(Clock.case_id == case_id, Clock.met_at.is_(None), Clock.cancelled_at.is_(None))
    first = running.where(Clock.due_on.is_not(None)).order_by(Clock.due_on, Clock.id).limit(1)
    found: Clock | None = db.session.scalar(unscoped(first, because="inside an action on the case"))
    return found


def first_due(clocks: Iterable[Clock]) -> Clock | None:
    """The same, of clocks that the caller holds: no look at the database."""
    running = (clock for clock in clocks if clock.met_at is None and clock.cancelled_at is None)
    dated = [(clock.due_on, clock.id, clock) for clock in running if clock.due_on is not None]
    return min(dated)[2] if dated else None
