"""A case on its way between units: who sees it, who owns it, who may do what, and for whom it counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from services.cases.actions import accept, bounce, check, dispatch, note, reply, sign, take
from services.cases.kinds import Difficulty, DispatchMode, Outcome, Status
from services.cases.models import Case, CaseReader, Dispatch, UnitSpan
from services.cases.queries import find_case
from services.clocks.models import Clock
from services.core.access import unscoped
from services.core.audit import verify
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.figures import Unit
from services.core.time import Month
from services.people.actions import reveal, tag_person, untag_person
from services.people.facts import PersonFacts
from services.people.kinds import PersonField
from services.people.models import Person
from services.people.queries import find_person
from services.people.tag_facts import TagFacts
from services.reports.queries import figures_of
from tests.fixtures import MONDAY, House

NEXT_DAY = MONDAY + timedelta(days=1)
WORKER = PersonFacts(name="郑某", phone="13812345678")


@contextmanager
def refused(code: ErrorCode) -> Iterator[None]:
    with pytest.raises(Problem, check=lambda problem: problem.code is code):
        yield


def sent(house: House, mode: DispatchMode = DispatchMode.REFER, to: str = "DB", **asked: object) -> Case:
    """A case of 甲区, accepted there and handed to another unit."""
    case = house.make_case(person=WORKER, **asked)  # type: ignore[arg-type]
    accept(case, Difficulty.DIFFICULT, by=house.actor("da.lead"), at=MONDAY)
    dispatch(case, house.unit(to), mode, by=house.actor("da.lead"), at=MONDAY)
    return case


def seen(house: House, case: Case, login: str) -> bool:
    return find_case(case.number, house.actor(login)) is not None


def clock(case: Case, rule: str) -> Clock:
    wanted = select(Clock).where(Clock.case_id == case.id, Clock.rule == rule).order_by(Clock.started_at.desc())
    return db.session.scalars(unscoped(wanted.limit(1), because="test")).one()


def test_whoever_receives_the_case_may_ring_up_its_worker_and_say_what_groups_they_belong_to(house: House) -> None:
    case = sent(house)
    person, sun = case.persons[0].person, house.actor("sun")
    assert reveal(person, PersonField.PHONE, "回电核对到账", by=sun, at=MONDAY) == WORKER.phone
    sign(case, by=sun, at=MONDAY)
    tag = tag_person(person, TagFacts("hardship"), by=sun, at=MONDAY)
    assert untag_person(tag, "登记有误", by=sun, at=MONDAY).removed_at == MONDAY
    with refused(ErrorCode.NOT_FOUND):
        reveal(house.make_case(person=WORKER).persons[0].person, PersonField.PHONE, "回电核对到账", by=sun, at=MONDAY)


def test_recipient_sees_the_case_from_its_dispatch_and_a_third_unit_never(house: House) -> None:
    case = house.make_case()
    assert not seen(house, case, "sun")
    dispatch(case, house.unit("DB"), DispatchMode.REFER, by=house.actor("da.lead"), at=MONDAY)
    assert seen(house, case, "sun")
    assert seen(house, case, "lin")
    bounce(case, "不在本辖区", by=house.actor("sun"), at=NEXT_DAY)
    assert not seen(house, case, "sun")
    assert (case.status, case.handed_path) == (Status.RECEIVED, None)


def test_a_referred_case_belongs_to_the_recipient_once_it_has_signed(house: House) -> None:
    case = sent(house)
    assert case.unit.code == "DA"
    sign(case, by=house.actor("sun"), at=NEXT_DAY)
    assert (case.unit.code, case.org_path, case.handed_path, case.status) == ("DB", "/CITY/DB/", None, Status.ACCEPTED)
    assert not seen(house, case, "lin")
    assert clock(case, "sla.handle.difficult").org_path == "/CITY/DB/"
    take(case, house.user("sun"), by=house.actor("sun"), at=NEXT_DAY)
    assert verify()[1] == []


def test_an_assigned_case_stays_the_senders_while_the_recipient_works_on_it(house: House) -> None:
    case = sent(house, DispatchMode.ASSIGN)
    sign(case, by=house.actor("sun"), at=NEXT_DAY)
    assert (case.unit.code, case.handed_path, case.status) == ("DA", "/CITY/DB/", Status.ACCEPTED)
    take(case, house.user("sun"), by=house.actor("sun"), at=NEXT_DAY)
    reply(case, Outcome.RESOLVED, "工资已补发", by=house.actor("sun"), at=NEXT_DAY)
    check(case, True, by=house.actor("da.lead"), at=NEXT_DAY)
    assert seen(house, case, "lin")
    assert seen(house, case, "sun")


@pytest.mark.parametrize(("mode", "owner"), [(DispatchMode.REFER, "DB"), (DispatchMode.ASSIGN, "DA")])
def test_case_counts_for_whoever_owns_it_at_the_periods_end(house: House, mode: DispatchMode, owner: str) -> None:
    case = sent(house, mode)
    march, april = Month.parse("2026-03"), Month.parse("2026-04")
    sign(case, by=house.actor("sun"), at=april.start + timedelta(hours=9))
    found = {
        (unit, month): figures_of(house.unit(unit), month, ["cases.open"])["cases.open"].plain(Unit.CASES)
        for unit in ("DA", "DB")
        for month in (march, april)
    }
    assert [found["DA", march], found["DB", march]] == [1, 0]
    assert [found["DA", april], found["DB", april]] == ([0, 1] if owner == "DB" else [1, 0])


def test_only_the_recipient_signs_or_returns(house: House) -> None:
    case = sent(house)
    with refused(ErrorCode.NOT_ALLOWED):
        sign(case, by=house.actor("lin"), at=NEXT_DAY)
    with refused(ErrorCode.NOT_ALLOWED):
        bounce(case, "不在本辖区", by=house.actor("da.lead"), at=NEXT_DAY)
    sign(case, by=house.actor("hotline"), at=NEXT_DAY)


def test_recipient_may_not_send_an_assigned_case_on(house: House) -> None:
    case = sent(house, DispatchMode.ASSIGN)
    sign(case, by=house.actor("db.lead"), at=NEXT_DAY)
    with refused(ErrorCode.NOT_ALLOWED):
        dispatch(case, house.unit("SA"), DispatchMode.REFER, by=house.actor("db.lead"), at=NEXT_DAY)


def test_caseworker_does_not_dispatch(house: House) -> None:
    with refused(ErrorCode.NOT_ALLOWED):
        dispatch(house.make_case(), house.unit("DB"), DispatchMode.REFER, by=house.actor("lin"), at=MONDAY)


@pytest.mark.parametrize(
    ("to", "mode", "report_back", "field"),
    [
        ("DA", DispatchMode.REFER, None, "to"),
        ("DB", DispatchMode.REFER, date(2026, 3, 9), "report_back"),
        ("DB", DispatchMode.ASSIGN, date(2026, 3, 1), "report_back"),
    ],
)
def test_dispatch_that_cannot_be_is_refused_at_its_field(
    small_house: House, to: str, mode: DispatchMode, report_back: date | None, field: str
) -> None:
    case = small_house.make_case()
    with pytest.raises(Problem, check=lambda problem: (problem.code, problem.field) == (ErrorCode.INVALID, field)):
        dispatch(case, small_house.unit(to), mode, report_back, by=small_house.actor("da.lead"), at=MONDAY)
    assert case.status is Status.RECEIVED


def test_sign_clock_runs_from_the_dispatch_until_it_is_signed_for_or_returned(house: House) -> None:
    case = sent(house)
    first = clock(case, "sla.sign_for")
    assert (first.due_on, first.org_path) == (date(2026, 3, 3), "/CITY/DB/")
    bounce(case, "不在本辖区", by=house.actor("sun"), at=NEXT_DAY)
    assert first.met_at == NEXT_DAY
    dispatch(case, house.unit("DB"), DispatchMode.REFER, by=house.actor("da.lead"), at=NEXT_DAY)
    assert clock(case, "sla.sign_for").due_on == date(2026, 3, 4)


def test_the_third_return_goes_to_the_decider_whose_word_stands(house: House) -> None:
    case = sent(house)
    for day in range(1, 4):
        at = MONDAY + timedelta(days=day)
        bounce(case, "不在本辖区", by=house.actor("sun"), at=at)
        if day < 3:
            assert case.decider_path is None
            dispatch(case, house.unit("DB"), DispatchMode.REFER, by=house.actor("da.lead"), at=at)
    assert case.decider_path == "/CITY/"
    later = MONDAY + timedelta(days=3)
    with refused(ErrorCode.NOT_ALLOWED):
        dispatch(case, house.unit("DB"), DispatchMode.REFER, by=house.actor("da.lead"), at=later)
    dispatch(case, house.unit("DB"), DispatchMode.REFER, by=house.actor("hotline"), at=later)
    with refused(ErrorCode.ILLEGAL_MOVE):
        bounce(case, "不在本辖区", by=house.actor("sun"), at=later)
    sign(case, by=house.actor("sun"), at=later)
    assert (case.unit.code, case.decider_path) == ("DB", None)


def test_returns_are_counted_anew_once_a_unit_has_signed(house: House) -> None:
    case = sent(house)
    for _time in range(2):
        bounce(case, "不在本辖区", by=house.actor("sun"), at=NEXT_DAY)
        dispatch(case, house.unit("DB"), DispatchMode.REFER, by=house.actor("da.lead"), at=NEXT_DAY)
    later = NEXT_DAY + timedelta(hours=1)
    sign(case, by=house.actor("sun"), at=later)
    dispatch(case, house.unit("DA"), DispatchMode.REFER, by=house.actor("db.lead"), at=later + timedelta(hours=1))
    bounce(case, "人不在本区", by=house.actor("lin"), at=later + timedelta(hours=2))
    assert case.decider_path is None


def test_returned_case_is_with_its_handler_again(house: House) -> None:
    case = house.handled(house.make_case())
    dispatch(case, house.unit("DB"), DispatchMode.REFER, by=house.actor("da.lead"), at=MONDAY)
    bounce(case, "不在本辖区", by=house.actor("sun"), at=NEXT_DAY)
    assert (case.status, case.handler_id) == (Status.HANDLING, house.user("lin").id)


def test_request_that_was_not_accepted_yet_is_accepted_by_the_recipient(house: House) -> None:
    case = house.make_case()
    dispatch(case, house.unit("DB"), DispatchMode.REFER, by=house.actor("da.lead"), at=MONDAY)
    sign(case, by=house.actor("sun"), at=NEXT_DAY)
    assert case.status is Status.RECEIVED
    accept(case, Difficulty.ORDINARY, by=house.actor("sun"), at=NEXT_DAY)


def test_worker_of_a_case_is_found_by_the_unit_that_has_it_now(house: House) -> None:
    case = sent(house)
    person = case.persons[0].person
    assert find_person(person.id, house.actor("sun")) is not None
    sign(case, by=house.actor("sun"), at=NEXT_DAY)
    found: Person | None = find_person(person.id, house.actor("sun"))
    assert found is not None


def test_sealed_case_is_read_by_the_officers_of_the_unit_to_which_it_goes(house: House) -> None:
    case = sent(house, categories=("C5",))
    assert [seen(house, case, login) for login in ("da.lead", "db.lead", "sun", "city.lead")] == [
        True,
        True,
        False,
        False,
    ]
    sign(case, by=house.actor("db.lead"), at=NEXT_DAY)
    assert [seen(house, case, login) for login in ("da.lead", "db.lead", "sun", "city.lead")] == [
        False,
        True,
        False,
        False,
    ]
    take(case, house.user("sun"), by=house.actor("db.lead"), at=NEXT_DAY)
    note(case, "已联系", by=house.actor("sun"), at=NEXT_DAY)


def test_sealed_case_that_comes_back_is_hidden_from_where_it_went(house: House) -> None:
    case = sent(house, categories=("C5",))
    bounce(case, "不在本辖区", by=house.actor("db.lead"), at=NEXT_DAY)
    assert [seen(house, case, login) for login in ("da.lead", "db.lead")] == [True, False]
    live = select(CaseReader.user_id).where(CaseReader.case_id == case.id, CaseReader.until.is_(None))
    assert db.session.scalars(unscoped(live, because="test")).all() == [house.user("da.lead").id]


def test_owners_follow_one_another_without_a_gap(house: House) -> None:
    case = sent(house)
    sign(case, by=house.actor("sun"), at=NEXT_DAY)
    spans = select(UnitSpan).where(UnitSpan.case_id == case.id).order_by(UnitSpan.from_at)
    first, second = db.session.scalars(unscoped(spans, because="test")).all()
    assert (first.org_path, first.until_at) == ("/CITY/DA/", second.from_at)
    assert (second.org_path, second.until_at) == ("/CITY/DB/", None)


def test_there_is_one_dispatch_under_way_at_most(house: House) -> None:
    case = sent(house)
    with refused(ErrorCode.ILLEGAL_MOVE):
        dispatch(case, house.unit("SA"), DispatchMode.REFER, by=house.actor("da.lead"), at=NEXT_DAY)
    under_way = select(Dispatch).where(Dispatch.case_id == case.id)
    assert len(db.session.scalars(unscoped(under_way, because="test")).all()) == 1
