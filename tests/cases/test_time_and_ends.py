"""Time granted and time that stands still; ends before the end; and what a member says of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Table, select

from services.cases.actions import (
    accept,
    add,
    archive,
    ask_completion,
    call_back,
    check,
    close,
    complete,
    decline,
    dispatch,
    extend,
    hand_over,
    merge,
    object_,
    rate,
    refuse_objection,
    reopen,
    reply,
    resume,
    suspend,
    take,
    undo_merge,
    withdraw,
)
from services.cases.kinds import Difficulty, DispatchMode, Outcome, Rating, Status
from services.cases.models import Case
from services.cases.queries import find_case
from services.clocks.models import Clock
from services.core.access import Actor, ActorKind, unscoped
from services.core.audit import verify
from services.core.database import Base, db
from services.core.errors import ErrorCode, Problem
from services.core.figures import Unit
from services.core.time import Month
from services.reports.queries import figures_of
from tests.cases.states import checked, handled, registered, replied
from tests.fixtures import MONDAY, House

MARCH, APRIL = Month.parse("2026-03"), Month.parse("2026-04")
EXCEPT_EVENTS = {"event", "chain_head"}


def march(day: int, hour: int = 9) -> datetime:
    return MONDAY + timedelta(days=day - 2, hours=hour - 9)


@contextmanager
def refused(code: ErrorCode, field: str | None = None) -> Iterator[None]:
    def right(problem: Problem) -> bool:
        return problem.code is code and (field is None or problem.field == field)

    with pytest.raises(Problem, check=right):
        yield


def member_of(case: Case) -> Actor:
    return Actor(ActorKind.MEMBER, "member", receipts=frozenset({case.id}))


def difficult(house: House, at: datetime = MONDAY) -> Case:
    """A case in hand whose fifteen working days end on 23 March."""
    case = registered(house)
    accept(case, Difficulty.DIFFICULT, by=house.actor("lin"), at=at)
    return take(case, house.user("lin"), by=house.actor("lin"), at=at)


def due(case: Case, rule: str = "sla.handle.difficult") -> date | None:
    wanted = select(Clock.due_on).where(Clock.case_id == case.id, Clock.rule == rule)
    return db.session.scalar(unscoped(wanted, because="test"))


def figure(house: House, code: str, month: Month = MARCH, unit: str = "DA") -> object:
    kind = Unit.RATE if code.startswith("rate") else Unit.CASES
    return figures_of(house.unit(unit), month, [code])[code].plain(kind)


def test_days_of_suspension_do_not_count(house: House) -> None:
    case = difficult(house)
    assert due(case) == date(2026, 3, 23)
    suspend(case, "等仲裁结果", by=house.actor("lin"), at=march(4))
    assert (due(case), due(case, "sla.first_contact")) == (None, date(2026, 3, 3)), "what had run out stays so"
    resume(case, by=house.actor("lin"), at=march(9))
    assert due(case) == date(2026, 3, 26), "Wednesday to Friday, three working days, did not count"
    assert (case.status, verify()[1]) == (Status.HANDLING, [])


def test_suspension_of_an_untaken_case_leads_back_to_where_it_stood(house: House) -> None:
    case = registered(house)
    accept(case, Difficulty.ORDINARY, by=house.actor("lin"), at=MONDAY)
    suspend(case, "等工伤认定", by=house.actor("lin"), at=MONDAY)
    resume(case, by=house.actor("lin"), at=MONDAY)
    assert (case.status, due(case, "sla.handle.ordinary")) == (Status.ACCEPTED, date(2026, 3, 9))


def test_calendar_days_are_lengthened_by_calendar_days(house: House) -> None:
    case = registered(house)
    accept(case, Difficulty.COMPLEX, by=house.actor("lin"), at=MONDAY)
    assert due(case, "sla.handle.complex") == date(2026, 5, 6), "1 May is a Friday in the holidays"
    suspend(case, "等鉴定", by=house.actor("lin"), at=march(9))
    resume(case, by=house.actor("lin"), at=march(19))
    assert due(case, "sla.handle.complex") == date(2026, 5, 11)


def test_suspended_case_is_not_due_until_it_is_resumed(house: House) -> None:
    case = difficult(house)
    suspend(case, "等仲裁结果", by=house.actor("lin"), at=march(20))
    assert figure(house, "cases.due") == 0
    resume(case, by=house.actor("lin"), at=march(32))
    assert (figure(house, "cases.due"), figure(house, "cases.due", APRIL)) == (0, 1)


def test_a_later_date_is_granted_once_from_above(house: House) -> None:
    case, until = difficult(house), date(2026, 4, 10)
    with refused(ErrorCode.NOT_ALLOWED):
        extend(case, until, "等银行流水", by=house.actor("da.lead"), at=march(10))
    extend(case, until, "等银行流水", by=house.actor("city.lead"), at=march(10))
    assert (due(case), case.next_due_on) == (until, date(2026, 3, 3))
    with refused(ErrorCode.ILLEGAL_MOVE):
        extend(case, date(2026, 4, 20), "还没等到", by=house.actor("city.lead"), at=march(11))


@pytest.mark.parametrize(
    ("on", "until", "code", "field"),
    [
        (march(23), date(2026, 4, 10), ErrorCode.ILLEGAL_MOVE, None),
        (march(10), date(2026, 3, 23), ErrorCode.INVALID, "until"),
    ],
)
def test_extension_too_late_or_to_no_later_day_is_refused(
    small_house: House, on: datetime, until: date, code: ErrorCode, field: str | None
) -> None:
    case = difficult(small_house)
    with refused(code, field):
        extend(case, until, "等银行流水", by=small_house.actor("city.lead"), at=on)
    assert due(case) == date(2026, 3, 23)


def test_what_is_owned_by_a_root_is_extended_by_its_own_supervisor(small_house: House) -> None:
    case = small_house.make_case(unit="CITY", by="hotline")
    accept(case, Difficulty.ORDINARY, by=small_house.actor("hotline"), at=MONDAY)
    extend(case, date(2026, 3, 20), "等银行流水", by=small_house.actor("city.lead"), at=march(3))
    assert due(case, "sla.handle.ordinary") == date(2026, 3, 20)


def test_who_handles_a_case_cannot_grant_its_extension(small_house: House) -> None:
    case = small_house.handled(small_house.make_case(unit="CITY", by="hotline"), handler="city.lead")
    with refused(ErrorCode.SAME_PERSON):
        extend(case, date(2026, 3, 20), "等银行流水", by=small_house.actor("city.lead"), at=march(3))
    page = f"/cases/{case.number}"
    assert f"{page}/extension" not in small_house.client("city.lead").get(page).text
    assert due(case, "sla.handle.ordinary") < date(2026, 3, 20)


def test_extended_date_is_lengthened_by_a_suspension_too(house: House) -> None:
    case = difficult(house)
    extend(case, date(2026, 3, 27), "等银行流水", by=house.actor("city.lead"), at=march(10))
    suspend(case, "等仲裁结果", by=house.actor("lin"), at=march(12))
    resume(case, by=house.actor("lin"), at=march(16))
    assert due(case) == date(2026, 3, 31)


def test_clock_of_acceptance_stands_still_while_the_member_completes(house: House) -> None:
    case = registered(house)
    assert due(case, "sla.accept") == date(2026, 3, 5)
    ask_completion(case, "缺劳动合同", by=house.actor("lin"), at=march(3))
    assert due(case, "sla.accept") is None
    complete(case, "合同已交", by=house.actor("lin"), at=march(6))
    assert (due(case, "sla.accept"), case.status) == (date(2026, 3, 10), Status.RECEIVED)


def test_what_is_not_taken_on_is_received_and_neither_open_nor_closed_nor_due(house: House) -> None:
    decline(registered(house), "不属工会受理范围", "请向法院起诉", by=house.actor("lin"), at=march(3))
    withdraw(difficult(house), by=house.actor("lin"), at=march(25))
    merge(difficult(house), house.make_case(unit="DB", by="sun"), by=house.actor("hotline"), at=march(25))
    codes = ("cases.received", "cases.declined", "cases.open", "cases.closed", "cases.due")
    assert [figure(house, code) for code in codes] == [3, 1, 0, 0, 0]


def test_archived_case_counts_as_closed_in_the_month_in_which_it_was_closed(house: House) -> None:
    archive(house.closed(registered(house)), by=house.actor("da.lead"), at=march(20))
    codes = ("cases.closed", "cases.open", "rate.closing")
    assert [figure(house, code) for code in codes] == [1, 0, 1.0]


def test_reopened_case_is_no_longer_closed_and_due_when_it_was(house: House) -> None:
    case = house.closed(registered(house))
    reopen(case, "款项没有到账", by=house.actor("da.lead"), at=march(4))
    assert (case.status, case.closed_at, due(case, "sla.handle.ordinary")) == (Status.HANDLING, None, date(2026, 3, 9))
    assert (case.next_rule, figure(house, "cases.closed"), figure(house, "cases.open")) == (
        "sla.handle.ordinary",
        0,
        1,
    )


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, events aside."""
    tables: list[Table] = [table for table in Base.metadata.sorted_tables if table.name not in EXCEPT_EVENTS]
    return {
        table.name: sorted(
            (tuple(row) for row in db.session.execute(select(table).execution_options(scope="test"))), key=repr
        )
        for table in tables
    }


