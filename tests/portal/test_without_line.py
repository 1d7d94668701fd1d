"""The member pages as an app: installed, without a line, with an answer that is lost, after another release."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from sqlalchemy import func, select

from services.cases.models import Case
from services.core.access import unscoped
from services.core.database import db
from tests.browser import DESK, PHONE, OpenPage, axe, press, spills_sideways
from tests.fixtures import House
from tests.line import Line, line_to

pytestmark = pytest.mark.browser
ONWARD = "form.form .buttons button:first-child"
STORY = "两个月没有发工资"


@pytest.fixture
def line(address: str) -> Iterator[Line]:
    with line_to(address) as running:
        yield running


def sound(page: Page) -> None:
    assert axe(page) == []
    assert not spills_sideways(page)


def until(page: Page, script: str) -> None:
    """Waits until what the script promises is true; Playwright's own waiting takes the promise for the answer."""
    for _try in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {script}")


def with_its_worker(page: Page, address: str) -> Page:
    """The front page, once the worker looks after it."""
    page.goto(address)
    until(page, "navigator.serviceWorker.controller !== null")
    return page


def before_the_last_button(page: Page, address: str) -> None:
    with_its_worker(page, address)
    press(page.locator("button[value=wages]"))
    page.fill("#text", STORY)
    press(page.locator(ONWARD))
    page.check("input[value=no_name]", force=True)
    press(page.locator(ONWARD))


def cases(house: House) -> int:
    db.session.rollback()
    return db.session.scalar(unscoped(select(func.count(Case.id)), because="a test")) or 0


def kept_files(page: Page) -> dict[str, list[str]]:
    """Name of each cache → what is in it."""
    found: dict[str, list[str]] = page.evaluate(
        """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) => [
            name,
            (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname),
        ])))"""
    )
    return found


def test_the_app_can_be_put_on_the_start_screen_in_the_readers_language(address: str, open_page: OpenPage) -> None:
    for language, name in (("zh-CN", "工会维权帮扶"), ("en", "Union rights and assistance")):
        page = open_page(size=PHONE, language=language)
        page.goto(address)
        told = page.context.new_cdp_session(page).send("Page.getAppManifest")
        assert told["errors"] == []
        described = page.request.get(f"{address}/app.webmanifest", headers={"Accept-Language": language}).json()
        assert (described["lang"], described["name"]) == (language, name)
        assert described["id"] == described["scope"] == "/"
        for icon in described["icons"]:
            sent = page.request.get(address + icon["src"])
            assert sent.headers["content-type"].startswith(icon["type"])
            assert sent.headers["cache-control"].endswith("immutable")


def test_the_worker_keeps_files_and_one_page_and_nothing_that_anybody_reads_or_writes(
    address: str, phone: Page
) -> None:
    before_the_last_button(phone, address)
    press(phone.locator(ONWARD))
    phone.locator(".receipt-value").nth(1).wait_for()
    phone.goto(f"{address}/follow")
    assert "csrf_token" not in phone.evaluate("caches.match('/offline').then((page) => page.text())")
    ((name, files),) = kept_files(phone).items()
    assert name.startswith("portal-")
    assert sorted(files) == [
        "/offline",
        *(f"/static/build/{each}" for each in ("portal.css", "portal.js", "portal.svg", "writing.js")),
    ]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_without_a_line_a_page_says_so_and_comes_back_by_itself(
    line: Line, open_page: OpenPage, size: dict[str, int], language: str
) -> None:
    page = with_its_worker(open_page(size=size, language=language), line.address)
    line.cut = True
    page.goto(f"{line.address}/follow")
    assert page.title().startswith({"zh-CN": "现在没有网络", "en": "There is no connection now"}[language])
    sound(page)
    line.cut = False
    press(page.locator("main a.button"))
    assert page.url == f"{line.address}/follow"
    assert page.locator("#code").is_visible()


