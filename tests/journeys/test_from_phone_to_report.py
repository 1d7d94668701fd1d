"""One case on the real pages: a rider asks by phone, three colleagues carry it to its end, the month shows it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest
from playwright.sync_api import Page

from services.core.time import Month, local_date, now
from tests.browser import DESK, PHONE, OpenPage, axe, press, spills_sideways
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.browser
STORY = "一次差评后账号被封14天，还被罚款860元。工友喆堃说他也一样。"


def fine(page: Page) -> None:
    """Nothing for axe to complain of, nothing that must be pushed sideways."""
    assert axe(page) == []
    assert not spills_sideways(page)


def onward(page: Page) -> None:
    """Presses the button that leads on."""
    press(page.locator("main form button[type=submit]:not([name])").last)


def receipt(page: Page) -> tuple[str, str]:
    """Number and query code, once the page that shows them is there."""
    shown = page.locator(".receipt-value")
    shown.nth(1).wait_for()
    number, code = shown.all_inner_texts()
    return number.strip(), code.strip()


def unseen(_page: Page) -> None:
    """Where no scripts run, axe, a script, cannot look."""


def ask(page: Page, address: str, look: Callable[[Page], None] = fine) -> tuple[str, str]:
    """Submits a request without a name, looks at each page, and gives number and query code."""
    page.goto(f"{address}/request")
    look(page)
    press(page.locator("button[name=matter][value=platform]"))
    look(page)
    page.locator("[name=text]").fill(STORY)
    page.locator("[name=consent]").check(force=True)
    onward(page)
    look(page)
    page.locator("input[name=naming][value=no_name]").check(force=True)
    onward(page)
    look(page)
    onward(page)
    look(page)
    return receipt(page)


def sign_in(page: Page, address: str, login: str) -> None:
    page.goto(f"{address}/sign-in")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(PASSWORD)
    press(page.locator("main form button[type=submit]"))
    page.wait_for_url("**/desk")


def step(page: Page, address: str, number: str, name: str, **answers: str) -> None:
    """Opens a step of the case, answers, saves, and lands on the case again."""
    page.goto(f"{address}/cases/{number}/{name}")
    fine(page)
    for field, value in answers.items():
        radio = page.locator(f"input[type=radio][name={field}][value='{value}']")
        box = page.locator(f"[name={field}]").first
        if radio.count():
            radio.check(force=True)
        elif box.evaluate("it => it.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
    onward(page)
    page.wait_for_url(f"**/cases/{number}")
    fine(page)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("javascript", [True, False])
def test_request_by_phone_is_followed_with_number_and_code(
    address: str, open_page: OpenPage, language: str, javascript: bool
) -> None:
    asking = open_page(size=PHONE, language=language, javascript=javascript)
    number, code = ask(asking, address, fine if javascript else unseen)
    page = asking if javascript else open_page(size=PHONE, language=language)
    page.goto(f"{address}/follow")
    fine(page)
    page.locator("[name=number]").fill(number.lower())
    page.locator("[name=code]").fill(code)
    onward(page)
    fine(page)
    assert number in page.locator("main").inner_text()
    assert "code=" not in page.url


def test_case_goes_from_the_phone_to_the_months_pdf(address: str, open_page: OpenPage) -> None:
    number, _code = ask(open_page(size=PHONE), address)
    lead, hotline = open_page(size=DESK), open_page(size=DESK, language="en")
    sign_in(lead, address, "city.lead")
    fine(lead)
    lead.goto(f"{address}/cases")
    press(lead.get_by_role("link", name=number))
    fine(lead)
    assert STORY.split("。")[0] in lead.locator("main").inner_text()
    sign_in(hotline, address, "hotline")
    fine(hotline)
    step(hotline, address, number, "acceptance", difficulty="difficult")
    step(hotline, address, number, "handler", handler="hotline")
    step(hotline, address, number, "notes", text="已电话联系本人")
    step(hotline, address, number, "recoveries", stage="paid", kind="wages", amount="８６０．００")
    step(hotline, address, number, "reply", outcome="resolved", text="账号恢复，罚款退还。")
    step(lead, address, number, "check", passed="yes")
    step(lead, address, number, "callback", rating="satisfied", gain="4")
    step(lead, address, number, "closure")
    month = Month.of(local_date(now()))
    lead.goto(f"{address}/reports/CITY/{month}")
    fine(lead)
    assert "860.00" in lead.locator("main").inner_text()
    paper = lead.context.request.get(f"{address}/reports/CITY/{month}/report.pdf")
    assert paper.ok
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.body())).pages)
    assert "示例市总工会" in text
    assert "860.00" in text
