"""The journeys in figures: taps, pages, inputs, seconds, bytes on the wire, keys, and what a killed browser loses."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from services.cases.kinds import Rating
from services.cases.models import Case
from services.core.time import Month, local_date, now
from tests.browser import DESK, PHONE, OpenPage, press
from tests.fixtures import House
from tests.journeys.test_day_at_the_desk import SAID, at_the_desk, call_from_the_queue
from tests.line import Line, line_to
from tests.measured import Note
from tests.portal.test_on_a_phone import MOST_BYTES, MOST_REQUESTS, Thumb, kept
from tests.portal.test_voice import CODE, answered
from tests.real_browser import RealBrowser, real_browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST_TAPS, MOST_PAGES, MOST_EXTRA_TAPS, MOST_INPUTS, MOST_RATING_TAPS = 12, 4, 2, 3, 2
MOST_STAFF_BYTES = 150_000
DESCRIPTION = "fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.text())"
"""A telephone asks for what describes the app; Chromium without a window does not."""
MOST_KEYS, MOST_SECONDS_LOST = 6, 5


@pytest.fixture
def line(address: str) -> Iterator[Line]:
    with line_to(address) as running:
        yield running


@pytest.fixture
def real(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealBrowser]:
    with real_browser(request.getfixturevalue("_playwright"), tmp_path) as running:
        yield running


class Journey(Thumb):
    """A member on the way, whose taps, inputs and pages are counted."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.inputs, self.pages, self.began = 0, 1, time.monotonic()

    def type(self, selector: str, text: str) -> None:
        self.inputs += 1
        super().type(selector, text)

    def press(self, selector: str) -> None:
        super().press(selector)
        self.pages += 1

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


def asks(page: Page, address: str, *matters: str) -> Journey:
    """A request with name and telephone, from the front page to its receipt, which is no page to fill."""
    page.goto(address)
    thumb = Journey(page)
    for matter in matters:
        thumb.press(f"button[value={matter}]")
    thumb.type("#text", "两个月没有发工资")
    if "harassment" in matters:
        thumb.tap("#consent")
    thumb.onward()
    thumb.type("#name", "张三")
    thumb.type("#phone", "13812345678")
    thumb.tap("#agreed")
    thumb.onward()
    thumb.onward()
    assert len(kept(page)) == 2
    thumb.pages -= 1
    return thumb


@pytest.mark.parametrize(("language", "javascript"), [("zh-CN", True), ("en", True), ("zh-CN", False), ("en", False)])
def test_a_member_asks(address: str, open_page: OpenPage, measured: Note, language: str, javascript: bool) -> None:
    how = f"member asks ({language}, {'with' if javascript else 'without'} scripts)"
    plain = asks(open_page(size=PHONE, language=language, javascript=javascript), address, "wages")
    measured(how, "taps", plain.taps, MOST_TAPS)
    measured(how, "pages", plain.pages, MOST_PAGES)
    measured(how, "inputs", plain.inputs)
    measured(how, "scripted seconds", plain.seconds)
    page = open_page(size=PHONE, language=language, javascript=javascript)
    guarded = asks(page, address, "women", "harassment")
    measured(how, "taps more on the path of harassment", guarded.taps - plain.taps, MOST_EXTRA_TAPS)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_member_follows_and_rates(
    address: str, open_page: OpenPage, small_house: House, measured: Note, language: str
) -> None:
    number = answered(small_house, closed=True).number
    page = open_page(size=PHONE, language=language, javascript=False)
    page.goto(f"{address}/follow")
    thumb = Journey(page)
    page.fill("#number", number)
    page.fill("#code", CODE)
    thumb.press("form.form .buttons button")
    measured(f"member follows ({language})", "inputs, the button included", 3, MOST_INPUTS)
    measured(f"member follows ({language})", "scripted seconds", thumb.seconds)
    assert number in page.locator("main").inner_text()
    thumb.taps = 0
    thumb.press(f"#rate button[value={Rating.SATISFIED}]")
    measured(f"member rates ({language})", "taps", thumb.taps, MOST_RATING_TAPS)
    assert page.locator("#rate").count() == 0


