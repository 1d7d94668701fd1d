"""Deadlines of cases as they are told elsewhere: for the calendar of a handler, and for the reminders of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from services.accounts.posts import holders_nearest
from services.cases.models import Case, CaseReader
from services.cases.queries.readers import people_with, seen_among
from services.cases.rules import OPEN
from services.clocks.models import Clock
from services.core.access import Actor, Role, unscoped, visible
from services.core.database import db
from services.messages.deadlines import NEAR, OWN, Deadline, Reminded

MOST_IN_A_CALENDAR = 500
REMINDING = "reminders go to whoever handles the case"
SENDERS = (Role.DISPATCHER, Role.SUPERVISOR)
COLUMNS: tuple[Any, ...] = (Clock.id, Clock.rule, Clock.due_on, Clock.provisional, Case.number, Case.sealed)
RUNNING = (Clock.met_at.is_(None), Clock.cancelled_at.is_(None), Clock.due_on.is_not(None), Case.status.in_(OPEN))


def own_deadlines(actor: Actor) -> Sequence[Deadline]:
    """Of the open cases in the actor's own hands, as far as they may see them; the nearest first."""
    wanted = visible(Case, actor, *COLUMNS).join(Clock, Clock.case_id == Case.id)
    wanted = wanted.where(Case.handler_id == actor.user_id, *RUNNING).order_by(Clock.due_on, Clock.id)
    return [_deadline(*row) for row in db.session.execute(wanted.limit(MOST_IN_A_CALENDAR))]


def near_deadlines(last: date) -> Sequence[Reminded]:
    """Of all open cases, until a local day, itself included.

    Reminded is the handler; where nobody handles the case yet, its readers if it is sealed, else whoever sends cases
    out at the unit at whose desk it lies.
    """
    wanted = select(Case, *COLUMNS).join(Clock, Clock.case_id == Case.id)
    wanted = wanted.where(Clock.due_on <= last, *RUNNING).order_by(Clock.due_on, Clock.id)
    rows = db.session.execute(unscoped(wanted, because=REMINDING)).all()
    meant = in_whose_hands([case for case, *_columns in rows])
    seen = _seen_by({user for users in meant.values() for user in users}, list(meant))
    return [
        Reminded(_deadline(*columns), case, tuple(user for user in meant[case.id] if case.id in seen[user]))
        for case, *columns in rows
    ]


def in_whose_hands(cases: list[Case]) -> dict[int, tuple[int, ...]]:
    """Case → who has it in hand: its handler; where there is none, its readers or those who send cases out."""
    unhandled = [case for case in cases if case.handler_id is None]
    readers = _readers_of([case.id for case in unhandled if case.sealed])
    desks = {case.desk for case in unhandled if not case.sealed}
    senders = {desk: tuple(user.id for user in holders_nearest(desk, SENDERS)) for desk in desks}
    open_ones = {case.id: senders[case.desk] for case in unhandled if not case.sealed}
    return {case.id: (case.handler_id,) for case in cases if case.handler_id} | readers | open_ones


def _seen_by(user_ids: set[int], case_ids: list[int]) -> dict[int, frozenset[int]]:
    """User → those of the cases that they see, one statement each."""
    return {user.id: seen_among(user, case_ids) for user in people_with(user_ids)}


def _deadline(clock_id: int, rule: str, due: date, provisional: bool, number: str, sealed: bool) -> Deadline:
    return Deadline(clock_id, rule, due, None if sealed else number, provisional)


def _readers_of(case_ids: list[int]) -> dict[int, tuple[int, ...]]:
    named = select(CaseReader.case_id, CaseReader.user_id)
    named = named.where(CaseReader.case_id.in_(case_ids), CaseReader.until.is_(None)).order_by(CaseReader.id)
    found: dict[int, tuple[int, ...]] = dict.fromkeys(case_ids, ())
    for case_id, user_id in db.session.execute(unscoped(named, because=REMINDING)):
        found[case_id] = (*found.get(case_id, ()), user_id)
    return found


OWN.append(own_deadlines)
NEAR.append(near_deadlines)
