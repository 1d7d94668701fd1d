"""A sealed case whose readers are all caseworkers is checked by another of them, else by those of the unit above."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import select

from services.cases.actions import (
    TieFacts,
    accept,
    check,
    close,
    declare_tie,
    dismiss_officer,
    name_officer,
    object_,
    refuse_objection,
    reply,
    take,
)
from services.cases.kinds import Difficulty, Outcome, Status
from services.cases.models import Case, TieKind
from services.cases.queries import find_case
from services.cases.queries.readers import live_officer
from services.core.access import SYSTEM, Actor, ActorKind, visible
from services.core.database import db
from services.core.errors import ErrorCode
from tests.fixtures import MONDAY, House
from tests.house.answers import send
from tests.portal.pages import Member, to_check
from tests.trust.test_sealed_readers import LATER, factory, officer, readers, refused, sealed

HARASSED = {"text": "主任多次在值班室对我动手动脚", "unit": "DA", "consent": "y"}
NO_NAME = {"naming": "no_name"}
BY_OFFICERS = "保密案件由经办人以外的保密受理人审核和回访"


def officers(house: House, *logins: str) -> None:
    for login in logins:
        officer(house, login)


def answered(house: House, *, handler: str = "lin", by: str = "fang", **asked: object) -> Case:
    """A sealed case, taken by the handler and answered."""
    case = sealed(house, **asked)
    accept(case, Difficulty.ORDINARY, by=house.actor(by), at=MONDAY)
    take(case, house.user(handler), by=house.actor(by), at=MONDAY)
    reply(case, Outcome.RESOLVED, "已更换值班安排", by=house.actor(handler), at=MONDAY)
    return case


def submitted(house: House) -> str:
    """The number of a case of harassment that came in through the portal."""
    number, _code = (
        to_check(Member(house.client()), matter="harassment", story=HARASSED, contact=NO_NAME).send().receipt
    )
    return number


def walked_by(house: House, number: str, handler: str, checker: str, strangers: Iterable[str]) -> None:
    """The whole path on pages, from acceptance to the archive: one handles, the other checks and closes."""
    desk = house.client(handler)
    steps: list[tuple[str, str, dict[str, str]]] = [
        (handler, "acceptance", {"difficulty": Difficulty.ORDINARY}),
        (handler, "handler", {"handler": handler}),
        (handler, "reply", {"outcome": Outcome.RESOLVED, "text": "已更换值班安排"}),
        (checker, "check", {"passed": "yes"}),
        (checker, "closure", {}),
        (checker, "archiving", {}),
    ]
    name = house.user(checker).name
    for login, step, typed in steps:
        if step == "reply":
            lead = desk.get(f"/cases/{number}/reply").text
            assert BY_OFFICERS in lead
            assert name in lead
        client = desk if login == handler else house.client(login)
        answer = send(client, f"/cases/{number}/{step}", **typed)
        assert answer.status_code == 303, (step, answer.text)
        if step == "reply":
            assert name in desk.get(f"/cases/{number}").text
    status = select(Case.status).where(Case.number == number).execution_options(scope="a test")
    assert db.session.scalar(status) is Status.ARCHIVED
    for login in strangers:
        assert house.client(login).get(f"/cases/{number}").status_code == 404, login


def test_another_officer_checks_what_one_handled(house: House) -> None:
    officers(house, "fang", "lin")
    walked_by(house, submitted(house), "fang", "lin", ["da.lead", "city.lead", "hotline", "sun"])


def test_without_another_officer_those_of_the_unit_above_check(house: House) -> None:
    officers(house, "fang")
    number = submitted(house)
    assert find_case(number, house.actor("city.lead")) is None
    walked_by(house, number, "fang", "city.lead", ["da.lead", "lin", "hotline", "sun"])


def test_the_unit_above_reads_only_once_there_is_something_to_check(house: House) -> None:
    officers(house, "fang")
    case = sealed(house)
    accept(case, Difficulty.ORDINARY, by=house.actor("fang"), at=MONDAY)
    take(case, house.user("fang"), by=house.actor("fang"), at=MONDAY)
    assert readers(house, case) == {"fang"}
    reply(case, Outcome.RESOLVED, "已处理", by=house.actor("fang"), at=MONDAY)
    assert readers(house, case) == {"fang", "city.lead"}


def test_an_officer_above_who_is_a_caseworker_checks_too(house: House) -> None:
    name_officer(house.unit("CITY"), house.user("hotline"), by=house.actor("city.lead"), at=MONDAY)
    officers(house, "fang")
    case = answered(house, handler="fang")
    assert readers(house, case) == {"fang", "hotline"}
    check(case, True, by=house.actor("hotline"), at=LATER)
    assert case.status is Status.CHECKED


def test_nobody_checks_their_own_answer_and_no_handler_becomes_an_officer_by_it(house: House) -> None:
    officers(house, "fang")
    own = answered(house, handler="fang")
    with refused(ErrorCode.SAME_PERSON):
        check(own, True, by=house.actor("fang"), at=LATER)
    handed = answered(house, handler="lin")
    with refused(ErrorCode.NOT_ALLOWED):
        check(handed, True, by=house.actor("lin"), at=LATER)
    with refused(ErrorCode.NOT_FOUND):
        check(handed, True, by=house.actor("da.lead"), at=LATER)
    check(handed, True, by=house.actor("fang"), at=LATER)


def test_an_officer_checks_no_case_that_is_not_sealed(house: House) -> None:
    officers(house, "fang")
    case = house.handled(house.make_case())
    reply(case, Outcome.RESOLVED, "工资已补发", by=house.actor("lin"), at=MONDAY)
    with refused(ErrorCode.NOT_ALLOWED):
        check(case, True, by=house.actor("fang"), at=LATER)
    assert house.client("fang").get(f"/cases/{case.number}/check").status_code == 403


def test_a_dismissed_officer_who_handles_it_checks_nothing(house: House) -> None:
    officers(house, "fang", "lin")
    case = answered(house, handler="lin")
    gone = live_officer(house.unit("DA"), house.user("fang"))
    assert gone is not None
    dismiss_officer(gone, by=house.actor("da.lead"), at=LATER)
    with refused(ErrorCode.NOT_FOUND):
        check(case, True, by=house.actor("fang"), at=LATER)
    assert readers(house, case) == {"lin", "city.lead"}
    check(case, True, by=house.actor("city.lead"), at=LATER)


def test_a_checker_who_comes_to_have_an_interest_is_followed_by_another(house: House) -> None:
    officers(house, "fang")
    employer = factory(house)
    case = answered(house, handler="fang", employer_name=employer.name)
    assert readers(house, case) == {"fang", "city.lead"}
    officers(house, "lin")
    facts = TieFacts(TieKind.FAMILY, employer)
    declare_tie(house.user("city.lead"), facts, by=house.actor("city.lead"), at=LATER)
    assert readers(house, case) == {"fang", "lin"}
    check(case, True, by=house.actor("lin"), at=LATER)


def test_at_the_top_the_page_asks_for_another_officer_and_naming_one_helps(house: House) -> None:
    name_officer(house.unit("CITY"), house.user("hotline"), by=house.actor("city.lead"), at=MONDAY)
    case = answered(house, handler="hotline", by="hotline", unit="CITY")
    page = house.client("hotline").get(f"/cases/{case.number}").text
    assert "请负责人再指定一位保密受理人" in page
    name_officer(house.unit("CITY"), house.user("city.lead"), by=SYSTEM, at=LATER)
    assert readers(house, case) == {"hotline", "city.lead"}
    check(case, True, by=house.actor("city.lead"), at=LATER)


def test_an_objection_to_the_closing_is_reviewed_by_an_officer(house: House) -> None:
    officers(house, "fang", "lin")
    number = submitted(house)
    walked = find_case(number, house.actor("fang"))
    assert walked is not None
    accept(walked, Difficulty.ORDINARY, by=house.actor("fang"), at=MONDAY)
    take(walked, house.user("fang"), by=house.actor("fang"), at=MONDAY)
    reply(walked, Outcome.RESOLVED, "已处理", by=house.actor("fang"), at=MONDAY)
    check(walked, True, by=house.actor("lin"), at=MONDAY)
    close(walked, by=house.actor("lin"), at=MONDAY)
    member = Actor(ActorKind.MEMBER, "member", receipts=frozenset({walked.id}))
    object_(walked, "没有处理", by=member, at=LATER)
    with refused(ErrorCode.SAME_PERSON):
        refuse_objection(walked, "已处理", by=house.actor("fang"), at=LATER)
    refuse_objection(walked, "已处理", by=house.actor("lin"), at=LATER)


@pytest.mark.parametrize("login", ["da.lead", "city.lead", "lin", "hotline"])
def test_who_checks_is_said_to_nobody_else(house: House, login: str) -> None:
    officers(house, "fang")
    case = sealed(house)
    for step in ("reply", "check"):
        assert house.client(login).get(f"/cases/{case.number}/{step}").status_code == 404
    assert db.session.scalars(visible(Case, house.actor(login), Case.id)).all() == []
