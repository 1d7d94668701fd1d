"""Which columns a list shows: one's own choice, sorted by each that can be, and taken out exactly so."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from services.cases.exporting.kinds import Column, shown_with
from services.cases.queries import ORDERS
from tests.cases.states import dispatched, registered, replied
from tests.fixtures import MONDAY, PASSWORD, House
from tests.house.answers import form_of
from tests.house.many import many_cases

HEAD = re.compile(r'<th role="columnheader"[^>]*>(.*?)</th>', re.S)


def headings(page: str) -> list[str]:
    table = page.split('id="cases"')[1].split("</thead>")[0]
    return [re.sub(r"<[^>]+>", "", head).strip() for head in HEAD.findall(table)]


def numbers(client: FlaskClient, address: str) -> list[str]:
    """The cases of a list in its order, on all its pages."""
    found: list[str] = []
    while address:
        page = client.get(address).text
        found += re.findall(r'name="numbers"\s+value="([^"]+)"', page)
        older = re.search(r'<a[^>]*href="([^"]+)"[^>]*rel="next"', page)
        address = unescape(older[1]) if older else ""
    return found


def test_the_choice_is_ones_own_and_the_file_has_the_same(house: House) -> None:
    registered(house)
    client = house.client("lin")
    usual = headings(client.get("/cases").text)
    assert usual == ["编号", "类别", "职工", "用人单位", "状态", "期限", "经办人", "登记日期"]
    sent = {"columns": ["unit", "status", "claim"], "state": "open"}
    assert client.post("/cases/columns", data=sent).location == "/cases?state=open"
    assert headings(client.get("/cases").text) == ["编号", "状态", "单位", "涉及金额（元）"]
    assert headings(house.client("fang").get("/cases").text) == usual
    chosen = form_of(client.get("/cases/export?state=open"))["columns"]
    assert chosen == ["number", "status", "unit", "claim"]
    client.post("/account/proof", data={"password": PASSWORD})
    file = client.post("/cases/export", data={"columns": chosen, "kind": "csv", "purpose": "季度分析", "state": "open"})
    rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"))))
    assert rows[0] == ["编号", "状态", "单位", "涉及金额（元）"]
    assert client.post("/cases/columns", data={}).status_code == 303
    assert headings(client.get("/cases").text) == usual


def test_with_the_worker_goes_how_many_they_are() -> None:
    assert shown_with([Column.PERSON]) == (Column.NUMBER, Column.PERSON, Column.PEOPLE)
    assert shown_with([Column.UNIT]) == (Column.NUMBER, Column.UNIT)


@pytest.mark.parametrize("order", sorted(set(ORDERS) - {"closed"}))
def test_every_order_pages_through_all_cases_once(house: House, order: str) -> None:
    many_cases(house, 60)
    for prepare in (registered, dispatched, replied):
        prepare(house)
    house.make_case(unit="DB", by="sun", at=MONDAY, people=12)
    client = house.client("city.lead")
    found = numbers(client, f"/cases?order={order}")
    assert len(found) == len(set(found)) == 64
    page = client.get(f"/cases?order={order}").text
    assert 'aria-sort="' in page or order in ("unit", "unit_down", "people", "channel")


def test_sorted_by_state_is_the_order_of_a_cases_life(house: House) -> None:
    made = [replied(house).number, registered(house).number, dispatched(house).number]
    client = house.client("da.lead")
    assert numbers(client, "/cases?order=status") == [made[1], made[2], made[0]]
    assert numbers(client, "/cases?order=status_down") == [made[0], made[2], made[1]]


def test_what_stands_behind_a_figure_opens_as_a_list_and_as_a_file(house: House) -> None:
    case = house.closed(registered(house))
    client = house.client("da.lead")
    page = client.get("/reports/DA/2026-03/cases.closed").text
    (address,) = re.findall(r'href="(/cases\?[^"]+)"', page)
    assert numbers(client, unescape(address)) == [case.number]
    (export,) = re.findall(r'href="(/cases/export\?[^"]+)"', page)
    kept = form_of(client.get(unescape(export)))
    assert (kept["figure"], kept["period"], kept["unit"]) == (["cases.closed"], ["2026-03"], ["DA"])
    assert "/cases/export" not in house.client("city.audit").get("/reports/DA/2026-03/cases.closed").text
