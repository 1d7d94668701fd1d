"""The board: every number is that of the list behind it and of the report, and tells nothing of what is not open."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from services.cases.actions import reopen, supervise, withdraw
from services.cases.kinds import Status
from services.cases.models import Case
from services.core.database import write_transaction
from services.core.time import Month, local_date, now
from services.reports.queries import figures_of
from tests.cases.states import accepted, dispatched, registered
from tests.fixtures import MONDAY, House

ROW = re.compile(r'<tr role="row" data-row-link>(.*?)</tr>', re.S)
CELL = re.compile(r'<td role="cell"[^>]*><div>\s*(?:<a href="([^"]+)">)?(\d+)')
HEAD = re.compile(r"<th[^>]*>(?:<a[^>]*>)?(.*?)<", re.S)


def due(case: Case, days: int) -> Case:
    """The case, due so many days from now."""
    with write_transaction() as session:
        session.execute(
            update(Case).where(Case.id == case.id).values(next_due_on=local_date(now()) + timedelta(days=days))
        )
    return case


def lines(page: str, table: str) -> dict[str, list[tuple[int, str]]]:
    """Head → (number, address) of each cell of a table of the board."""
    body = page.split(f'id="{table}"')[1].split("</table>")[0]
    rows = {HEAD.search(row)[1].strip(): CELL.findall(row) for row in ROW.findall(body)}
    return {head: [(int(number), unescape(url)) for url, number in cells] for head, cells in rows.items()}


def listed(client: FlaskClient, address: str) -> int:
    """How many cases a list shows, on all its pages."""
    found = 0
    while address:
        page = client.get(address).text
        found += page.count("data-row-link") if 'id="cases"' in page else 0
        older = re.search(r'<a[^>]*href="([^"]+)"[^>]*rel="next"', page)
        address = unescape(older[1]) if older else ""
    return found


@pytest.fixture
def town(house: House) -> House:
    """Cases of two districts: overdue, near, untaken, on their way, closed this month; one of them sealed."""
    at = now()
    due(house.handled(house.make_case(at=at), at=at), -3)
    due(house.handled(house.make_case(at=at), at=at), 0)
    due(house.make_case(at=at), 30)
    due(accepted(house), 30)
    due(house.make_case(unit="DB", by="sun", at=at), -30)
    due(house.make_case(unit="CITY", by="hotline", at=at), 30)
    house.closed(registered(house), at=at)
    house.closed(house.make_case(at=at), at=at)
    dispatched(house)
    house.make_case(categories=("C5",), at=at)
    return house


def test_every_number_is_that_of_the_list_behind_it(town: House) -> None:
    client = town.client("city.lead")
    board = lines(client.get("/desk/board").text, "board")
    assert list(board) == ["示例市总工会（本级）", "甲区总工会", "乙区总工会", "合计"]
    for head, cells in board.items():
        assert len(cells) == 6
        for number, address in cells:
            assert (listed(client, address) if address else 0) == number, (head, address)
    for column in range(6):
        assert sum(board[head][column][0] for head in list(board)[:-1]) == board["合计"][column][0]


def test_numbers_are_those_of_the_report(town: House) -> None:
    unit, month = town.unit("CITY"), Month.of(local_date(now()))
    sealed = 1
    said = figures_of(unit, month, ["cases.open", "cases.closed"])
    total = lines(town.client("city.lead").get("/desk/board").text, "board")["合计"]
    assert total[0][0] + sealed == said["cases.open"].number
    assert total[5][0] == said["cases.closed"].number == 2


def test_untaken_are_those_that_somebody_could_take_on(town: House) -> None:
    board = lines(town.client("da.lead").get("/desk/board").text, "board")
    numbers = [number for number, _url in board["合计"]]
    assert numbers == [6, 3, 1, 2, 0, 2]  # the dispatched one waits for a signature since March


def test_a_sealed_case_leaves_no_trace_for_others_and_counts_for_its_readers(town: House) -> None:
    of_city = lines(town.client("city.lead").get("/desk/board?unit=DA").text, "board")["合计"][0][0]
    of_district = lines(town.client("da.lead").get("/desk/board?unit=DA").text, "board")["合计"][0][0]
    assert of_district == of_city + 1


def test_colleagues_stand_with_their_load(town: House) -> None:
    client = town.client("da.lead")
    found = lines(client.get("/desk/board").text, "colleagues")
    assert [number for number, _url in found["林一"]] == [2, 35, 1, 1, 0]
    assert listed(client, found["林一"][0][1]) == 2
    assert "何热线" not in found


def test_cases_under_supervision_stand_on_the_board_until_they_end(town: House) -> None:
    case = town.handled(registered(town))
    supervise(case, "请说明情况", by=town.actor("city.lead"), at=now())
    client = town.client("da.lead")
    ((number, address),) = lines(client.get("/desk/board").text, "board")["合计"][4:5]
    assert number == listed(client, address) == 1
    withdraw(case, by=town.actor("lin"), at=now())
    assert lines(client.get("/desk/board").text, "board")["合计"][4][0] == 0


def test_an_empty_board_says_so_and_a_full_one_leads_home_in_one_click(house: House) -> None:
    client = house.client("da.lead")
    assert "没有超期案件" in client.get("/desk/board").text
    due(house.handled(house.make_case()), -3)
    home = client.get("/desk").text
    (address,) = re.findall(r'<a href="([^"]+)">您负责的单位共有 1 件已超期', home)
    assert listed(client, unescape(address)) == 1
    assert "您负责的单位共有" not in house.client("lin").get("/desk").text


def test_nobody_opens_the_board_of_a_unit_that_they_do_not_lead(house: House) -> None:
    assert house.client("lin").get("/desk/board").status_code == 403
    assert house.client("city.audit").get("/desk/board").status_code == 403
    assert house.client("da.lead").get("/desk/board?unit=DB").status_code == 404
    assert house.client("da.lead").get("/desk/board?unit=CITY").status_code == 404
    assert house.client("city.lead").get("/desk/board?unit=DB&month=nonsense").status_code == 200


def test_a_list_by_figure_keeps_what_was_counted(house: House) -> None:
    """A case closed in the month and reopened after it stays behind the figure of that month."""
    case = house.closed(registered(house))
    reopen(case, by=house.actor("da.lead"), at=MONDAY + timedelta(days=60))
    client = house.client("da.lead")
    address = "/cases?figure=cases.closed&period=2026-03&unit=DA"
    assert listed(client, address) == 1
    assert listed(client, "/cases?figure=cases.closed&period=2026-02&unit=DA") == 0
    assert listed(client, "/cases?figure=rate.on_time&period=2026-03&unit=DA") == 1
    assert listed(client, "/cases?figure=cases.closed&period=2026-03&unit=XX") == 0
    assert listed(client, "/cases?figure=contacts.received&period=2026-03") == 1  # no figure of cases: passed over
    assert case.status is Status.HANDLING
    assert "统计口径" in client.get(address).text