@pytest.mark.parametrize("prepared", ["registered", "handled", "replied", "suspended", "dispatched"])
def test_merge_and_undo_leave_every_table_as_it_was(house: House, prepared: str) -> None:
    if prepared == "dispatched":
        case = difficult(house)
        dispatch(case, house.unit("DB"), DispatchMode.REFER, by=house.actor("da.lead"), at=MONDAY)
    elif prepared == "suspended":
        case = suspend(difficult(house), "等仲裁结果", by=house.actor("lin"), at=MONDAY)
    else:
        case = {"registered": registered, "handled": handled, "replied": replied}[prepared](house)
    other = house.make_case()
    before = everything()
    merge(case, other, by=house.actor("lin"), at=march(3))
    assert (case.status, case.merged_into_id, case.next_due_on) == (Status.MERGED, other.id, None)
    undo_merge(case, by=house.actor("lin"), at=march(4))
    assert everything() == before
    assert verify()[1] == []


def test_merging_needs_two_open_cases_that_are_both_seen(house: House) -> None:
    case, elsewhere = registered(house), house.make_case(unit="DB", by="sun")
    with refused(ErrorCode.NOT_FOUND):
        merge(case, elsewhere, by=house.actor("lin"), at=MONDAY)
    with refused(ErrorCode.INVALID, "into"):
        merge(case, case, by=house.actor("lin"), at=MONDAY)
    with refused(ErrorCode.INVALID, "into"):
        merge(case, house.closed(registered(house)), by=house.actor("lin"), at=MONDAY)
    with refused(ErrorCode.INVALID, "into"):
        merge(case, house.make_case(categories=("C5",)), by=house.actor("da.lead"), at=MONDAY)


