"""A member's acts are on no page with the hour, and no address or device is kept of them (trust.md 43)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import inspect, select

from services.cases.actions import add, complain, object_
from services.cases.models import Case
from services.core.access import Actor, ActorKind, unscoped
from services.core.audit import Event
from services.core.database import Base, db
from services.core.time import LOCAL, now
from tests.cases.states import closed
from tests.fixtures import House
from tests.oversight.test_trail import trail_of
from tests.portal.pages import NO_NAME, Member, to_check

SENT = datetime(2026, 3, 4, 5, 17, 43, tzinfo=UTC)
HOUR = f"{SENT.astimezone(LOCAL):%H:%M}"
CODE = "7K3M9QXW42"
AGENT, ADDRESS = "A very rare browser 7.3", "203.0.113.77"


def member_of(case: Case) -> Actor:
    return Actor(ActorKind.MEMBER, "member", receipts=frozenset({case.id}))


def test_no_page_of_staff_says_at_which_hour_a_member_wrote(house: House) -> None:
    case = house.handled(house.submit_case(code=CODE, at=SENT))
    add(case, "工资条找到了", by=member_of(case), at=SENT)
    complain(case, "没有人回电话", by=member_of(case), at=SENT)
    pages = (f"/cases/{case.number}", f"/trail/cases/{case.number}", "/trail", "/desk", "/inbox", "/complaints")
    for login in ("da.lead", "lin"):
        client = house.client(login)
        answers = [client.get(page) for page in pages]
        said = "".join(answer.text for answer in answers if answer.status_code == 200)
        assert "2026-03-04" in said
        assert HOUR not in said


def test_neither_does_a_notice_of_what_a_member_wrote(small_house: House) -> None:
    case = closed(small_house)
    object_(case, "没有到账", by=member_of(case), at=SENT)
    said = small_house.client("da.lead").get("/inbox").text
    assert "2026-03-04" in said
    assert HOUR not in said


def test_the_trail_in_a_file_says_the_day(small_house: House) -> None:
    case = small_house.submit_case(code=CODE, at=SENT)
    for said in (
        trail_of(small_house, "da.lead", case=case.number),
        small_house.client("da.lead").get(f"/trail/cases/{case.number}").text,
    ):
        assert "2026-03-04" in said
        assert HOUR not in said


def test_what_staff_did_keeps_its_hour(small_house: House) -> None:
    case = small_house.handled(small_house.submit_case(code=CODE, at=SENT), at=SENT)
    assert HOUR in small_house.client("lin").get(f"/cases/{case.number}").text


def everything_kept() -> str:
    """Every cell of every table, as text."""
    db.session.rollback()
    tables = [table for table in Base.metadata.sorted_tables if inspect(db.engine).has_table(table.name)]
    cells = []
    for table in tables:
        rows = db.session.execute(unscoped(select(table), because="a test that reads everything"))
        cells += [str(cell) for row in rows for cell in row]
    return "\n".join(cells)


@pytest.mark.parametrize(
    "contact", [NO_NAME, {"naming": "kept", "name": "张三", "phone": "13812345678", "agreed": "y"}]
)
def test_neither_address_nor_browser_of_a_member_is_kept_anywhere(house: House, contact: dict[str, str]) -> None:
    client = house.client()
    client.environ_base.update(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=AGENT)
    member = to_check(Member(client), contact=contact).send()
    number, code = member.receipt
    member.follow(number, "0000000000")
    assert member.follow(number, code).status == 200
    client.post("/mine/code", data={"phone": "13812345678"})
    kept = everything_kept()
    assert number in kept
    assert ADDRESS not in kept
    assert AGENT not in kept


def test_events_of_a_member_hold_no_address(small_house: House) -> None:
    client = small_house.client()
    client.environ_base.update(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=AGENT)
    case = small_house.submit_case(code=CODE, at=now())
    Member(client).follow(case.number, CODE)
    events = db.session.scalars(unscoped(select(Event).where(Event.subject_id == case.id), because="a test")).all()
    assert {event.actor_kind for event in events} == {ActorKind.ANONYMOUS, ActorKind.MEMBER}
    assert all(event.actor_id is None and ADDRESS not in str(event.payload) for event in events)
