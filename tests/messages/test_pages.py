"""Pages: one's own inbox and nobody else's, choices, the calendar and its secret address, the outbox."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import icalendar
import pytest
from flask.testing import FlaskClient

from services.accounts.actions import disable_user
from services.cases.actions import accept, exclude, hand_over, take
from services.cases.kinds import Difficulty
from services.cases.models import Case
from services.core.access import SYSTEM
from services.core.time import now
from services.messages.queries import address_of, choices_of
from services.people.facts import PersonFacts
from tests.fixtures import MONDAY, House
from tests.messages.post import PHONE, leaving, notices, with_settings

ADDRESS = re.compile(r"/calendar/([\w-]{43})\.ics")


def assigned(house: House, login: str = "fang", **asked: object) -> Case:
    case, lead = house.make_case(**asked), house.actor("da.lead")  # type: ignore[arg-type]
    accept(case, Difficulty.ORDINARY, by=lead, at=MONDAY)
    take(case, house.user(login), by=lead, at=MONDAY)
    return case


def count_in(client: FlaskClient) -> str:
    found = re.search(r'<span class="count" aria-hidden="true">(\d+\+?)</span>', client.get("/account").text)
    return found[1] if found else ""


def test_the_masthead_counts_what_was_not_read_and_opening_leads_to_the_case(house: House) -> None:
    case, client = assigned(house), house.client("fang")
    assert count_in(client) == "1"
    (told,) = notices("fang", house)
    assert client.get("/inbox").text.count("标为已读") == 2  # its own button, and the one for all
    assert client.post(f"/inbox/{told.id}/opening").location == f"/cases/{case.number}"
    assert count_in(client) == ""
    assert notices("fang", house)[0].read_at is not None


def test_all_are_marked_up_to_the_newest_that_was_shown(house: House) -> None:
    client = house.client("fang")
    for _n in range(3):
        assigned(house)
    told = notices("fang", house)
    assert client.post("/inbox/reading", data={"upto": told[1].id}).status_code == 303
    assert [notice.read_at is None for notice in notices("fang", house)] == [False, False, True]
    client.post("/inbox/reading", data={"upto": "9" * 30})
    assert count_in(client) == ""


def test_a_notice_of_somebody_else_is_not_found(house: House) -> None:
    assigned(house)
    (told,) = notices("fang", house)
    for login in ("lin", "da.lead", "city.admin"):
        client = house.client(login)
        for step in ("opening", "reading"):
            absent = client.post(f"/inbox/{told.id + 1}/{step}")
            assert client.post(f"/inbox/{told.id}/{step}").status_code == absent.status_code == 404
        client.post("/inbox/reading", data={"upto": told.id})
        assert "DA-2026" not in client.get("/inbox").text
    assert notices("fang", house)[0].read_at is None
    assert house.client("fang").post(f"/inbox/{9**40}/reading").status_code == 404


def test_what_is_kept_from_one_since_is_not_led_to(house: House) -> None:
    case = assigned(house)
    exclude(case, house.user("fang"), by=house.actor("da.lead"), at=MONDAY)
    client, (told,) = house.client("fang"), notices("fang", house)
    assert client.post(f"/inbox/{told.id}/opening").location == "/inbox"
    assert "现在不对您开放" in client.get("/inbox").text


def test_choices_are_kept_and_sealed(house: House) -> None:
    client = house.client("fang")
    told = {"email": "fang@union.example", "phone": "139 8765 4321", "language": "en"}
    told |= {"by_email": ["case.assigned", "deadline.soon"], "by_sms": ["deadline.late"]}
    assert client.post("/account/messages", data=told).status_code == 303
    place, chosen = address_of(house.user("fang").id), choices_of(house.user("fang").id)
    assert place is not None
    assert (place.email, place.phone, place.language) == ("fang@union.example", "13987654321", "en")
    assert "fang@" not in (place.email_sealed or "")
    assert [sorted(codes) for codes in chosen.values()] == [["case.assigned", "deadline.soon"], ["deadline.late"]]
    assert 'value="fang@union.example"' in client.get("/account/messages").text
    assert "fang@union.example" not in house.client("lin").get("/account/messages").text


def test_a_wrong_choice_is_one_sentence_and_what_was_typed_stays(house: House) -> None:
    answer = house.client("fang").post("/account/messages", data={"email": "nowhere", "language": "zh-CN"})
    assert answer.status_code == 422
    assert "name@example.org" in answer.text
    assert 'value="nowhere"' in answer.text
    unknown = {"by_email": ["of.nothing"], "email": "a@b.example", "language": "zh-CN"}
    assert house.client("fang").post("/account/messages", data=unknown).status_code == 422


def new_address(client: FlaskClient) -> str:
    found = ADDRESS.search(client.post("/account/calendar").text)
    assert found
    return found[0]


def days_in(house: House, address: str) -> list[str]:
    answer = house.client().get(address)
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, "text/calendar", "no-store")
    calendar = icalendar.Calendar.from_ical(answer.get_data())
    return [f"{day['dtstart'].dt} {day['summary']}" for day in calendar.walk("VEVENT")]


def test_the_calendar_has_ones_own_deadlines_and_nothing_of_the_cases(house: House) -> None:
    person = PersonFacts(name="郑一鸣", phone=PHONE)
    assigned(house, person=person, text="老板拖欠工资")
    assigned(house, categories=("C5",))
    assigned(house, "lin")
    address = new_address(house.client("fang"))
    assert days_in(house, address) == [
        "2026-03-03 DA-2026-000001 · 首次联系职工",
        "2026-03-03 保密案件 · 首次联系职工",
        "2026-03-09 DA-2026-000001 · 办理一般诉求",
        "2026-03-09 保密案件 · 办理一般诉求",
    ]
    raw = house.client().get(address).text
    for secret in ("郑", PHONE, "拖欠", "林一", "A1", "C5"):
        assert secret not in raw
    assert len(re.findall(r"DA-2026-\w+", raw)) == 2


def test_what_passes_to_somebody_else_leaves_the_calendar(house: House) -> None:
    assigned(house)
    address = new_address(house.client("fang"))
    assert len(days_in(house, address)) == 2
    hand_over(house.user("fang"), house.user("lin"), by=house.actor("da.lead"), at=MONDAY)
    assert days_in(house, address) == []


@pytest.mark.parametrize(
    "ends",
    [
        lambda house: house.client("fang").post("/account/calendar/removal"),
        lambda house: house.client("fang").post("/account/calendar"),
        lambda house: disable_user(house.user("fang"), by=SYSTEM, at=now()),
    ],
    ids=["revoked", "made anew", "the account is shut"],
)
def test_an_address_that_ended_is_the_page_of_one_that_never_was(house: House, ends: Callable[[House], object]) -> None:
    assigned(house)
    address = new_address(house.client("fang"))
    assert days_in(house, address)
    ends(house)
    ended, absent = house.client().get(address), house.client().get("/calendar/" + "x" * 43 + ".ics")
    assert ended.status_code == absent.status_code == 404
    assert "DA-2026" not in ended.text


def test_the_address_is_shown_once(house: House) -> None:
    client = house.client("fang")
    address = new_address(client)
    assert address not in client.get("/account/calendar").text


def test_administrators_see_how_much_leaves_and_never_what(house: House) -> None:
    house.make_case(person=PersonFacts(name="郑一鸣", phone=PHONE))
    assert len(leaving()) == 1
    seen = house.client("city.admin").get("/outbox").text
    assert "短信" in seen
    assert not re.search(r"DA-2026|1381|138\*", seen)


def test_in_development_colleagues_see_what_would_leave_of_their_units(house: House) -> None:
    house.make_case(person=PersonFacts(name="郑一鸣", phone=PHONE))
    house.make_case(categories=("C5",), person=PersonFacts(name="郑二", phone="13700001111"))
    seen = house.client("lin").get("/outbox").text
    assert "工会已收到您的诉求" in seen
    assert "138****5678" in seen
    assert PHONE not in seen
    assert "137****1111" not in seen
    assert "DA-2026" not in house.client("sun").get("/outbox").text


def test_in_production_the_outbox_is_for_administrators(house: House) -> None:
    clients = {login: house.client(login) for login in ("lin", "city.admin")}
    with_settings(house, production=True, second_factor="optional")
    assert clients["lin"].get("/outbox").status_code == 403
    assert clients["city.admin"].get("/outbox").status_code == 200


def test_the_inbox_goes_on_page_by_page(small_house: House) -> None:
    case, by = assigned(small_house), small_house.actor("da.lead")
    for hour in range(1, 103):
        at = MONDAY + timedelta(hours=hour)
        take(case, small_house.user("lin" if hour % 2 else "fang"), by=by, at=at)
    client = small_house.client("fang")
    first = client.get("/inbox").text
    assert first.count('class="notice-title"') == 50
    (older,) = re.findall(r"/inbox\?before=\d+", first)
    rest = client.get(older).text
    assert rest.count('class="notice-title"') == 2
    assert 'href="/inbox?before=' not in rest
