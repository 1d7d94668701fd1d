"""The pages of messages in a browser: nothing for axe to find, no sideways scroll, both languages, no script needed."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server

from services.cases.actions import accept, take
from services.cases.kinds import Difficulty
from services.people.facts import PersonFacts
from tests.browser import DESK, PHONE, OpenPage, axe, press, spills_sideways
from tests.fixtures import MONDAY, PASSWORD, House

pytestmark = pytest.mark.browser


@pytest.fixture
def address(small_house: House) -> Iterator[str]:
    """The house, served to a browser, with three notices for a colleague and two messages on their way."""
    for text in ("一", "二", "三"):
        person = PersonFacts(name="郑一鸣", phone="13812345678")
        case = small_house.make_case(person=person if text != "三" else None, text=text)
        accept(case, Difficulty.ORDINARY, by=small_house.actor("da.lead"), at=MONDAY)
        take(case, small_house.user("fang"), by=small_house.actor("da.lead"), at=MONDAY)
    small_house.app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, small_house.app, threaded=True)
    running = threading.Thread(target=server.serve_forever)
    running.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    running.join()
    server.server_close()


def signed_in(page: Page, address: str, login: str) -> Page:
    page.goto(f"{address}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    press(page.locator("main form button[type=submit]"))
    return page


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_is_sound(address: str, open_page: OpenPage, size: dict[str, int], language: str) -> None:
    page = signed_in(open_page(size=size, language=language), address, "fang")
    for path in ("/inbox", "/account/messages", "/account/calendar", "/outbox", "/account"):
        page.goto(f"{address}{path}")
        assert axe(page) == [], path
        assert not spills_sideways(page), path


def test_a_day_with_messages_needs_no_script(address: str, open_page: OpenPage) -> None:
    page = signed_in(open_page(size=PHONE, language="zh-CN", javascript=False), address, "fang")
    press(page.locator("header .inbox-link"))
    assert page.locator(".notice-unread").count() == 3
    press(page.locator(".notice-entry button", has_text="打开").first)
    assert page.url.endswith("/cases/DA-2026-000003")
    page.goto(f"{address}/inbox")
    assert page.locator(".notice-unread").count() == 2
    press(page.locator("main button", has_text="全部标为已读"))
    assert page.locator(".notice-unread").count() == 0
    page.goto(f"{address}/account/messages")
    page.fill("[name=email]", "fang@union.example")
    page.check("[name=by_email][value='case.assigned']")
    press(page.locator("main form button[type=submit]"))
    assert page.is_checked("[name=by_email][value='case.assigned']")
    page.goto(f"{address}/account/calendar")
    press(page.locator("main form button[type=submit]"))
    assert ".ics" in page.inner_text("main .receipt-value")