def test_members_own_rating_stands_before_that_of_a_callback(house: House) -> None:
    case = checked(house)
    call_back(case, Rating.SATISFIED, by=house.actor("fang"), at=march(4))
    close(case, by=house.actor("da.lead"), at=march(4))
    assert (figure(house, "callback.answered"), figure(house, "callback.satisfied")) == (1, 1)
    rate(case, Rating.VERY_DISSATISFIED, by=member_of(case), at=march(5))
    assert (figure(house, "callback.answered"), figure(house, "callback.satisfied")) == (1, 0)
    with refused(ErrorCode.DUPLICATE):
        rate(case, Rating.SATISFIED, by=member_of(case), at=march(6))


def test_members_rating_is_an_answered_callback_for_closing(house: House) -> None:
    case = checked(house)
    rate(case, Rating.SATISFIED, by=member_of(case), at=march(3))
    close(case, by=house.actor("lin"), at=march(3))
    assert due(case, "sla.callback") == date(2026, 3, 5)


def test_closing_takes_three_calls_on_two_days_where_nobody_answers(house: House) -> None:
    case = checked(house)
    for at in (march(3), march(3, 15), march(4)):
        with refused(ErrorCode.ILLEGAL_MOVE):
            close(case, by=house.actor("lin"), at=at)
        call_back(case, Rating.NOT_REACHED, by=house.actor("fang"), at=at)
    close(case, by=house.actor("lin"), at=march(4))


