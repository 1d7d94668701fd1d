"""The portal in a browser: few taps, no script needed, light, nothing for axe to find, no sideways scroll."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import pytest
from playwright.sync_api import Error, Page, Response

from tests.browser import DESK, PHONE, OpenPage, axe, press, spills_sideways

pytestmark = pytest.mark.browser

MOST_BYTES, MOST_REQUESTS = 60_000, 8


@dataclass
class Thumb:
    """Counts taps: buttons, boxes, fields that are tapped before typing, and two for a choice out of a list."""

    page: Page
    taps: int = 0

    def tap(self, selector: str) -> None:
        self.taps += 1
        self.page.click(selector)

    def type(self, selector: str, text: str) -> None:
        self.tap(selector)
        self.page.keyboard.type(text)

    def choose(self, selector: str, value: str) -> None:
        self.taps += 2
        self.page.select_option(selector, value)

    def press(self, selector: str) -> None:
        """A tap that leads to another page."""
        self.taps += 1
        press(self.page.locator(selector).first)

    def onward(self) -> None:
        self.press("form.form .buttons button:first-child")


def soundly(page: Page) -> None:
    assert axe(page) == []
    assert not spills_sideways(page)


def kept(page: Page) -> list[str]:
    shown = page.locator(".receipt-value")
    shown.nth(1).wait_for()
    return [words.strip() for words in shown.all_inner_texts()]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_is_sound(address: str, open_page: OpenPage, size: dict[str, int], language: str) -> None:
    page = open_page(size=size, language=language)
    thumb = Thumb(page)
    page.goto(address)
    soundly(page)
    page.goto(f"{address}/request")
    soundly(page)
    thumb.press("button[value=women]")
    soundly(page)
    thumb.press("button[value=harassment]")
    soundly(page)
    thumb.onward()
    soundly(page)
    thumb.type("#text", "有人发来不合适的信息")
    thumb.tap("#consent")
    thumb.onward()
    soundly(page)
    thumb.type("#phone", "138")
    thumb.onward()
    soundly(page)
    thumb.tap("input[value=no_name]")
    page.fill("#phone", "")
    thumb.onward()
    soundly(page)
    thumb.onward()
    soundly(page)
    number, code = kept(page)
    page.goto(f"{address}/follow")
    soundly(page)
    page.fill("#number", number)
    page.fill("#code", "0000000000")
    thumb.onward()
    soundly(page)
    page.fill("#code", code)
    thumb.onward()
    assert number in page.content()
    soundly(page)


SECRET = "主管在办公室里动手动脚"


def on_the_guarded_path(page: Page, address: str) -> None:
    """Stands before the check, having written what nobody else should read."""
    thumb = Thumb(page)
    page.goto(address)
    thumb.press("button[value=women]")
    thumb.press("button[value=harassment]")
    page.fill("#text", SECRET)
    page.check("#consent", force=True)
    thumb.onward()
    page.check("input[value=no_name]", force=True)
    thumb.onward()
    assert SECRET in page.content()


def what_stands_there(page: Page) -> str:
    """The page, asked for again while Chromium is on its way to another one."""
    for _try in range(50):
        try:
            return page.content()
        except Error as on_its_way:
            if "navigating" not in on_its_way.message:
                raise
            page.wait_for_timeout(100)
    raise AssertionError("the page never came to rest")


def shows_nothing_on_the_way_back(page: Page) -> None:
    """Presses Back as often as there is something to go back to; Chromium has no copy of a page and says so."""
    for _press in range(8):
        with suppress(Error):
            page.go_back(wait_until="commit")
        page.wait_for_timeout(100)
        shown = what_stands_there(page)
        assert SECRET not in shown
        assert "性骚扰和其他侵害" not in shown


@pytest.mark.parametrize("javascript", [True, False])
def test_after_the_exit_back_shows_nothing(address: str, open_page: OpenPage, javascript: bool) -> None:
    page = open_page(size=PHONE, javascript=javascript)
    on_the_guarded_path(page, address)
    press(page.locator("a.exit"))
    assert page.url == f"{address}/holidays"
    shows_nothing_on_the_way_back(page)


@pytest.mark.parametrize("key", ["Escape", "Shift"])
def test_three_presses_of_a_key_leave_at_once(address: str, open_page: OpenPage, key: str) -> None:
    page = open_page(size=DESK)
    on_the_guarded_path(page, address)
    with page.expect_navigation():
        for _press in range(3):
            page.keyboard.press(key)
    page.wait_for_url(f"{address}/holidays")
    shows_nothing_on_the_way_back(page)


def test_the_exit_stays_in_its_corner_while_the_page_moves(address: str, open_page: OpenPage) -> None:
    page = open_page(size=PHONE)
    on_the_guarded_path(page, address)
    before = page.locator("a.exit").bounding_box()
    page.mouse.wheel(0, 2_000)
    page.wait_for_timeout(200)
    after = page.locator("a.exit").bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] == before["x"]
    assert 0 <= after["y"] <= before["y"]


def test_nothing_of_the_guarded_path_is_kept_on_the_device(address: str, open_page: OpenPage) -> None:
    page = open_page(size=PHONE)
    on_the_guarded_path(page, address)
    kept = "JSON.stringify([{...localStorage}, {...sessionStorage}])"
    assert page.evaluate(kept) == "[{},{}]"
    assert page.evaluate("indexedDB.databases().then((found) => found.length)") == 0


@pytest.mark.parametrize("path", ["/", "/request", "/follow"])
def test_a_page_is_light(address: str, open_page: OpenPage, path: str) -> None:
    page = open_page(size=PHONE)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{address}{path}", wait_until="networkidle")
    assert sum(answer.request.sizes()["responseBodySize"] for answer in answers) <= MOST_BYTES / 2
    assert len(answers) <= MOST_REQUESTS


def test_the_large_size_fits_on_a_phone(address: str, open_page: OpenPage) -> None:
    page = open_page(size=PHONE)
    page.goto(f"{address}/request")
    page.click("button[name=size][value=large]")
    page.locator("html[data-size=large]").wait_for()
    assert page.url.endswith("/request")
    soundly(page)
    press(page.locator("button[value=wages]"))
    soundly(page)
    page.fill("#text", "欠薪")
    press(page.locator("form.form .buttons button:first-child"))
    soundly(page)