def test_another_language_is_spoken_without_a_line_too(line: Line, phone: Page) -> None:
    with_its_worker(phone, line.address)
    press(phone.locator("button[name=language]"))
    until(phone, "caches.keys().then((names) => names.length === 1 && names[0].includes('look=en'))")
    line.cut = True
    phone.goto(f"{line.address}/follow")
    assert "There is no connection now" in phone.title()


@pytest.mark.parametrize("when", ["before it came", "before it was answered"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_request_that_was_lost_on_the_way_is_sent_again_and_is_one_case(
    line: Line, open_page: OpenPage, small_house: House, when: str, language: str
) -> None:
    page = open_page(size=PHONE, language=language)
    before_the_last_button(page, line.address)
    before = cases(small_house)
    came = when == "before it was answered"
    line.cut, line.loses_answers = not came, came
    for button in (ONWARD, "[data-retry]"):
        page.click(button)
        page.locator("[data-lost] [data-retry]:focus").wait_for()
        assert {"zh-CN": "已保存在本页", "en": "kept on this page"}[language] in page.locator(
            "[data-lost]"
        ).inner_text()
        assert STORY in page.locator("main").inner_text()
        sound(page)
    assert cases(small_house) - before == came
    line.cut = line.loses_answers = False
    with page.expect_navigation():
        page.locator("[data-retry]").click()
    number, code = (each.strip() for each in page.locator(".receipt-value").all_inner_texts())
    assert cases(small_house) - before == 1
    page.goto(f"{line.address}/follow")
    page.fill("#number", number)
    page.fill("#code", code)
    press(page.locator(ONWARD))
    assert number in page.locator("main").inner_text()


def test_a_telephone_that_knows_it_has_no_line_says_so_at_once_and_loses_nothing(
    address: str, phone: Page, small_house: House
) -> None:
    phone.goto(f"{address}/request")
    press(phone.locator("button[value=wages]"))
    phone.fill("#text", STORY)
    phone.context.set_offline(True)
    phone.locator(ONWARD).click()
    phone.locator("[data-retry]:focus").wait_for()
    assert phone.input_value("#text") == STORY
    phone.context.set_offline(False)
    with phone.expect_navigation():
        phone.locator("[data-retry]").click()
    assert phone.locator("#phone").is_visible()


def test_another_release_takes_over_and_leaves_nothing_of_the_old_one(
    address: str, phone: Page, small_house: House
) -> None:
    with_its_worker(phone, address)
    press(phone.locator("button[value=wages]"))
    phone.fill("#text", STORY)
    (old,) = kept_files(phone)
    hashes = small_house.app.extensions["static_hashes"]
    small_house.app.extensions["static_hashes"] = {**hashes, "build/portal.css": "0123456789ab"}
    phone.evaluate("navigator.serviceWorker.getRegistration().then((worker) => worker.update())")
    until(phone, f"caches.keys().then((names) => names.length === 1 && names[0] !== {old!r})")
    assert phone.input_value("#text") == STORY
    press(phone.locator(ONWARD))
    assert "v=0123456789ab" in phone.content()
    assert phone.evaluate("getComputedStyle(document.querySelector('.button')).cursor") == "pointer"
    ((_new, files),) = kept_files(phone).items()
    assert "/static/build/portal.css" in files


def test_pages_of_staff_are_none_of_the_workers_affair(line: Line, phone: Page) -> None:
    with_its_worker(phone, line.address)
    line.cut = True
    with pytest.raises(Exception, match=r"ERR_\w+"):
        phone.goto(f"{line.address}/sign-in")


def test_the_quick_exit_ends_the_worker_and_what_it_kept(address: str, phone: Page) -> None:
    with_its_worker(phone, address)
    press(phone.locator("button[value=women]"))
    press(phone.locator("a.exit"))
    assert phone.url == f"{address}/holidays"
    assert phone.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0
    assert kept_files(phone) == {}
