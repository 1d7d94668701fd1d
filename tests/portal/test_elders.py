"""The elder version (适老化): on every page of members, 18 pt at least, lines of 1.3, targets of 60 pixels."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from services.cases.models import Case
from services.core.access import unscoped
from services.core.database import db
from services.core.time import now
from services.messages.models import Outgoing
from services.messages.wording import opened_secret
from services.people.facts import PersonFacts
from tests.browser import PHONE, OpenPage, axe, press, spills_sideways
from tests.fixtures import House
from tests.portal.pages import Member

CODE, TELEPHONE = "7K3M9QXW42", "13812345678"
PIXELS = 24
"""18 pt."""
SMALL = """least => [...document.querySelectorAll("body *")].filter((element) => {
  const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const style = getComputedStyle(element);
  return own && element.checkVisibility() && !element.closest(".visually-hidden, .skip-link, svg")
    && (parseFloat(style.fontSize) < least || parseFloat(style.lineHeight) < 1.3 * parseFloat(style.fontSize) - 0.1);
}).map((element) => `${element.tagName}.${element.className} ${getComputedStyle(element).fontSize} `
  + `${getComputedStyle(element).lineHeight} ${element.textContent.trim().slice(0, 20)}`)"""
NARROW = """() => [...document.querySelectorAll(
  "button, .button, summary, select, textarea, input:not([type=hidden]):not([type=radio]):not([type=checkbox]), "
  + "label.choice, .brand, .hotline a")]
  .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 59.5)
  .map((element) => `${element.tagName}.${element.className} ${element.getBoundingClientRect().height}`)"""


def onward(page: Page) -> None:
    press(page.locator("form.form .buttons button").first)


def suits_elders(page: Page) -> None:
    assert page.get_attribute("html", "data-size") == "large", page.url
    for details in page.locator("details").all():
        details.evaluate("each => each.open = true")
    assert page.evaluate(SMALL, PIXELS) == [], page.url
    assert page.evaluate(NARROW) == [], page.url
    assert axe(page) == []
    assert not spills_sideways(page)
    assert page.locator("dialog[open]").count() == 0
    if not page.url.endswith("/holidays"):  # which is nobody's page on purpose
        assert page.locator("button[name=size][value=normal]:visible").count() == 1, page.url


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_of_members_suits_elders(
    address: str, small_house: House, open_page: OpenPage, language: str
) -> None:
    small_house.handled(small_house.submit_case(code=CODE, at=now()), at=now())
    small_house.make_case(person=PersonFacts(name="张三", phone=TELEPHONE), at=now())
    page = open_page(size=PHONE, language=language)
    page.goto(address)
    with page.expect_response("**/size"):
        page.click("button[name=size][value=large]")
    for walk in (on_the_front, through_a_request, along_a_case, under_a_telephone):
        walk(page, address)


def on_the_front(page: Page, address: str) -> None:
    for path in ("/", "/holidays", "/request", "/nowhere"):
        page.goto(f"{address}{path}")
        suits_elders(page)


def through_a_request(page: Page, address: str) -> None:
    page.goto(f"{address}/request")
    press(page.locator("button[value=women]"))
    suits_elders(page)
    press(page.locator("button[value=harassment]"))
    suits_elders(page)
    onward(page)
    page.fill("#text", "有人发来不合适的信息")
    page.check("#consent")
    suits_elders(page)
    onward(page)
    page.check("input[value=no_name]")
    suits_elders(page)
    onward(page)
    suits_elders(page)
    onward(page)
    page.locator(".receipt-value").first.wait_for()
    suits_elders(page)


def along_a_case(page: Page, address: str) -> None:
    page.goto(f"{address}/follow")
    page.fill("#number", "DA-2026-000001")
    suits_elders(page)
    page.fill("#number", number_of_the_case())
    page.fill("#code", CODE)
    onward(page)
    suits_elders(page)


def under_a_telephone(page: Page, address: str) -> None:
    page.goto(f"{address}/mine")
    page.fill("#phone", TELEPHONE)
    suits_elders(page)
    onward(page)
    suits_elders(page)
    page.fill("#code", code_sent())
    onward(page)
    suits_elders(page)


def number_of_the_case() -> str:
    db.session.rollback()
    number: str = db.session.scalar(unscoped(select(Case.number).where(Case.handler_id.is_not(None)), because="a test"))
    return number


def code_sent() -> str:
    db.session.rollback()
    asked = select(Outgoing).where(Outgoing.kind == "member.code")
    return opened_secret(str(db.session.scalars(unscoped(asked, because="a test")).one().told["code"]))


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False])
def test_choosing_the_size_in_mid_request_loses_nothing(
    address: str, open_page: Callable[..., Any], scripts: bool
) -> None:
    page = open_page(size=PHONE, javascript=scripts)
    page.goto(f"{address}/request")
    press(page.locator("button[value=wages]"))
    page.fill("#text", "三个月没有发工资")
    if scripts:
        with page.expect_response("**/size"):
            page.click("button[name=size][value=large]")
    else:
        press(page.locator("button[name=size][value=large]"))
    page.locator("html[data-size=large]").wait_for()
    assert page.input_value("#text") == "三个月没有发工资"
    onward(page)
    assert page.get_attribute("html", "data-size") == "large"
    page.click("button[name=size][value=normal]")
    page.locator("html:not([data-size=large])").wait_for()


def test_a_size_that_is_none_is_no_choice(small_house: House) -> None:
    member = Member(small_house.client()).begin()
    member.send(matter="wages")
    answer = member.client.post("/request", data={**member.page.hidden, "size": "huge"})
    assert not re.search("size=", str(answer.headers.getlist("Set-Cookie")))
