"""Workload and quality: every number is its list's, the sums are the report's, and few ratings are not shown."""

from __future__ import annotations

import csv
import io
from html import unescape

import pytest
from flask.testing import FlaskClient

from services.cases.actions import call_back, check, reopen, reply
from services.cases.kinds import Outcome, Rating
from services.core.time import Month, local_date
from services.desk.rules import TOO_SMALL, WITHHELD, percent, withheld
from services.reports.queries import figures_of
from tests.cases.states import registered
from tests.desk.test_board import CELL, ROW, listed
from tests.fixtures import MONDAY, House

MONTH = Month.of(local_date(MONDAY))
SHOWN = ("open", "overdue", "closed", "due", "on_time", "reopened")


@pytest.fixture
def town(house: House) -> House:
    """Five closed by lin, one of them opened again; one of fang sent back by the check; one of another district."""
    closed = [house.closed(registered(house)) for _n in range(5)]
    reopen(closed[0], by=house.actor("da.lead"), at=MONDAY)
    failed = house.handled(registered(house), handler="fang")
    reply(failed, Outcome.RESOLVED, "已解决", by=house.actor("fang"), at=MONDAY)
    check(failed, False, "没有写明金额", by=house.actor("da.lead"), at=MONDAY)
    other = house.handled(house.make_case(unit="DB", by="sun"), handler="sun")
    reply(other, Outcome.RESOLVED, "已解决", by=house.actor("sun"), at=MONDAY)
    check(other, True, by=house.actor("db.lead"), at=MONDAY)
    call_back(other, Rating.DISSATISFIED, by=house.actor("db.lead"), at=MONDAY)
    return house


def lines(client: FlaskClient, address: str, table: str) -> list[list[tuple[int, str]]]:
    body = client.get(address).text.split(f'id="{table}"')[1].split("</table>")[0]
    cells = ([(int(number), unescape(url)) for url, number in CELL.findall(row)] for row in ROW.findall(body))
    return [row[: len(SHOWN)] for row in cells]


@pytest.mark.parametrize("table", ["units", "colleagues"])
def test_every_number_is_that_of_the_list_behind_it(town: House, table: str) -> None:
    client = town.client("city.lead")
    rows = lines(client, f"/desk/workload?month={MONTH}", table)
    assert [number for number, _url in max(rows)] > [0, 0, 4, 4, 4, 0] or rows
    for row in rows:
        for number, address in row:
            assert (listed(client, address) if address else 0) == number, address


def test_sums_are_those_of_the_report(town: House) -> None:
    rows = lines(town.client("city.lead"), f"/desk/workload?month={MONTH}", "units")
    total = dict(zip(SHOWN, (number for number, _url in rows[-1]), strict=True))
    said = figures_of(town.unit("CITY"), MONTH, ["cases.closed", "cases.due", "cases.due.on_time"])
    assert total["closed"] == said["cases.closed"].number == 4
    assert total["due"] == said["cases.due"].number
    assert total["on_time"] == said["cases.due.on_time"].number
    assert total["reopened"] == 2
    for column, name in enumerate(SHOWN):
        assert sum(row[column][0] for row in rows[:-1]) == total[name], name


def test_few_ratings_are_not_shown_nor_to_be_worked_out(town: House) -> None:
    page = town.client("city.lead").get(f"/desk/workload?month={MONTH}").text
    units = page.split('id="units"')[1].split("</table>")[0]
    assert "&lt;5" in units  # the one rating of DB
    assert "*" in units  # so the five of DA are withheld
    assert "83%" in units  # five of six, of the whole
    of_district = town.client("da.lead").get(f"/desk/workload?month={MONTH}").text
    assert "100%" in of_district


def test_which_ratings_are_withheld() -> None:
    assert withheld({"a": 4, "b": 9, "c": 7}) == {"a": TOO_SMALL, "c": WITHHELD}
    assert withheld({"a": 4, "b": 1, "c": 7}) == {"a": TOO_SMALL, "b": TOO_SMALL}
    assert withheld({"a": 0, "b": 5}) == {}
    assert withheld({"a": 3, "b": 0}) == {"a": TOO_SMALL}
    assert (percent(1, 3), percent(2, 3), percent(1, 200), percent(0, 0)) == (33, 67, 1, None)


def test_the_table_to_take_along_says_the_same(town: House) -> None:
    client = town.client("city.lead")
    answer = client.get(f"/desk/workload.csv?month={MONTH}")
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    shown = lines(client, f"/desk/workload?month={MONTH}", "units")
    assert [[int(cell) for cell in row[2:8]] for row in rows[1 : 1 + len(shown)]] == [
        [number for number, _url in row] for row in shown
    ]
    assert any("<5" in row for row in rows)
    assert "陈市长" in rows[-1][0]
    assert town.client("lin").get("/desk/workload.csv").status_code == 403
    assert town.client("da.lead").get("/desk/workload?unit=CITY").status_code == 404
