"""Search: what LIKE '%…%' would find among what the viewer may see, at once and in the same order."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from services.cases.models import Case, index_cases
from services.cases.queries.searching import found_by
from services.cases.search_commands import rebuild
from services.cases.typed import Typed
from services.core.access import SYSTEM, unscoped, visible
from services.core.database import db, write_transaction
from services.core.errors import Problem
from services.core.search import bounded
from services.people.actions import add_employer, correct_employer
from services.people.facts import EmployerFacts, PersonFacts
from services.people.models import Employer
from tests.fixtures import MONDAY, House
from tests.house.many import many_cases

HAN = "矽肺咳喘尘毒"
"""None of them stands in the category or the number of these cases."""
patient = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


def found(house: House, typed: str, login: str = "lin") -> list[str]:
    """Numbers of the cases on the page to which the search box leads."""
    client = house.client(login)
    answer = client.post("/cases/search", data={"typed": typed}, follow_redirects=True)
    assert answer.status_code == 200, answer.status_code
    held = db.session.scalars(unscoped(select(Case.number), because="test")).all()
    return sorted(number for number in held if f'href="/cases/{number}"' in answer.text)


@patient
@given(
    st.lists(st.text(HAN + "，a1 ", min_size=1, max_size=12), min_size=1, max_size=8),
    st.text(HAN, min_size=1, max_size=4),
)
def _like_the_scan(house: House, numbers: list[str], stories: list[str], question: str) -> None:
    with write_transaction():
        ids = db.session.scalars(select(Case.id).where(Case.number.in_(numbers))).all()
        told = [{"i": ident, "s": stories[n % len(stories)]} for n, ident in enumerate(ids)]
        db.session.connection().execute(text("UPDATE cases SET story = :s WHERE id = :i"), told)
        index_cases(ids)
    words = visible(Case, SYSTEM, Case.number).where(found_by(Typed(question), SYSTEM))
    scanned = unscoped(select(Case.number).where(Case.story.like(f"%{question}%")), because="test")
    assert sorted(db.session.scalars(words)) == sorted(db.session.scalars(scanned))


def test_any_part_of_a_chinese_text_finds_it_and_nothing_else(house: House) -> None:
    _like_the_scan(house, many_cases(house, 8))


def test_letters_and_digits_are_found_by_their_beginning(house: House) -> None:
    number = house.make_case(text="在 ExampleWorks 做工，欠 12800 元").number
    for typed in ("example", "EXAMPLEWORKS", "128", "欠 12800 元", "ｅｘａｍｐｌｅ"):
        assert found(house, typed) == [number], typed
    for typed in ("works", "2800", "exampleworkshop"):
        assert found(house, typed) == [], typed


def test_all_the_parts_must_be_there(house: House) -> None:
    one = house.make_case(text="拖欠工资，患矽肺病").number
    house.make_case(text="拖欠工资")
    assert found(house, "工资 矽肺") == [one]


def test_employer_number_and_category_are_found_too(house: House) -> None:
    case = house.make_case(text="拖欠", employer_name="示例第七织造厂")
    for typed in ("织造", "第七", case.number[:9], "劳动报酬"):
        assert found(house, typed) == [case.number], typed


def test_a_whole_number_leads_to_its_case(house: House) -> None:
    number = house.make_case().number
    answer = house.client("lin").post("/cases/search", data={"typed": f" {number.lower()} "})
    assert answer.location == f"/cases/{number}"


def test_an_employer_that_is_renamed_is_found_by_its_new_name(house: House) -> None:
    by = house.actor("lin")
    works = add_employer(house.unit("DA"), EmployerFacts(name="示例旧名厂"), by=by, at=MONDAY)
    number = house.make_case(employer_name="示例旧名厂").number
    held = db.session.get_one(Employer, works.id)
    correct_employer(house.unit("DA"), held, EmployerFacts(name="示例新名厂"), by=by, at=MONDAY)
    assert found(house, "新名") == [number]


def test_what_fails_is_not_found_later(house: House) -> None:
    case = house.make_case(text="原来的话")
    with suppress(ZeroDivisionError), write_transaction():
        db.session.get_one(Case, case.id).story = "后来的话"
        db.session.flush()
        raise ZeroDivisionError
    assert found(house, "后来的话") == []
    assert found(house, "原来的话") == [case.number]


def test_rows_written_past_the_application_are_found_after_a_rebuild(house: House) -> None:
    numbers = many_cases(house, 30)
    assert found(house, "经过") == []
    assert rebuild() == 30
    assert found(house, "经过") == sorted(numbers)
    case = house.make_case(text="另一件")
    assert rebuild() == 31
    assert found(house, "另一件") == [case.number]


def test_pages_of_a_search_follow_one_another(house: House) -> None:
    many_cases(house, 120)
    rebuild()
    client, seen, address = house.client("lin"), [], "/cases?q=经过"
    while address:
        body = client.get(address).text
        seen += [row.split('"')[0] for row in body.split('href="/cases/DA-')[1:]]
        address = body.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0] if 'rel="next"' in body else ""
        address = address.replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=True)


def test_a_count_goes_no_further_than_a_thousand(house: House) -> None:
    many_cases(house, 1000)
    rebuild()
    assert "找到 1000 件" in house.client("lin").get("/cases?q=经过").text
    house.make_case(text="又一次经过")
    assert "找到 1000 件以上" in house.client("lin").get("/cases?q=经过").text


def test_filters_stay_with_the_search(house: House) -> None:
    one = house.make_case(text="拖欠工资", at=MONDAY - timedelta(days=40)).number
    house.make_case(text="拖欠工资")
    sent = {"typed": "工资", "month": f"{MONDAY - timedelta(days=40):%Y-%m}", "unit": "DA"}
    answer = house.client("lin").post("/cases/search", data=sent)
    assert answer.location == f"/cases?q=%E5%B7%A5%E8%B5%84&unit=DA&month={sent['month']}"
    page = house.client("lin").get(answer.location).text
    assert f'href="/cases/{one}"' in page
    assert page.count('scope="row"') == 1


def test_phone_id_number_and_name_are_found_whole_and_leave_no_address(house: House) -> None:
    person = PersonFacts(name="亓小某", phone="13812345678", id_number="11010519491231002X")
    number = house.make_case(person=person).number
    house.make_case(person=PersonFacts(name="亓小", phone="13812345679"))
    client = house.client("lin")
    for typed in ("138 1234 5678", "11010519491231002x", "亓小某", "亓小某 工资"):
        answer = client.post("/cases/search", data={"typed": typed})
        assert answer.status_code == 200
        assert f'href="/cases/{number}"' in answer.text, typed
        assert answer.text.count('scope="row"') == 1, typed
    for typed in ("1381234567", "110105194912310", "亓"):
        assert found(house, typed) == [], typed


def test_personal_words_in_an_address_are_taken_out_of_it(house: House) -> None:
    house.make_case(text="找王小明要工资，电话 13812345678")
    for typed in ("13812345678", "王小明"):
        answer = house.client("lin").get(f"/cases?q={typed}&state=open")
        assert (answer.status_code, answer.location) == (303, "/cases?state=open")


def test_no_link_of_the_page_holds_what_was_personal(house: House) -> None:
    house.make_case(person=PersonFacts(name="王小明", phone="13812345678"))
    answer = house.client("lin").post("/cases/search", data={"typed": "王小明"})
    assert "王小明" not in " ".join(part.split('"')[0] for part in answer.text.split('href="')[1:])


def test_an_auditor_finds_cases_by_words_and_nobody_by_a_number(house: House) -> None:
    number = house.make_case(text="拖欠工资", person=PersonFacts(name="王小明", phone="13812345678")).number
    assert found(house, "工资", "city.audit") == [number]
    assert found(house, "13812345678", "city.audit") == []
    assert found(house, "王小明", "city.audit") == []


def test_a_search_that_takes_too_long_is_broken_off(house: House) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(Problem), bounded(0.05):
        db.session.execute(text(endless))
    assert db.session.scalar(select(1)) == 1


@pytest.mark.parametrize("order", ["newest", "oldest", "number", "number_down", "due", "closed"])
def test_every_order_shows_every_case_once(house: House, order: str) -> None:
    numbers = many_cases(house, 60)
    for n in range(2):
        numbers.append(
            house.closed(house.make_case(at=MONDAY + timedelta(days=n)), at=MONDAY + timedelta(days=n)).number
        )
    client, seen, address = house.client("lin"), [], f"/cases?order={order}"
    while address:
        body = client.get(address).text
        seen += ["DA-" + row.split('"')[0] for row in body.split('href="/cases/DA-')[1:]]
        address = body.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0] if 'rel="next"' in body else ""
        address = address.replace("&amp;", "&")
    wanted = numbers[-2:] if order == "closed" else numbers
    assert sorted(seen) == sorted(wanted)
    if order.startswith("number"):
        assert seen == sorted(wanted, reverse=order == "number_down")
