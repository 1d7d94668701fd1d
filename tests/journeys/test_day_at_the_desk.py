"""A caseworker's day by keyboard: the queue, a call beside it, and what survives a lost line."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from services.cases.models import Case
from services.core.time import now
from tests.browser import DESK, PHONE, OpenPage, Size, axe, press, spills_sideways
from tests.fixtures import PASSWORD, House

pytestmark = pytest.mark.browser
SAID = "单位承认拖欠两个月工资，说周五下午发。"


@pytest.fixture
def case(small_house: House) -> Case:
    """A case of today in the hands of lin."""
    return small_house.handled(small_house.make_case(at=now()), at=now())


def at_the_desk(page: Page, address: str) -> Page:
    page.goto(f"{address}/sign-in")
    page.locator("[name=login]").fill("lin")
    page.locator("[name=password]").fill(PASSWORD)
    press(page.locator("main form button[type=submit]"))
    page.wait_for_url("**/desk")
    return page


def call_from_the_queue(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.locator(".pane textarea").wait_for()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_of_the_desk_are_sound(address: str, open_page: OpenPage, case: Case, size: Size, language: str) -> None:
    page = at_the_desk(open_page(size=size, language=language), address)
    for path in ("/desk", "/desk?group=overdue", f"/desk/cases/{case.number}/call", "/desk/tasks/new", "/desk/keys"):
        page.goto(address + path)
        assert axe(page) == [], path
        assert not spills_sideways(page), path
    page.goto(f"{address}/desk")
    page.locator("a[data-key=c]").first.click()
    page.locator(".pane textarea").wait_for()
    assert axe(page) == []
    assert not spills_sideways(page)


def test_words_outlast_a_lost_line_and_an_ended_session(
    address: str, open_page: OpenPage, small_house: House, case: Case
) -> None:
    page = at_the_desk(open_page(), address)
    call_from_the_queue(page)
    page.keyboard.type("前半句，")
    page.locator(".pane [data-draft-state][data-tone=ok]").wait_for()
    page.context.set_offline(True)
    page.keyboard.type("后半句。")
    page.locator(".pane [data-draft-state][data-tone=lost]").wait_for()
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(500)
    assert page.locator(".pane textarea").input_value() == "前半句，后半句。"
    page.context.set_offline(False)
    page.locator(".pane [data-draft-state][data-tone=ok]").wait_for()
    cookies = [each for each in page.context.cookies() if each["name"] != "__Host-sid"]
    page.context.clear_cookies(name="__Host-sid")
    assert cookies
    page.keyboard.type("登录之后的话。")
    page.locator(".pane [data-draft-state][data-tone=lost]").wait_for()
    at_the_desk(page.context.new_page(), address)
    page.locator(".pane [data-draft-state][data-tone=ok]").wait_for()
    page.locator(".pane textarea").focus()
    page.keyboard.press("Control+Enter")
    page.get_by_text("通话已登记。").wait_for()
    page.goto(f"{address}/cases/{case.number}")
    assert "前半句，后半句。登录之后的话。" in page.locator("main").inner_text()


def test_letters_are_letters_while_somebody_types_and_escape_closes_the_pane(
    address: str, desk: Page, case: Case
) -> None:
    page = at_the_desk(desk, address)
    call_from_the_queue(page)
    page.keyboard.type("jkcnlax/?")
    assert page.locator(".pane textarea").input_value() == "jkcnlax/?"
    page.keyboard.press("Escape")
    assert page.locator(".pane").count() == 0
    page.keyboard.press("?")
    page.locator(".pane").get_by_text("Ctrl + Enter").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("登记诉求")
    assert axe(page) == []
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/cases/new")


def test_a_missed_call_proposes_to_call_again(address: str, desk: Page, case: Case) -> None:
    page = at_the_desk(desk, address)
    call_from_the_queue(page)
    page.locator(".pane input[value=missed]").check(force=True)
    assert page.locator(".pane [name=next_step]").input_value() == "再次联系职工"
    page.locator(".pane [name=next_step]").fill("问她的工友")
    page.locator(".pane input[value=reached]").check(force=True)
    assert page.locator(".pane [name=next_step]").input_value() == "问她的工友"


def test_a_call_is_logged_without_scripts(address: str, open_page: OpenPage, case: Case) -> None:
    page = at_the_desk(open_page(javascript=False), address)
    press(page.locator("a[data-key=c]").first)
    page.locator("textarea").fill(SAID)
    press(page.locator("main form button[type=submit]").last)
    page.goto(f"{address}/cases/{case.number}")
    assert SAID in page.locator("main").inner_text()


def test_a_step_for_several_can_be_taken_back_for_ten_seconds(
    address: str, desk: Page, small_house: House, case: Case
) -> None:
    page = at_the_desk(desk, address)
    page.keyboard.press("j")
    page.keyboard.press("x")
    press(page.locator("button[value=note]"))
    assert axe(page) == []
    page.locator("main textarea").fill("同一单位的几件")
    page.locator("main form button[type=submit]").last.click()
    page.locator(".undo-bar").wait_for()
    page.get_by_role("button", name="撤销").click()
    assert page.locator(".undo-bar").count() == 0
    page.locator("main form button[type=submit]").last.click()
    press(page.get_by_role("button", name="立即执行"))
    page.get_by_text("已办理").wait_for()
    page.goto(f"{address}/cases/{case.number}")
    assert page.locator("main").inner_text().count("同一单位的几件") == 1
