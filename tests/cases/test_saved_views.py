"""Saved views: one's own lists under a name, and nothing personal in them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from services.cases.actions.saved import MOST, drop_view, save_view
from services.cases.models import SavedView
from services.core.access import unscoped
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from tests.fixtures import MONDAY, House


def kept() -> dict[str, str]:
    rows = db.session.execute(unscoped(select(SavedView.name, SavedView.address), because="test"))
    return {row.name: row.address for row in rows}


def test_a_list_is_kept_under_a_name_and_opened_from_the_list(house: House) -> None:
    client = house.client("lin")
    answer = client.post("/cases/views", data={"name": "欠薪在办", "state": "open", "q": "工资", "order": "due"})
    assert answer.location == "/cases?q=%E5%B7%A5%E8%B5%84&state=open&order=due"
    page = client.get(answer.location).text
    assert "欠薪在办" in page.split('class="tabs"')[1].split("</nav>")[0]
    assert "欠薪在办" not in house.client("fang").get("/cases").text


def test_the_same_name_leads_to_the_newer_list(house: House) -> None:
    for state in ("open", "closed"):
        house.client("lin").post("/cases/views", data={"name": "常用", "state": state})
    assert kept() == {"常用": "/cases?state=closed"}


def test_nothing_personal_and_nothing_unknown_is_kept(house: House) -> None:
    house.client("lin").post("/cases/views", data={"name": "一", "q": "13812345678", "next": "//x", "state": "open"})
    assert kept() == {"一": "/cases?state=open"}


@pytest.mark.parametrize("name", ["", " ", "字" * 41])
def test_a_view_needs_a_short_name(house: House, name: str) -> None:
    assert house.client("lin").post("/cases/views", data={"name": name, "state": "open"}).status_code == 422
    assert kept() == {}


def test_only_its_owner_lets_go_of_it(house: House) -> None:
    view = save_view(house.unit("DA"), "常用", "/cases", by=house.actor("lin"), at=MONDAY)
    address = f"/cases/views/{view.id}/removal"
    for login in ("fang", "da.lead", "city.lead"):
        assert house.client(login).post(address).status_code == 404
    with pytest.raises(Problem) as refused:
        drop_view(view, by=house.actor("fang"), at=MONDAY)
    assert refused.value.code is ErrorCode.NOT_FOUND
    assert house.client("lin").post(address).status_code == 303
    assert kept() == {}


def test_there_are_never_many(house: House) -> None:
    by = house.actor("lin")
    for n in range(MOST):
        save_view(house.unit("DA"), f"第{n}", "/cases", by=by, at=MONDAY)
    with pytest.raises(Problem) as refused:
        save_view(house.unit("DA"), "再一个", "/cases", by=by, at=MONDAY)
    assert refused.value.code is ErrorCode.OVER_CAP
    save_view(house.unit("DA"), "第0", "/cases?state=open", by=by, at=MONDAY)
