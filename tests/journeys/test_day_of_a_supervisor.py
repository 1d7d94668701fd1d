"""A supervisor's day: from home to what is overdue in one click, and ten cases handed out by keyboard."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page

from services.cases.models import Case
from services.core.database import db
from tests.browser import DESK, PHONE, OpenPage, Size, axe, press, spills_sideways
from tests.cases.states import accepted
from tests.fixtures import PASSWORD, House

pytestmark = pytest.mark.browser
TEN = 10
SECONDS = 20
"""In which ten cases are handed out (experience.md, journey 4)."""


@pytest.fixture
def ten(small_house: House) -> list[Case]:
    """Ten cases that nobody handles yet."""
    return [accepted(small_house) for _n in range(TEN)]


def leading(page: Page, address: str) -> Page:
    page.goto(f"{address}/sign-in")
    page.locator("[name=login]").fill("da.lead")
    page.locator("[name=password]").fill(PASSWORD)
    press(page.locator("main form button[type=submit]"))
    page.wait_for_url("**/desk")
    return page


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_board_list_and_choice_are_sound(
    address: str, open_page: OpenPage, ten: list[Case], size: Size, language: str
) -> None:
    page = leading(open_page(size=size, language=language), address)
    page.goto(f"{address}/desk/board")
    assert (axe(page), spills_sideways(page)) == ([], False)
    page.goto(f"{address}/cases?state=untaken&order=due")
    for box in page.locator("[name=numbers]").all():
        box.check(force=True)
    press(page.locator("#bulk button[value=assign]"))
    assert page.locator("select").count() == TEN + 1
    assert (axe(page), spills_sideways(page)) == ([], False)


def test_ten_cases_are_handed_out_by_keyboard_in_twenty_seconds(
    address: str, desk: Page, small_house: House, ten: list[Case]
) -> None:
    page = leading(desk, address)
    page.goto(f"{address}/cases?state=untaken&order=due")
    keys, began = 0, time.monotonic()
    for _case in ten:
        for key in ("j", "x"):
            page.keyboard.press(key)
            keys += 1
    assert page.locator("[name=numbers]:checked").count() == TEN
    with page.expect_navigation():
        page.keyboard.press("a")
    page.keyboard.press("Control+Enter")
    page.locator(".undo-bar button:focus").wait_for()
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    seconds = time.monotonic() - began
    print(f"ten cases: {seconds:.1f} s, {keys + 5} keys")
    assert seconds <= SECONDS
    assert page.get_by_text("已办理").count() == TEN
    db.session.rollback()
    handlers = [db.session.get_one(Case, case.id).handler_id for case in ten]
    assert {handlers.count(small_house.user(login).id) for login in ("lin", "fang")} == {TEN // 2}
    assert keys + 5 <= 30


def test_ten_cases_are_handed_out_without_scripts(address: str, open_page: OpenPage, ten: list[Case]) -> None:
    page = leading(open_page(javascript=False), address)
    page.goto(f"{address}/cases?state=untaken&order=due")
    for box in page.locator("[name=numbers]").all():
        box.check(force=True)
    press(page.locator("#bulk button[value=assign]"))
    press(page.locator("main form button[type=submit]"))
    assert page.get_by_text("已办理").count() == TEN


def test_what_was_chosen_by_mistake_is_taken_back_within_ten_seconds(address: str, desk: Page, ten: list[Case]) -> None:
    page = leading(desk, address)
    page.goto(f"{address}/cases?state=untaken&order=due")
    page.keyboard.press("j")
    page.keyboard.press("x")
    with page.expect_navigation():
        page.keyboard.press("a")
    page.keyboard.press("Control+Enter")
    page.locator(".undo-bar button:focus").wait_for()
    page.keyboard.press("Enter")
    assert page.locator(".undo-bar").count() == 0
    page.evaluate("() => document.querySelector('main form').remove()")
    db.session.rollback()
    assert db.session.get_one(Case, ten[0].id).handler_id is None
