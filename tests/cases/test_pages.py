"""The pages of cases as a caseworker opens them: the list, its filters and pages, one case, calls and visits."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Barrier, Thread

from flask.testing import FlaskClient
from sqlalchemy import func, select

from services.cases.actions import note, pay
from services.cases.kinds import Group, RecoveryKind
from services.cases.models import Case, Contact
from services.core.access import unscoped
from services.core.database import db
from services.people.facts import PersonFacts
from tests.fixtures import MONDAY, House
from tests.house.answers import form_of, send
from tests.house.many import many_cases, many_contacts

NUMBER = re.compile(r'href="/cases/([A-Z]+-2026-[0-9A-Z]+)"')
WORKER = PersonFacts(name="郑某某", phone="13812345678", id_number="11010519491231002X")


def numbers_on(client: FlaskClient, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return NUMBER.findall(answer.get_data(as_text=True))


def link(client: FlaskClient, address: str, rel: str) -> str | None:
    """The address of the page before (`prev`) or after (`next`)."""
    body = client.get(address).get_data(as_text=True)
    found = next((tag for tag in re.findall(r"<a [^>]*>", body) if f'rel="{rel}"' in tag), None)
    return re.search(r'href="([^"]+)"', found)[1].replace("&amp;", "&") if found else None


def count_of(model: type) -> int:
    return db.session.scalar(unscoped(select(func.count(model.id)), because="test")) or 0


def walk(client: FlaskClient, address: str, rel: str) -> tuple[list[list[str]], str]:
    """Page after page in one direction; the numbers on each, and the address of the last."""
    pages = [numbers_on(client, address)]
    while (following := link(client, address, rel)) is not None:
        address = following
        pages.append(numbers_on(client, address))
    return pages, address


def test_paging_shows_every_case_once_in_both_directions(house: House) -> None:
    made = set(many_cases(house, 120))
    client = house.client("lin")
    for first in ("/cases", "/cases?order=due", "/cases?state=open&order=due", "/cases?category=A1&unit=DA"):
        onward, last = walk(client, first, "next")
        assert [len(page) for page in onward] == [50, 50, 20], first
        assert {number for page in onward for number in page} == made
        back, _top = walk(client, last, "prev")
        assert back[::-1] == onward, first


def test_newest_comes_first_and_by_due_date_the_nearest(house: House) -> None:
    made = many_cases(house, 20)
    client = house.client("lin")
    assert numbers_on(client, "/cases") == made[::-1]
    assert numbers_on(client, "/cases?order=due") == made


def test_a_case_that_arrives_while_one_pages_moves_nothing(house: House) -> None:
    many_cases(house, 60)
    client = house.client("lin")
    onward = link(client, "/cases", "next")
    assert onward is not None
    before = numbers_on(client, onward)
    house.make_case(at=MONDAY + timedelta(days=1))
    assert numbers_on(client, onward) == before


def test_every_filter_stands_in_the_address(house: House) -> None:
    plain = house.make_case().number
    women = house.make_case(categories=("C1",), groups=frozenset({Group.WOMEN})).number
    taken = house.handled(house.make_case(unit="SA")).number
    closed = house.closed(house.make_case()).number
    client = house.client("lin")
    expected = {
        "": {plain, women, taken, closed},
        "?state=open": {plain, women, taken},
        "?state=closed": {closed},
        "?status=handling": {taken},
        "?mine=1": {taken, closed},
        "?mine=1&state=open": {taken},
        "?unit=SA": {taken},
        "?category=C1": {women},
        "?group=women": {women},
        "?channel=hotline": {plain, women, taken, closed},
        "?channel=letter": set(),
        "?month=2026-03": {plain, women, taken, closed},
        "?month=2026-02": set(),
        "?unit=DB": set(),
        "?unit=NOWHERE": set(),
        "?category=Z9": set(),
    }
    for query, numbers in expected.items():
        assert set(numbers_on(client, f"/cases{query}")) == numbers, query


def test_a_filter_that_makes_no_sense_is_left_out(house: House) -> None:
    number = house.make_case().number
    client = house.client("lin")
    for query in ("status=lost", "state=x", "due=never", "group=x", "channel=x", "month=2026-13", "order=x", "key=x"):
        assert numbers_on(client, f"/cases?{query}") == [number], query


def test_an_address_written_by_hand_breaks_nothing(house: House) -> None:
    house.make_case()
    client = house.client("lin")
    odd = (
        "%00",
        "%F0%9F%98%80",
        "-1",
        "9" * 40,
        "１２",
        "' OR 1=1 --",
        "../../etc/passwd",
        "0001-01-01T00:00%2B14:00_5",
    )
    for value in odd:
        for name in ("status", "unit", "category", "month", "key", "order", "mine"):
            assert client.get(f"/cases?{name}={value}").status_code in (200, 400, 404), (name, value)
        assert client.get(f"/cases?order=due&key={value}").status_code in (200, 400)
        assert client.get(f"/contacts?before={value}").status_code in (200, 400)
        assert client.get(f"/cases/new?contact={value}").status_code in (200, 400, 404)
        assert client.get(f"/cases/{value}").status_code in (400, 404)


def test_case_page_opens_in_every_state_and_tells_what_happened(house: House) -> None:
    client, lin = house.client("lin"), house.actor("lin")
    case = house.make_case(person=WORKER, text="三月的工资没有发")
    assert "三月的工资没有发" in client.get(f"/cases/{case.number}").get_data(as_text=True)
    house.handled(case)
    note(case, "单位承诺下周支付", by=lin, at=MONDAY)
    pay(case, 86_050, RecoveryKind.WAGES, by=lin, at=MONDAY)
    page = client.get(f"/cases/{case.number}").get_data(as_text=True)
    assert "单位承诺下周支付" in page
    assert "860.50" in page
    other = house.closed(house.make_case())
    assert client.get(f"/cases/{other.number}").status_code == 200


def test_no_page_shows_a_number_of_a_person_in_full(house: House) -> None:
    case = house.handled(house.make_case(person=WORKER))
    client = house.client("lin")
    for address in ("/cases", f"/cases/{case.number}", f"/cases/{case.number}/reply", "/contacts"):
        body = client.get(address).get_data(as_text=True)
        assert WORKER.name not in body
        assert WORKER.phone not in body
        assert WORKER.id_number not in body
    assert "138****5678" in client.get(f"/cases/{case.number}").get_data(as_text=True)


def test_calls_are_paged_without_loss(house: House) -> None:
    many_contacts(house, 120)
    client, seen, address = house.client("lin"), [], "/contacts"
    while address:
        seen += re.findall(r"来电\d+", client.get(address).get_data(as_text=True))
        address = link(client, address, "next") or ""
    assert len(seen) == len(set(seen)) == 120


def test_call_is_logged_answered_and_turned_into_a_request(house: House) -> None:
    client = house.client("lin")
    answer = send(client, "/contacts/new", text="问加班费怎么算", answered="no")
    assert answer.status_code == 303
    contact = db.session.scalar(unscoped(select(Contact), because="test"))
    assert contact is not None
    opened = form_of(client.get(f"/cases/new?contact={contact.id}"))
    assert (opened["text"], opened["unit"]) == (["问加班费怎么算"], ["DA"])
    made = client.post(f"/cases/new?contact={contact.id}", data=opened)
    assert made.status_code == 303
    db.session.expire_all()
    assert contact.answered_at is not None
    assert client.post(f"/contacts/{contact.id}/answer").status_code == 409


def test_bad_request_is_told_at_the_field_and_at_the_top_and_keeps_what_was_typed(house: House) -> None:
    typed = {"text": "拖欠工资", "phone": "12345", "claim": "一千元整", "people": "2"}
    answer = send(house.client("lin"), "/cases/new", **typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'class="error-summary"' in page
    assert page.count("一千元整”不是金额") == 2
    kept = form_of(answer)
    assert {name: kept[name] for name in typed} == {name: [value] for name, value in typed.items()}
    assert count_of(Case) == 0


def test_second_click_makes_no_second_case(house: House) -> None:
    client = house.client("lin")
    filled = form_of(client.get("/cases/new")) | {"text": ["拖欠工资"]}
    first, second = (client.post("/cases/new", data=filled) for _click in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert count_of(Case) == 1


def test_the_key_of_another_does_not_open_their_result(house: House) -> None:
    client, other = house.client("lin"), house.client("fang")
    filled = form_of(client.get("/cases/new")) | {"text": ["拖欠工资"]}
    assert client.post("/cases/new", data=filled).status_code == 303
    assert other.post("/cases/new", data=filled).status_code == 422
    assert count_of(Case) == 1


def test_clicks_at_the_same_moment_make_one_case(house: House) -> None:
    windows = [house.client("lin") for _window in range(4)]
    filled = form_of(windows[0].get("/cases/new")) | {"text": ["拖欠工资"]}
    start, answers = Barrier(4), list[tuple[int, str | None]]()
    clicks = [Thread(target=_click, args=(window, filled, start, answers)) for window in windows]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    db.session.rollback()  # the snapshot from before the clicks
    assert answers == [(303, "/cases/DA-2026-000001")] * 4
    assert count_of(Case) == 1


def _click(
    window: FlaskClient, filled: dict[str, list[str]], start: Barrier, answers: list[tuple[int, str | None]]
) -> None:
    start.wait(20)
    answer = window.post("/cases/new", data=filled)
    answers.append((answer.status_code, answer.location))
