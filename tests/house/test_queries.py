"""A page asks the database the same number of questions for ten rows and for a thousand, and no more than twelve."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from services.cases.actions import note
from services.cases.search_commands import rebuild
from services.people.facts import PersonFacts
from tests.files import file_of
from tests.fixtures import MONDAY, House
from tests.house.answers import form_of
from tests.house.many import many_cases, many_contacts

MOST = 12
MOST_OF_A_NEW_CASE = 32
READS = ("SELECT", "WITH")
WRITES = ("INSERT", "UPDATE", "DELETE")
STEPS = ("acceptance", "handler", "notes", "reply", "check", "callback", "closure", "recoveries")
Statements = Callable[[], list[str]]

PAGES = (
    "/desk",
    "/desk?group=overdue",
    "/cases",
    "/cases?state=open&order=due",
    "/cases?q=经过",
    "/cases?q=经过&state=open&order=due",
    "/cases?category=A1&group=migrant&unit=DA&channel=hotline&month=2026-03&mine=1",
    "/cases?due=overdue&state=open&order=due",
    "/cases?figure=cases.closed&period=2026-03&unit=DA&handler=1&state=open&order=due",
    "/cases/export?state=open",
    "/cases/exports",
    "/cases/views?state=open",
    "/cases/new",
    "/contacts",
    "/contacts/new",
    "/account/ties",
    "/account/messages",
    "/account/calendar",
    "/inbox",
    "/people",
    "/reports/DA/2026-03",
    "/reports/DA/2026-03/cases.received",
    "/reports/DA/2026-03/rate.closing",
)

LEADS = (
    "/officers",
    "/account/ties",
    "/enterprise-unions",
    "/desk/board",
    "/desk/workload?month=2026-03",
    "/desk?group=overdue",
)

OFFICE = (
    *("/calendar/2026", "/calendar/2026/days", "/calendar/2031/publication"),
    *("/units", "/units?text=甲", "/units/DA", "/units/DA/units", "/units/DA/name", "/units/SA/closure"),
    *("/units/DA/table", "/standards", "/standards/DA"),
    "/outbox",
    *("/categories", "/categories/new", "/categories/A1/names", "/categories/A1/ending", "/categories/A1/marks"),
    *("/staff", "/staff?unit=DA", "/staff/new", "/roles", "/roles?role=auditor"),
)


def asked(client: FlaskClient, address: str, sent: Statements) -> list[str]:
    client.get(address)  # what is kept from one request to the next is there now, as on a server that runs
    before = len(sent())
    assert client.get(address).status_code == 200, address
    return [statement for statement in sent()[before:] if statement.lstrip().startswith(READS)]


def filled(house: House, count: int) -> None:
    many_cases(house, count)
    many_contacts(house, count)
    rebuild()


@pytest.mark.slow
def test_lists_ask_as_often_for_a_thousand_rows_as_for_ten(house: House, count_statements: Statements) -> None:
    client = house.client("lin")
    filled(house, 10)
    few = {address: asked(client, address, count_statements) for address in PAGES}
    many_cases(house, 990, first=11)
    many_contacts(house, 990)
    rebuild()
    many = {address: asked(client, address, count_statements) for address in PAGES}
    grown = {address: (len(few[address]), len(many[address])) for address in PAGES}
    assert {address: pair for address, pair in grown.items() if pair[0] != pair[1]} == {}
    assert {address: pair[1] for address, pair in grown.items() if pair[1] > MOST} == {}


def test_case_page_asks_as_often_for_a_long_story_as_for_a_short_one(
    house: House, count_statements: Statements
) -> None:
    client, lin = house.client("lin"), house.actor("lin")
    case = house.handled(house.make_case(categories=("A1", "C1"), person=PersonFacts(name="郑某", phone="13812345678")))
    note(case, "一", by=lin, at=MONDAY)
    file_of(house, case)
    few = asked(client, f"/cases/{case.number}", count_statements)
    for n in range(40):
        note(case, f"第 {n} 次", contacted=n % 2 == 0, by=lin, at=MONDAY)
    for _n in range(9):
        file_of(house, case, "fang")
    many = asked(client, f"/cases/{case.number}", count_statements)
    assert len(few) == len(many)
    assert len(many) <= MOST, many


@pytest.mark.parametrize(
    "page", ["acceptance", "handler", "notes", "reply", "check", "callback", "closure", "recoveries"]
)
def test_step_page_asks_little(small_house: House, count_statements: Statements, page: str) -> None:
    case = small_house.handled(small_house.make_case(), handler="lin")
    client = small_house.client("da.lead")
    assert len(asked(client, f"/cases/{case.number}/{page}", count_statements)) <= MOST


@pytest.mark.parametrize("page", OFFICE)
def test_page_of_the_administrator_asks_little(small_house: House, count_statements: Statements, page: str) -> None:
    assert len(asked(small_house.client("city.admin"), page, count_statements)) <= MOST


@pytest.mark.slow
def test_trail_asks_as_often_for_a_long_one_as_for_a_short_one(house: House, count_statements: Statements) -> None:
    client, lin = house.client("city.audit"), house.actor("lin")
    case = house.handled(house.make_case(person=PersonFacts(name="郑某", phone="13812345678")))
    pages = ("/trail", "/trail?deed=change&first=2026-03-01", f"/trail/cases/{case.number}", "/trail/chains")
    few = [len(asked(client, page, count_statements)) for page in pages]
    for n in range(60):
        note(case, f"第 {n} 次", by=lin, at=MONDAY)
    many = [len(asked(client, page, count_statements)) for page in pages]
    assert few == many
    assert max(many) <= MOST


@pytest.mark.parametrize("page", LEADS)
def test_page_of_a_supervisor_asks_little(small_house: House, count_statements: Statements, page: str) -> None:
    assert len(asked(small_house.client("city.lead"), page, count_statements)) <= MOST


def test_a_new_case_asks_and_writes_little(house: House, count_statements: Statements) -> None:
    """The form and its answer, for somebody with name, telephone, group and employer."""
    client = house.client("lin")
    asked = {"unit": "DA", "channel": "hotline", "category": "A1"}
    asked |= {"text": "三个月没有拿到工资", "employer": "示例公司", "groups": "migrant", "claim": "12800.00"}
    for last in range(3):
        before = len(count_statements())
        offered = form_of(client.get("/cases/new"))
        who = {"name": f"王{'甲乙丙'[last]}", "phone": f"1381234567{last}"}
        assert client.post("/cases/new", data=offered | asked | who).status_code == 303
        sent = count_statements()[before:]
    work = [each for each in sent if each.lstrip().startswith((*READS, *WRITES))]
    assert len(work) <= MOST_OF_A_NEW_CASE, "\n".join(work)
    assert sum(each.startswith("UPDATE chain_head") for each in work) == 1


def test_opening_a_page_writes_nothing(house: House, count_statements: Statements) -> None:
    client = house.client("lin")
    case = house.handled(house.make_case())
    client.get("/cases")
    before = len(count_statements())
    for address in (*PAGES, f"/cases/{case.number}"):
        client.get(address)
    written = [
        each for each in count_statements()[before:] if each.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert written == []