def settled(page: Page, line: Line) -> tuple[int, int]:
    """Bytes that came and requests that went, once nothing has moved for a while."""
    page.wait_for_load_state("networkidle")
    seen = -1
    while seen != line.bytes_back:
        seen = line.bytes_back
        page.wait_for_timeout(1_500)
    return line.bytes_back, len(line.requests)


@pytest.mark.parametrize("path", ["/", "/request", "/follow", "/mine"])
def test_a_member_page_on_the_wire(line: Line, open_page: OpenPage, measured: Note, path: str) -> None:
    """A first visit: everything is fetched, what the worker keeps included."""
    page = open_page(size=PHONE)
    page.goto(f"{line.address}{path}")
    page.evaluate(DESCRIPTION)
    came, asked = settled(page, line)
    measured(f"member page {path}, first visit", "bytes on the wire", came, MOST_BYTES)
    measured(f"member page {path}, first visit", "requests", asked, MOST_REQUESTS)


def cold(browser: Browser, size: dict[str, int]) -> Page:
    """A page that keeps nothing from one page to the next."""
    context = browser.new_context(viewport=size, locale="zh-CN", service_workers="block")  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    return page


def test_the_pages_of_a_request_on_the_wire(line: Line, browser: Browser, small_house: House, measured: Note) -> None:
    """Each as if it were the first page ever seen, though they can be reached one after another only."""
    page = cold(browser, PHONE)
    case = answered(small_house, closed=True)
    page.goto(f"{line.address}/request")
    settled(page, line)

    def onward(name: str, button: str = "form.form > .buttons button:first-child") -> None:
        line.count_from_here()
        press(page.locator(button).first)
        came, asked = settled(page, line)
        measured(f"member page {name}, nothing kept", "bytes on the wire", came, MOST_BYTES)
        measured(f"member page {name}, nothing kept", "requests", asked, MOST_REQUESTS)

    onward("what happened", "button[value=wages]")
    page.fill("#text", "两个月没有发工资")
    onward("how to reach you")
    page.check("input[value=no_name]", force=True)
    onward("check")
    onward("receipt")
    page.goto(f"{line.address}/follow")
    page.fill("#number", case.number)
    page.fill("#code", CODE)
    settled(page, line)
    onward("progress", "form.form .buttons button")
    page.context.close()


def test_staff_pages_on_the_wire(line: Line, browser: Browser, small_house: House, measured: Note) -> None:
    case = small_house.handled(small_house.make_case(at=now()), at=now())
    page = cold(browser, DESK)
    at_the_desk(page, line.address)
    month = Month.of(local_date(now()))
    paths = ("/desk", "/cases", f"/cases/{case.number}", "/cases/new", f"/desk/cases/{case.number}/call")
    for path in (*paths, f"/reports/DA/{month}", "/inbox"):
        line.count_from_here()
        answer = page.goto(line.address + path)
        assert answer is not None
        assert answer.ok, path
        came, asked = settled(page, line)
        shown = path.replace(case.number, "…").replace(str(month), "…")
        measured(f"staff page {shown}, nothing kept", "bytes on the wire", came, MOST_STAFF_BYTES)
        measured(f"staff page {shown}, nothing kept", "requests", asked)
    page.context.close()


def test_the_overdue_cases_are_one_click_from_home(
    address: str, desk: Page, small_house: House, measured: Note
) -> None:
    late = small_house.handled(small_house.make_case(at=now() - timedelta(days=60)), at=now() - timedelta(days=60))
    page = at_the_desk(desk, address)
    press(page.locator(".tabs a[href*='overdue']"))
    measured("caseworker", "clicks from home to what is overdue", 1, 1)
    assert late.number in page.locator("tbody").inner_text()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_from_the_queue_to_a_logged_call(
    address: str, open_page: OpenPage, small_house: House, measured: Note, language: str
) -> None:
    case = small_house.handled(small_house.make_case(at=now()), at=now())
    page = at_the_desk(open_page(size=DESK, language=language), address)
    began, keys = time.monotonic(), ("j", "c", "Control", "Enter")
    call_from_the_queue(page)
    page.locator(".pane textarea:focus").wait_for()
    page.keyboard.type(SAID)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.url.endswith("/desk")
    assert page.locator("tbody a[href*='/desk/tasks/']").count() == 1
    measured(f"caseworker logs a call ({language})", "keys beside the text", len(keys), MOST_KEYS)
    measured(f"caseworker logs a call ({language})", "scripted seconds", time.monotonic() - began)
    page.goto(f"{address}/cases/{case.number}")
    assert SAID in page.locator("main").inner_text()