def test_objection_waits_for_review_and_a_closing_that_stands_is_answered(house: House) -> None:
    case = house.closed(registered(house))
    object_(case, "钱还没有到账", by=member_of(case), at=march(3))
    with refused(ErrorCode.DUPLICATE):
        object_(case, "真的没有", by=member_of(case), at=march(3))
    with refused(ErrorCode.ILLEGAL_MOVE):
        archive(case, by=house.actor("da.lead"), at=march(4))
    refuse_objection(case, "银行回单显示已到账", by=house.actor("da.lead"), at=march(4))
    assert case.status is Status.CLOSED
    object_(case, "到的是别人的账", by=member_of(case), at=march(5))
    reopen(case, by=house.actor("da.lead"), at=march(6))
    assert case.status is Status.HANDLING
    with refused(ErrorCode.ILLEGAL_MOVE):
        refuse_objection(case, "银行回单显示已到账", by=house.actor("da.lead"), at=march(6))


def test_handler_does_not_review_an_objection_to_the_own_case(house: House) -> None:
    case = house.handled(registered(house), handler="da.lead")
    reply(case, Outcome.RESOLVED, "工资已补发", by=house.actor("da.lead"), at=MONDAY)
    check(case, True, by=house.actor("city.lead"), at=MONDAY)
    call_back(case, Rating.SATISFIED, by=house.actor("fang"), at=MONDAY)
    close(case, by=house.actor("da.lead"), at=MONDAY)
    object_(case, "钱还没有到账", by=member_of(case), at=march(3))
    with refused(ErrorCode.SAME_PERSON):
        refuse_objection(case, "已到账", by=house.actor("da.lead"), at=march(4))


def test_member_acts_only_on_the_own_case_and_nobody_acts_as_the_member(house: House) -> None:
    case, other = handled(house), handled(house)
    with refused(ErrorCode.NOT_FOUND):
        add(case, "还欠加班费", by=member_of(other), at=MONDAY)
    with refused(ErrorCode.NOT_ALLOWED):
        add(case, "还欠加班费", by=house.actor("lin"), at=MONDAY)
    withdraw(case, by=member_of(case), at=MONDAY)
    assert case.status is Status.WITHDRAWN


def test_all_that_a_leaver_handles_passes_to_a_colleague_at_once(house: House) -> None:
    mine = [handled(house), replied(house), difficult(house)]
    ended = house.closed(registered(house))
    moved = hand_over(house.user("lin"), house.user("fang"), by=house.actor("da.lead"), at=march(3))
    fang, lin = house.user("fang").id, house.user("lin").id
    assert (moved, {case.handler_id for case in mine}, ended.handler_id) == (3, {fang}, lin)
    assert verify()[1] == []


def test_sealed_case_of_a_leaver_goes_along_without_a_word_to_whoever_hands_over(house: House) -> None:
    case = house.make_case(categories=("C5",))
    accept(case, Difficulty.ORDINARY, by=house.actor("da.lead"), at=MONDAY)
    take(case, house.user("lin"), by=house.actor("da.lead"), at=MONDAY)
    moved = hand_over(house.user("lin"), house.user("fang"), by=house.actor("city.lead"), at=march(3))
    seen = {login: find_case(case.number, house.actor(login)) is not None for login in ("lin", "fang", "city.lead")}
    assert (moved, seen) == (0, {"lin": False, "fang": True, "city.lead": False})


def test_case_whose_only_reader_leaves_is_read_by_officers_above(house: House) -> None:
    case = house.make_case(categories=("C5",))
    assert find_case(case.number, house.actor("da.lead")) is not None
    from services.accounts.actions import revoke_post
    from services.accounts.queries import live_post
    from services.core.access import SYSTEM, Role

    post = live_post(house.user("da.lead"), house.unit("DA"), Role.SUPERVISOR)
    assert post is not None
    revoke_post(post, by=SYSTEM, at=march(3))
    hand_over(house.user("da.lead"), house.user("fang"), by=house.actor("city.lead"), at=march(3))
    assert find_case(case.number, house.actor("city.lead")) is not None


def test_colleague_of_another_unit_does_not_take_over(small_house: House) -> None:
    handled(small_house)
    with refused(ErrorCode.INVALID, "to"):
        hand_over(small_house.user("lin"), small_house.user("sun"), by=small_house.actor("city.lead"), at=march(3))
