"""Several workers on a case, somebody who asks for one, and the correction of who was named."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from services.cases.actions import add_person, register, remove_person, submit
from services.cases.actions.intake import ProxyFacts
from services.cases.kinds import Channel, Consent, Family, Kinship, PartyRole
from services.cases.models import Case, CasePerson
from services.cases.queries import find_case
from services.cases.rules import Ask, Proxy, count_without, least_people
from services.core.access import ANONYMOUS, unscoped, visible
from services.core.audit import Event, verify
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.people.facts import PersonFacts
from services.people.models import Person
from services.people.queries import find_person_by_phone
from tests.cases.test_sealed import STRANGERS
from tests.fixtures import MONDAY, House
from tests.house.answers import send
from tests.people.test_tags import APRIL, MARCH, received

WORKER = PersonFacts(name="郑某", phone="13812345678")
OTHER = PersonFacts(name="吴小某", phone="13987654321", id_number="11010519491231002X")
WIFE = PersonFacts(name="李某", phone="13700001111")
SPOUSE = Proxy(Kinship.SPOUSE, Consent.UNABLE)
ASK = Ask(family=Family.RIGHTS, categories=("A4",), text="丈夫在工地受伤住院")


def refused(code: ErrorCode, field: str | None = None) -> AbstractContextManager[object]:
    return pytest.raises(Problem, check=lambda problem: (problem.code, problem.field) == (code, field))


def seen(case: Case, house: House) -> Case:
    db.session.expire_all()
    found = find_case(case.number, house.actor("da.lead"))
    assert found is not None
    return found


@pytest.mark.parametrize(("told", "named", "people"), [(1, 1, 1), (1, 2, 2), (23, 2, 23), (1, 0, 1)])
def test_a_case_concerns_no_fewer_people_than_are_named(told: int, named: int, people: int) -> None:
    assert least_people(told, named) == people


@pytest.mark.parametrize(("told", "named", "people"), [(2, 2, 1), (23, 2, 23), (1, 1, 1), (3, 2, 3)])
def test_the_count_follows_the_list_down_where_it_followed_it_up(told: int, named: int, people: int) -> None:
    assert count_without(told, named) == people


@given(st.integers(1, 100), st.integers(1, 100))
def test_whatever_was_told_nobody_named_is_left_out_of_the_count(told: int, named: int) -> None:
    assert count_without(least_people(told, named), named) >= max(1, named - 1)


def test_further_workers_are_named_and_counted(house: House) -> None:
    case = house.make_case(person=WORKER)
    add_person(case, OTHER, by=house.actor("lin"), at=MONDAY)
    case = seen(case, house)
    assert [link.person.name for link in case.persons] == ["郑某", "吴小某"]
    assert (case.people, case.person and case.person.name) == (2, "郑某")
    assert verify()[1] == []


def test_a_number_of_people_that_was_told_stays(house: House) -> None:
    case = house.make_case(person=WORKER, people=23)
    add_person(case, OTHER, by=house.actor("lin"), at=MONDAY)
    assert seen(case, house).people == 23


def test_who_was_named_by_mistake_is_struck_out_and_may_come_back(house: House) -> None:
    case, lin = house.make_case(person=WORKER), house.actor("lin")
    link = add_person(case, OTHER, by=lin, at=MONDAY)
    wrong = link.person
    with refused(ErrorCode.INVALID, "reason"):
        remove_person(case, wrong, "  ", by=lin, at=MONDAY)
    remove_person(case, wrong, "同名的另一个人", by=lin, at=MONDAY)
    case = seen(case, house)
    assert [link.person.name for link in case.persons] == ["郑某"]
    assert case.people == 1
    with refused(ErrorCode.NOT_FOUND):
        remove_person(case, wrong, "再来一次", by=lin, at=MONDAY)
    add_person(case, OTHER, by=lin, at=MONDAY)
    assert seen(case, house).people == 2


def test_nobody_stands_on_a_case_twice(house: House) -> None:
    case, lin = house.make_case(person=OTHER), house.actor("lin")
    with refused(ErrorCode.DUPLICATE, "id_number"):
        add_person(case, OTHER, by=lin, at=MONDAY)
    with refused(ErrorCode.INVALID, "name"):
        add_person(case, PersonFacts(), by=lin, at=MONDAY)


@pytest.mark.parametrize(("after", "march"), [(timedelta(0), 0), (MARCH.end - MONDAY, 1)])
def test_a_month_that_is_over_keeps_the_people_that_it_had(house: House, after: timedelta, march: int) -> None:
    case, lin = house.make_case(), house.actor("lin")
    rider = PersonFacts(name="孙某", groups=frozenset({"gig"}))
    link = add_person(case, rider, by=lin, at=MONDAY)
    remove_person(case, link.person, "登记有误", by=lin, at=MONDAY + after)
    assert received("gig", MARCH) == march
    assert received("gig", APRIL) == 0


def test_a_person_named_after_the_month_does_not_change_it(house: House) -> None:
    case, lin = house.make_case(), house.actor("lin")
    rider = PersonFacts(name="孙某", id_number="11010519491231002X", groups=frozenset({"gig"}))
    house.make_case(person=rider, at=MARCH.end)
    add_person(case, rider, by=lin, at=MARCH.end)
    assert received("gig", MARCH) == 0


def test_the_wife_asks_is_called_and_is_no_worker(house: House) -> None:
    asked = ProxyFacts(WIFE, SPOUSE)
    case = register(house.unit("DA"), ASK, Channel.HOTLINE, WORKER, proxy=asked, by=house.actor("lin"), at=MONDAY)
    case = seen(case, house)
    assert [(link.role, link.person.name) for link in case.persons] == [
        (PartyRole.WORKER, "郑某"),
        (PartyRole.PROXY, "李某"),
    ]
    assert (case.people, case.contact and case.contact.person.name) == (1, "李某")
    page = house.client("da.lead").get(f"/cases/{case.number}").get_data(as_text=True)
    for words in ("代为反映的人", "配偶", "本人因伤病等无法表示", "联系此人"):
        assert words in page
    assert "138****5678" in page
    listed = house.client("lin").get("/cases").get_data(as_text=True)
    assert "郑*" in listed
    assert "李*" not in listed


def test_the_callback_page_says_whom_to_call(small_house: House) -> None:
    asked = ProxyFacts(WIFE, SPOUSE)
    lin = small_house.actor("lin")
    case = register(small_house.unit("DA"), ASK, Channel.HOTLINE, WORKER, proxy=asked, by=lin, at=MONDAY)
    page = small_house.client("fang").get(f"/cases/{case.number}/callback").get_data(as_text=True)
    assert "请联系代为反映的 李*（配偶），137****1111。" in page


def test_without_a_word_about_it_the_worker_is_called(house: House) -> None:
    asked = ProxyFacts(WIFE, Proxy(Kinship.SPOUSE, is_contact=False))
    case = register(house.unit("DA"), ASK, Channel.HOTLINE, WORKER, proxy=asked, by=house.actor("lin"), at=MONDAY)
    contact = seen(case, house).contact
    assert contact is not None
    assert contact.person.name == "郑某"


@pytest.mark.parametrize(
    ("facts", "field"),
    [(PersonFacts(), "proxy_name"), (PersonFacts(name="李某"), "proxy_phone")],
)
def test_who_asks_for_another_says_who_and_can_be_called(house: House, facts: PersonFacts, field: str) -> None:
    with refused(ErrorCode.INVALID, field):
        submit(house.unit("DA"), ASK, proxy=ProxyFacts(facts, SPOUSE), by=ANONYMOUS, at=MONDAY)


def test_tags_of_who_asks_for_another_do_not_count(house: House) -> None:
    wife = PersonFacts(name="李某", phone="13700001111", groups=frozenset({"women"}))
    submit(house.unit("DA"), ASK, WORKER, proxy=ProxyFacts(wife, SPOUSE), by=ANONYMOUS, at=MONDAY)
    assert received("women", MARCH) == 0
    assert "DA-2026" not in house.client("lin").get("/cases?group=women").get_data(as_text=True)


def test_people_of_a_sealed_case_are_found_by_nobody(house: House) -> None:
    sealed = Ask(family=Family.RIGHTS, categories=("C5",), text="被主管骚扰")
    case = submit(house.unit("DA"), sealed, WORKER, proxy=ProxyFacts(WIFE, SPOUSE), by=ANONYMOUS, at=MONDAY)
    link = add_person(case, OTHER, by=house.actor("da.lead"), at=MONDAY)
    ident, number = link.person_id, case.number
    people = db.session.scalars(unscoped(select(Person), because="test")).all()
    assert [(each.sealed, each.name_index, each.phone_index) for each in people] == [(True, None, None)] * 3
    for login in (*STRANGERS, "lin"):
        actor, client = house.actor(login), house.client(login)
        assert db.session.scalars(visible(CasePerson, actor)).all() == [], login
        for facts in (WORKER, OTHER, WIFE):
            assert find_person_by_phone(facts.phone or "", actor) == [], login
        about = visible(Event, actor).where(Event.subject_type == "person")
        assert db.session.scalars(about).all() == [], login
        for page in (f"/cases/{number}/people", f"/cases/{number}/people/{ident}/removal"):
            assert client.get(page).status_code == 404


def test_the_page_names_one_more_and_keeps_what_was_typed(small_house: House) -> None:
    case = small_house.make_case(person=WORKER)
    client, address = small_house.client("lin"), f"/cases/{case.number}/people"
    wrong = send(client, address, role="proxy", name="李某", phone="13700001111")
    assert wrong.status_code == 422
    assert "请选择与当事职工的关系。" in wrong.get_data(as_text=True)
    assert 'value="李某"' in wrong.get_data(as_text=True)
    done = send(client, address, role="proxy", name="李某", phone="13700001111", kinship="spouse", follow=True)
    body = done.get_data(as_text=True)
    assert "已增加当事人。" in body
    assert "还没有问过本人" in body


def test_the_page_strikes_out_who_was_named_by_mistake(small_house: House) -> None:
    case = small_house.make_case(person=WORKER)
    link = add_person(case, OTHER, by=small_house.actor("lin"), at=MONDAY)
    address = f"/cases/{case.number}/people/{link.person_id}/removal"
    client = small_house.client("lin")
    assert client.get(address.replace(str(link.person_id), "1")).status_code == 404
    done = send(client, address, reason="同名的另一个人", follow=True)
    assert "吴*" not in done.get_data(as_text=True)


def test_registering_takes_who_asks_for_the_worker(small_house: House) -> None:
    client = small_house.client("lin")
    typed = {"text": "丈夫受伤", "name": "郑某", "proxy_name": "李某", "proxy_phone": "13700001111"}
    wrong = send(client, "/cases/new", **typed)
    assert wrong.status_code == 422
    body = wrong.get_data(as_text=True)
    assert "请选择与当事职工的关系。" in body
    assert '<details class="disclosure" open>' in body
    done = send(client, "/cases/new", **typed, proxy_kinship="spouse", proxy_contact="y", follow=True)
    assert "配偶" in done.get_data(as_text=True)