def test_a_browser_killed_in_the_middle_of_a_call(
    address: str,
    open_page: OpenPage,
    small_house: House,
    real: RealBrowser,
    measured: Note,
) -> None:
    """The whole process group is killed while somebody types; what was typed more than five seconds before is there."""
    case: Case = small_house.handled(small_house.make_case(at=now()), at=now())
    typed: list[tuple[float, str]] = []
    page = at_the_desk(real.page, address)
    call_from_the_queue(page)
    for mark in SAID * 2:
        page.keyboard.type(mark)
        typed.append((time.monotonic(), mark))
        page.wait_for_timeout(200)
    killed = time.monotonic()
    real.kill()
    again = at_the_desk(open_page(), address)
    again.goto(f"{address}/desk/cases/{case.number}/call")
    found = again.locator("textarea").input_value()
    assert found
    assert (SAID * 2).startswith(found)
    lost = killed - typed[len(found)][0] if len(found) < len(typed) else 0
    measured("browser killed in mid-call", "seconds of text lost", lost, MOST_SECONDS_LOST)


class Hands(list[str]):
    """Somebody who has no mouse: every key is noted."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    def press(self, key: str) -> None:
        self.append(key)
        self.page.keyboard.press(key)

    def go(self, key: str) -> None:
        """A key that leads to another page."""
        with self.page.expect_navigation():
            self.press(key)

    def to(self, selector: str) -> None:
        """Tab by Tab to what is wanted, from wherever one is."""
        for _tab in range(150):
            if self.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"not reached by Tab: {selector}")


def test_a_whole_day_without_the_mouse(address: str, desk: Page, small_house: House, measured: Note) -> None:
    """Signs in, calls, writes a note, replies, plans a task, looks a case up, and signs out."""
    case = small_house.handled(small_house.make_case(at=now()), at=now())
    hands = Hands(desk)
    desk.goto(f"{address}/sign-in")
    hands.to("[name=login]")
    desk.keyboard.type("lin")
    hands.press("Tab")
    hands.to("[name=password]")
    desk.keyboard.type("seven quiet herons wade")
    hands.go("Enter")
    hands.press("j")
    hands.press("c")
    desk.locator(".pane textarea:focus").wait_for()
    desk.keyboard.type(SAID)
    hands.go("Control+Enter")
    hands.press("j")
    while not desk.evaluate("(number) => document.activeElement.href.endsWith(number)", case.number):
        hands.press("j")
    hands.go("Enter")
    assert desk.url.endswith(case.number)
    hands.to("a[href$='/notes']")
    hands.go("Enter")
    hands.to("main textarea")
    desk.keyboard.type("已电话联系本人。")
    hands.go("Control+Enter")
    hands.to("a[href$='/reply']")
    hands.go("Enter")
    hands.to("input[name=outcome]")
    hands.press("Space")
    hands.to("main textarea")
    desk.keyboard.type("工资已补发。")
    hands.go("Control+Enter")
    desk.goto(f"{address}/cases/{case.number}")
    told = desk.locator("main").inner_text()
    assert [words for words in (SAID, "已电话联系本人。", "工资已补发。") if words not in told] == []
    hands.press("Control+k")
    desk.keyboard.type("待办")
    hands.go("Enter")
    hands.to("[data-menu] summary")
    hands.press("Enter")
    hands.to("form[action*='sign-out'] button")
    hands.go("Enter")
    desk.goto(f"{address}/desk")
    assert "/sign-in" in desk.url
    measured("a whole day without the mouse", "keys beside the text", len(hands))
