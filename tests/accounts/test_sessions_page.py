"""One's own sessions: where one is signed in, and how to end that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from services.accounts.models import UserSession
from services.core.access import SYSTEM, visible
from services.core.audit import Event
from services.core.database import db
from tests.fixtures import PASSWORD, House

ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36"


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(datetime(2026, 3, 2, 1, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def phone_of(house: House, login: str) -> FlaskClient:
    client = house.client()
    at = {"REMOTE_ADDR": "10.20.30.40"}
    data = {"login": login, "password": PASSWORD}
    client.post("/sign-in", data=data, headers={"User-Agent": ANDROID}, environ_base=at)
    return client


def session_of(login: str, house: House, *, newest: bool = True) -> int:
    ids = select(UserSession.id).where(UserSession.user_id == house.user(login).id).order_by(UserSession.id)
    return list(db.session.scalars(ids))[-1 if newest else 0]


def events(kind: str) -> list[Event]:
    return list(db.session.scalars(visible(Event, SYSTEM).where(Event.kind == kind)))


def test_the_page_names_device_network_and_times_and_marks_this_one(
    house: House, clock: time_machine.Coordinates
) -> None:
    desk = house.client("lin")
    clock.shift(timedelta(minutes=5))
    phone_of(house, "lin")
    page = desk.get("/account/sessions").text
    assert "Chrome · Android" in page
    assert "10.20.*.*" in page
    assert "10.20.30.40" not in page
    assert "2026-03-02 09:05" in page
    assert page.count("当前登录") == 1
    assert page.count("/ending") == 2
    assert "闲置 30 分钟" in page
    assert "12 小时" in page


def test_ending_one_session_shuts_that_one_alone(house: House) -> None:
    desk, phone, third = house.client("lin"), phone_of(house, "lin"), house.client("lin")
    stays = session_of("lin", house)
    assert desk.post(f"/account/sessions/{session_of('lin', house, newest=False)}/ending").location == "/sign-in"
    assert desk.get("/account").status_code == 303
    assert phone.get("/account").status_code == 200
    assert third.get("/account").status_code == 200
    assert f"/account/sessions/{stays}/ending" in phone.get("/account/sessions").text
    assert phone.post(f"/account/sessions/{stays}/ending").location == "/account/sessions"
    assert third.get("/account").status_code == 303
    assert len(events("session.ended")) == 2


def test_ending_all_others_keeps_this_one(house: House) -> None:
    desk, phone, third = house.client("lin"), phone_of(house, "lin"), house.client("lin")
    colleague = house.client("fang")
    assert phone.post("/account/sessions/others/ending").status_code == 303
    assert [each.get("/account").status_code for each in (desk, third)] == [303, 303]
    assert [each.get("/account").status_code for each in (phone, colleague)] == [200, 200]
    assert "/others/ending" not in phone.get("/account/sessions").text
    assert phone.post("/account/sessions/others/ending").status_code == 409


def test_a_colleagues_session_is_not_there(house: House) -> None:
    house.client("fang")
    lin, others = house.client("lin"), session_of("fang", house)
    for ident in (others, 1, 2**62):
        assert lin.post(f"/account/sessions/{ident}/ending").status_code == 404
    assert f"/{others}/" not in lin.get("/account/sessions").text
    assert events("session.ended") == []


def test_what_lay_idle_or_has_ended_is_not_listed(house: House, clock: time_machine.Coordinates) -> None:
    phone_of(house, "lin")
    clock.shift(timedelta(minutes=30))
    left = house.client("lin")
    left.post("/sign-out")
    page = house.client("lin").get("/account/sessions").text
    assert "Android" not in page
    assert "/ending" not in page
