"""The portal in a browser: few taps, no script needed, light, nothing for axe to find, no sideways scroll."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from services.core.time import now
from tests.browser import DESK, PHONE, OpenPage, axe, press, spills_sideways
from tests.fixtures import House

pytestmark = pytest.mark.browser

MOST_TAPS, MOST_FOR_HARASSMENT = 12, 14
MOST_BYTES, MOST_REQUESTS = 60_000, 8
CODE = "7K3M9QXW42"


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
    thumb.press("a.button-accent")
    soundly(page)
    thumb.onward()
    soundly(page)
    thumb.tap("input[value=women]")
    thumb.onward()
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


@pytest.mark.parametrize("javascript", [True, False])
def test_a_request_takes_few_taps_with_or_without_scripts(address: str, open_page: OpenPage, javascript: bool) -> None:
    page = open_page(size=PHONE, javascript=javascript)
    thumb = Thumb(page)
    page.goto(address)
    thumb.press("a.button-accent")
    thumb.tap("input[value=wages]")
    thumb.onward()
    thumb.type("#text", "两个月没有发工资")
    thumb.onward()
    thumb.type("#name", "张三")
    thumb.type("#phone", "13812345678")
    thumb.tap("#agreed")
    thumb.onward()
    thumb.onward()
    number, code = kept(page)
    assert number.startswith("CITY-")
    assert len(code) == 11
    assert thumb.taps <= MOST_TAPS


def test_the_way_of_harassment_takes_two_taps_more_at_most(address: str, open_page: OpenPage) -> None:
    page = open_page(size=PHONE, javascript=False)
    thumb = Thumb(page)
    page.goto(address)
    thumb.press("a.button-accent")
    thumb.tap("input[value=women]")
    thumb.onward()
    thumb.type("#text", "请联系我")
    thumb.tap("#consent")
    thumb.choose("#detail", "C5")
    thumb.onward()
    thumb.type("#name", "张三")
    thumb.type("#phone", "13812345678")
    thumb.tap("#agreed")
    thumb.onward()
    thumb.onward()
    assert len(kept(page)) == 2
    assert thumb.taps <= MOST_FOR_HARASSMENT


def test_a_case_is_followed_with_three_inputs(address: str, open_page: OpenPage, small_house: House) -> None:
    number = small_house.submit_case(code=CODE, at=now()).number
    page = open_page(size=PHONE, javascript=False)
    page.goto(f"{address}/follow")
    page.fill("#number", number)
    page.fill("#code", CODE)
    press(page.locator("form.form button").first)
    assert "您的诉求：已收到" in page.content()
    assert page.url == f"{address}/follow"


@pytest.mark.parametrize("path", ["/", "/request", "/follow"])
def test_a_page_is_light(address: str, open_page: OpenPage, path: str) -> None:
    page = open_page(size=PHONE)
    weights: list[int] = []
    page.on("response", lambda answer: weights.append(len(answer.body())))
    page.goto(f"{address}{path}", wait_until="networkidle")
    assert sum(weights) <= MOST_BYTES
    assert len(weights) <= MOST_REQUESTS


def test_the_large_size_fits_on_a_phone(address: str, open_page: OpenPage) -> None:
    page = open_page(size=PHONE)
    page.goto(f"{address}/request")
    press(page.locator("button[name=size][value=large]"))
    assert page.url.endswith("/request")
    assert page.get_attribute("html", "data-size") == "large"
    soundly(page)
    page.click("input[value=wages]")
    press(page.locator("form.form .buttons button:first-child"))
    soundly(page)
    page.fill("#text", "欠薪")
    press(page.locator("form.form .buttons button:first-child"))
    soundly(page)
