"""The browser of the tests: both window sizes, axe, and pages that tell on themselves."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import Complaints, OpenPage, axe, spills_sideways

pytestmark = pytest.mark.browser

GOOD = "data:text/html;charset=utf-8,<html lang=zh><title>示例</title><main><h1>示例</h1><p>你好</p></main>"
BAD = "data:text/html;charset=utf-8,<html><title>x</title><main><h1>x</h1><img src='data:,'></main>"


def test_a_sound_page_has_nothing_for_axe_to_find(phone: Page) -> None:
    phone.goto(GOOD)
    assert phone.evaluate("[innerWidth, innerHeight]") == [360, 740]
    assert axe(phone) == []


def test_axe_names_the_rule_and_the_element(desk: Page) -> None:
    desk.goto(BAD)
    assert desk.evaluate("[innerWidth, innerHeight]") == [1280, 900]
    assert axe(desk) == ["html-has-lang (serious): html", "image-alt (critical): img"]


def test_a_table_wider_than_the_phone_is_seen(phone: Page) -> None:
    phone.goto(GOOD)
    assert not spills_sideways(phone)
    phone.goto(GOOD + "<div style='width:900px'>宽</div>")
    assert spills_sideways(phone)


def test_a_page_opens_without_javascript(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto(GOOD + "<script>document.querySelector('p').textContent = '脚本'</script>")
    assert page.get_by_role("paragraph").text_content() == "你好"


def test_a_broken_script_and_a_call_to_the_outside_are_told(desk: Page, complaints: Complaints) -> None:
    desk.goto(GOOD + "<script>undefined.word</script><img alt='' src='http://example.invalid/a.png'>")
    assert {line.split(":")[0] for line in complaints.found} == {"script", "call to the outside"}
    complaints.found.clear()
