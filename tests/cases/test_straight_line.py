"""A case from the first call to closing, and what each step leaves behind."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from services.cases.actions import accept, agree, call_back, check, close, note, pay, reply, take
from services.cases.kinds import Difficulty, Outcome, Rating, RecoveryKind, RecoveryStage, Status
from services.cases.models import Case, StatusSpan
from services.cases.queries import find_case, money_of, timeline_of
from services.clocks.queries import clocks_of
from services.core.access import unscoped
from services.core.audit import verify
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.people.facts import PersonFacts
from tests.fixtures import MONDAY, House


def due(case: Case, rule: str) -> date | None:
    return next(clock.due_on for clock in clocks_of(case.id) if clock.rule == rule)


def refused(code: ErrorCode) -> AbstractContextManager[object]:
    return pytest.raises(Problem, check=lambda problem: problem.code is code)


def test_case_is_carried_from_call_to_closing(house: House) -> None:
    lin, lead = house.actor("lin"), house.actor("da.lead")
    case = house.make_case(person=PersonFacts(name="郑某", phone="13812345678"))
    assert case.number == "DA-2026-000001"
    assert due(case, "sla.accept") == date(2026, 3, 5)
    accept(case, Difficulty.DIFFICULT, by=lin, at=MONDAY)
    assert due(case, "sla.handle.difficult") == date(2026, 3, 23)
    assert due(case, "sla.first_contact") == date(2026, 3, 3)
    take(case, house.user("lin"), by=lin, at=MONDAY)
    note(case, "已电话联系本人", contacted=True, by=lin, at=MONDAY)
    assert case.next_rule == "sla.handle.difficult"
    pay(case, 86000, RecoveryKind.WAGES, by=lin, at=MONDAY)
    reply(case, Outcome.RESOLVED, "工资已补发", by=lin, at=MONDAY)
    assert case.next_rule == "sla.callback"
    check(case, True, by=lead, at=MONDAY)
    call_back(case, Rating.SATISFIED, by=lead, at=MONDAY)
    close(case, by=lead, at=MONDAY + timedelta(days=1))
    assert case.status is Status.CLOSED
    assert (case.next_due_on, case.closed_at) == (None, MONDAY + timedelta(days=1))
    assert money_of(case) == {RecoveryKind.WAGES: {RecoveryStage.PAID: 86000}}
    assert len(timeline_of(case)) == 9
    assert verify()[1] == []


STRAIGHT = [
    Status.RECEIVED,
    Status.ACCEPTED,
    Status.HANDLING,
    Status.REPLIED,
    Status.CHECKED,
    Status.CLOSED,
]


def test_status_history_has_no_gap(house: House) -> None:
    case = house.closed(house.make_case())
    spans = db.session.scalars(
        unscoped(select(StatusSpan).where(StatusSpan.case_id == case.id).order_by(StatusSpan.id), because="test")
    ).all()
    assert [span.status for span in spans] == STRAIGHT
    assert all(before.until_at == after.from_at for before, after in zip(spans, spans[1:], strict=False))
    assert spans[-1].until_at is None


def test_handler_may_not_check_or_call_back(house: House) -> None:
    lead = house.actor("da.lead")
    case = house.handled(house.make_case(), handler="da.lead")
    reply(case, Outcome.RESOLVED, "已解决", by=lead, at=MONDAY)
    with refused(ErrorCode.SAME_PERSON):
        check(case, True, by=lead, at=MONDAY)
    with refused(ErrorCode.SAME_PERSON):
        call_back(case, Rating.SATISFIED, by=lead, at=MONDAY)


def test_only_the_handler_replies(house: House) -> None:
    case = house.handled(house.make_case())
    with refused(ErrorCode.NOT_ALLOWED):
        reply(case, Outcome.RESOLVED, "已解决", by=house.actor("fang"), at=MONDAY)


def test_failed_check_leaves_the_due_date_and_cancels_the_reply(house: House) -> None:
    lin, lead = house.actor("lin"), house.actor("da.lead")
    case = house.handled(house.make_case())
    before = due(case, "sla.handle.ordinary")
    reply(case, Outcome.RESOLVED, "已解决", by=lin, at=MONDAY)
    check(case, False, "没有写明金额", by=lead, at=MONDAY)
    handle = next(clock for clock in clocks_of(case.id) if clock.rule == "sla.handle.ordinary")
    assert (case.status, handle.due_on, handle.met_at) == (Status.HANDLING, before, None)
    callback = next(clock for clock in clocks_of(case.id) if clock.rule == "sla.callback")
    assert callback.cancelled_at is not None


def test_dissatisfied_through_the_handlers_fault_is_handled_again(house: House) -> None:
    lin, lead = house.actor("lin"), house.actor("da.lead")
    case = house.handled(house.make_case())
    reply(case, Outcome.EXPLAINED, "已解释", by=lin, at=MONDAY)
    check(case, True, by=lead, at=MONDAY)
    call_back(case, Rating.DISSATISFIED, fault_of_handler=True, by=lead, at=MONDAY)
    assert case.status is Status.HANDLING


def test_closing_needs_an_answered_callback_or_three_tries_on_two_days(house: House) -> None:
    lin, lead = house.actor("lin"), house.actor("da.lead")
    case = house.handled(house.make_case(person=PersonFacts(name="郑某", phone="13812345678")))
    reply(case, Outcome.RESOLVED, "已解决", by=lin, at=MONDAY)
    check(case, True, by=lead, at=MONDAY)
    for hours in (0, 1, 2):
        with refused(ErrorCode.ILLEGAL_MOVE):
            close(case, by=lead, at=MONDAY + timedelta(hours=hours))
        call_back(case, Rating.NOT_REACHED, by=lead, at=MONDAY + timedelta(hours=hours))
    with refused(ErrorCode.ILLEGAL_MOVE):
        close(case, by=lead, at=MONDAY + timedelta(hours=3))
    call_back(case, Rating.NOT_REACHED, by=lead, at=MONDAY + timedelta(days=1))
    close(case, by=lead, at=MONDAY + timedelta(days=1))
    assert case.status is Status.CLOSED


def test_refused_step_changes_nothing(house: House) -> None:
    from services.core.audit import Event

    case = house.make_case()
    counted = unscoped(select(func.count(Event.id)), because="test")
    before = (db.session.scalar(counted), case.version)
    with refused(ErrorCode.ILLEGAL_MOVE):
        agree(case, 100, RecoveryKind.WAGES, by=house.actor("lin"), at=MONDAY)
    assert (db.session.scalar(counted), case.version) == before


def test_numbers_run_on_in_a_unit_and_year_and_sealed_cases_leave_no_gap(house: House) -> None:
    first = house.make_case().number
    sealed = house.submit_case(categories=("C5",)).number
    second = house.make_case().number
    assert (first, second) == ("DA-2026-000001", "DA-2026-000002")
    assert sealed.startswith("DA-2026-")
    assert len(sealed.rpartition("-")[2]) == 8


def test_colleague_elsewhere_cannot_find_the_case(house: House) -> None:
    case = house.make_case()
    assert find_case(case.number, house.actor("sun")) is None
    assert find_case(case.number, house.actor("hotline")) is not None
    assert find_case(case.number, house.actor("city.admin")) is None
    with refused(ErrorCode.NOT_FOUND):
        note(case, "试图查看", by=house.actor("sun"), at=MONDAY)
