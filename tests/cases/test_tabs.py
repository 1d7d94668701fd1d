"""The tabs of the list say how many cases each of them opens, to whoever looks."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from sqlalchemy import update

from services.cases.models import Case
from services.cases.queries import counts
from services.cases.rules import OPEN
from services.cases.views import lists as list_views
from services.core.database import write_transaction
from tests.cases.states import archived, declined, dispatched, handled, merged, registered, replied, withdrawn
from tests.cases.test_columns import numbers
from tests.fixtures import House

TAB = re.compile(r'<a href="([^"]+)"[^>]*>([^<>]+?) <span class="count">([^<]+)</span>')


def tabs_in(page: str) -> list[tuple[str, str, str]]:
    """(label, address, count) of every tab that has a count."""
    return [(label.strip(), unescape(address), count) for address, label, count in TAB.findall(page)]


def lives(house: House) -> None:
    """Cases in many states, some handed to another unit, one of them sealed."""
    house.closed(registered(house))
    for prepare in (archived, declined, dispatched, handled, merged, registered, replied, withdrawn):
        prepare(house)
    house.make_case(categories=("C5",), by="da.lead")


@pytest.mark.parametrize("login", ["lin", "fang", "da.lead", "sun", "city.lead"])
def test_every_tab_counts_exactly_what_it_opens(house: House, login: str) -> None:
    lives(house)
    client = house.client(login)
    tabs = tabs_in(client.get("/cases").text)
    assert [label for label, *_ in tabs] == ["全部", "在办", "未派", "我经办的", "待签收", "已超期", "已办结"]
    for label, address, count in tabs:
        assert (label, count) == (label, str(len(numbers(client, address))))


def test_beyond_the_most_that_is_counted_a_tab_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    lives(house)
    for module in (counts, list_views):
        monkeypatch.setattr(module, "MOST_COUNTED", 1)
    with write_transaction() as session:
        session.execute(update(Case).where(Case.status.in_(OPEN)).values(next_due_on=date(2020, 1, 6)))
    counts._counted_for.cache_clear()
    page = house.client("lin").get("/cases").text
    shown = {label: count for label, _address, count in tabs_in(page)}
    counts._counted_for.cache_clear()
    assert (shown["全部"], shown["在办"], shown["已办结"], shown["待签收"]) == ("1+", "1+", "1+", "1")
    assert "有 1+ 件已超期" in page


def test_a_search_tells_nothing(house: House) -> None:
    registered(house)
    assert 'class="count"' not in house.client("lin").get("/cases?q=工资").text
