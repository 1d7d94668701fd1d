"""What a member asked of whoever handles the case: nothing on the telephone, and a handler of one sex."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from services.accounts.actions import note_sex
from services.cases.actions import accept, reply
from services.cases.kinds import Difficulty, Outcome
from services.cases.models import Case
from services.cases.queries.loads import able_to_handle
from services.core.access import unscoped
from services.core.database import db
from services.core.sex import Sex
from services.messages.models import Outgoing
from services.people.facts import PersonFacts
from tests.fixtures import MONDAY, House
from tests.house.answers import send

WORKER = PersonFacts(name="张三", phone="13812345678")
REFUSED = "不知道林一是不是职工希望的性别"


def leaving() -> list[Outgoing]:
    return list(db.session.scalars(unscoped(select(Outgoing).order_by(Outgoing.id), because="a test")))


def a_wish(house: House, sex: Sex | None = Sex.FEMALE) -> Case:
    case = house.make_case(person=WORKER, confidential=True, handler_sex=sex, by="da.lead")
    return accept(case, Difficulty.ORDINARY, by=house.actor("da.lead"), at=MONDAY)


def told(house: House, login: str, sex: Sex) -> None:
    note_sex(house.user(login), sex, by=house.actor("city.admin"), at=MONDAY)


def test_nothing_of_the_matter_stands_on_the_telephone_of_who_asked_for_that(house: House) -> None:
    plain = house.handled(house.make_case(person=WORKER))
    quiet = house.handled(house.make_case(person=WORKER, discreet=True))
    for case in (plain, quiet):
        reply(case, Outcome.RESOLVED, "工资已补发", by=house.actor("lin"), at=MONDAY)
    by_number = [each.told.get("number") for each in leaving()]
    assert by_number == [plain.number, None, plain.number, None]
    assert [each.neutral for each in leaving()] == [False, True, False, True]


def test_whoever_is_wished_for_is_suggested_first_and_marked(house: House) -> None:
    told(house, "fang", Sex.FEMALE)
    told(house, "lin", Sex.MALE)
    first, *others = able_to_handle(a_wish(house), house.actor("da.lead"), MONDAY.date())
    assert (first.user.login, first.is_wished) == ("fang", True)
    assert not any(other.is_wished for other in others)
    page = house.client("da.lead").get(f"/cases/{a_wish(house).number}/handler").text
    assert page.count("合职工希望") == 1
    assert "职工希望由女同事办理" in page


def test_another_handler_is_chosen_only_after_the_member_was_asked(house: House) -> None:
    case, lead = a_wish(house), house.client("da.lead")
    page = f"/cases/{case.number}/handler"
    assert REFUSED in send(lead, page, handler="lin").text
    told(house, "lin", Sex.MALE)
    assert REFUSED in send(lead, page, handler="lin").text
    assert send(lead, page, handler="lin", asked="y").status_code == 303


def test_whoever_is_wished_for_is_chosen_without_more_ado(house: House) -> None:
    told(house, "fang", Sex.FEMALE)
    case = a_wish(house)
    assert send(house.client("da.lead"), f"/cases/{case.number}/handler", handler="fang").status_code == 303


@pytest.mark.parametrize("sealed", [True, False])
def test_without_a_wish_nobodys_sex_plays_a_part(small_house: House, sealed: bool) -> None:
    told(small_house, "fang", Sex.FEMALE)
    case = small_house.make_case(person=WORKER, confidential=sealed, by="da.lead")
    able = able_to_handle(case, small_house.actor("da.lead"), MONDAY.date())
    assert all(each.is_wished for each in able)
    page = small_house.client("da.lead").get(f"/cases/{case.number}/handler").text
    assert "合职工希望" not in page
    assert "另一性别" not in page


def test_an_administrator_notes_it_and_takes_it_back_and_nobody_else_reads_it(small_house: House) -> None:
    fang, admin = small_house.user("fang").id, small_house.client("city.admin")
    assert send(admin, f"/staff/{fang}/sex", sex="female").status_code == 303
    assert small_house.user("fang").sex is Sex.FEMALE
    assert send(admin, f"/staff/{fang}/sex", sex="other").status_code == 422
    assert send(admin, f"/staff/{fang}/sex", sex="").status_code == 303
    assert small_house.user("fang").sex is None
    assert small_house.client("da.lead").get(f"/staff/{fang}/sex").status_code in (403, 404)
