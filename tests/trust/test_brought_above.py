"""A sealed case that only its own unit reads can be brought before the unit above, which alone may put off its date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from services.cases.actions import (
    accept,
    bring_above,
    exclude,
    extend,
    name_officer,
    record_respondent,
    see,
    submit,
    take,
)
from services.cases.kinds import Difficulty, Family
from services.cases.models import Case
from services.cases.queries import find_case
from services.cases.rules import Ask
from services.core.access import ANONYMOUS
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.messages.models import Notice
from tests.fixtures import MONDAY, House

HOUR = timedelta(hours=1)
UNTIL = date(2026, 3, 18)
ASK = Ask(family=Family.RIGHTS, categories=("C5",), text="主任多次动手动脚")
WHY = "对方单位在外地，办理期限不够"


def handled(house: House) -> Case:
    """A sealed case of the district, in the hands of its supervisor, who alone receives it."""
    case = submit(house.unit("DA"), ASK, by=ANONYMOUS, at=MONDAY)
    lead = house.actor("da.lead")
    see(case, by=lead, at=MONDAY)
    accept(case, Difficulty.ORDINARY, by=lead, at=MONDAY)
    return take(case, house.user("lin"), by=lead, at=MONDAY)


def sees(house: House, login: str, case: Case) -> bool:
    return find_case(case.number, house.actor(login)) is not None


def test_whoever_receives_above_reads_it_and_puts_off_its_date(house: House) -> None:
    case = handled(house)
    with pytest.raises(Problem) as refused:
        extend(case, UNTIL, WHY, by=house.actor("city.lead"), at=MONDAY + HOUR)
    assert refused.value.code is ErrorCode.NOT_FOUND
    bring_above(case, WHY, by=house.actor("lin"), at=MONDAY + HOUR)
    assert sees(house, "city.lead", case)
    assert not sees(house, "hotline", case)
    assert not sees(house, "db.lead", case)
    extend(case, UNTIL, WHY, by=house.actor("city.lead"), at=MONDAY + 2 * HOUR)
    told = select(Notice.kind, Notice.neutral).where(Notice.user_id == house.user("city.lead").id)
    assert db.session.execute(told.execution_options(scope="test")).all() == [("case.brought_above", True)]


def test_an_officer_above_who_leads_nobody_may_put_off_the_date_and_one_of_the_same_unit_may_not(house: House) -> None:
    name_officer(house.unit("CITY"), house.user("hotline"), by=house.actor("city.lead"), at=MONDAY)
    name_officer(house.unit("DA"), house.user("fang"), by=house.actor("da.lead"), at=MONDAY)
    case = submit(house.unit("DA"), ASK, by=ANONYMOUS, at=MONDAY)
    accept(case, Difficulty.ORDINARY, by=house.actor("fang"), at=MONDAY)
    bring_above(case, WHY, by=house.actor("fang"), at=MONDAY + HOUR)
    with pytest.raises(Problem) as refused:
        extend(case, UNTIL, WHY, by=house.actor("fang"), at=MONDAY + 2 * HOUR)
    assert refused.value.code is ErrorCode.NOT_ALLOWED
    extend(case, UNTIL, WHY, by=house.actor("hotline"), at=MONDAY + 2 * HOUR)


def test_past_everybody_from_whom_it_is_kept(house: House) -> None:
    case = handled(house)
    record_respondent(case, "陈市长", "", house.user("city.lead"), by=house.actor("lin"), at=MONDAY)
    with pytest.raises(Problem) as refused:
        bring_above(case, WHY, by=house.actor("lin"), at=MONDAY + HOUR)
    assert refused.value.code is ErrorCode.ILLEGAL_MOVE
    assert not sees(house, "city.lead", case)


def test_it_is_done_once_with_a_reason_and_for_a_sealed_case_alone(house: House) -> None:
    case, plain = handled(house), house.make_case()
    for subject, why, code in ((plain, WHY, ErrorCode.ILLEGAL_MOVE), (case, "  ", ErrorCode.INVALID)):
        with pytest.raises(Problem) as refused:
            bring_above(subject, why, by=house.actor("lin"), at=MONDAY + HOUR)
        assert refused.value.code is code
    bring_above(case, WHY, by=house.actor("lin"), at=MONDAY + HOUR)
    with pytest.raises(Problem) as refused:
        bring_above(case, WHY, by=house.actor("lin"), at=MONDAY + 2 * HOUR)
    assert refused.value.code is ErrorCode.ILLEGAL_MOVE
    with pytest.raises(Problem) as hidden:
        bring_above(case, WHY, by=house.actor("fang"), at=MONDAY + 2 * HOUR)
    assert hidden.value.code is ErrorCode.NOT_FOUND


def test_the_page_offers_it_where_it_is_wanted_and_nowhere_else(house: House) -> None:
    case, plain = handled(house), house.make_case()
    page = house.client("lin")
    assert "请上一级知情" in page.get(f"/cases/{case.number}").get_data(as_text=True)
    assert "请上一级知情" not in page.get(f"/cases/{plain.number}").get_data(as_text=True)
    answer = page.post(f"/cases/{case.number}/above", data={"reason": WHY}, follow_redirects=True)
    told = answer.get_data(as_text=True)
    assert "上一级的保密受理人现在能看到本案" in told
    assert WHY in told
    assert f"/cases/{case.number}/above" not in told
    assert "延期" in house.client("city.lead").get(f"/cases/{case.number}").get_data(as_text=True)


def test_whoever_steps_aside_above_reads_it_no_longer(house: House) -> None:
    case = handled(house)
    bring_above(case, WHY, by=house.actor("lin"), at=MONDAY + HOUR)
    exclude(case, house.user("city.lead"), by=house.actor("city.lead"), at=MONDAY + 2 * HOUR)
    assert not sees(house, "city.lead", case)
