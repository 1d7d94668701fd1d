"""The page of components in a browser: both languages, both themes, a phone and a desk."""

from __future__ import annotations

import pytest

from services.core.found import found_in
from tests.browser import DESK, PHONE, OpenPage, axe, spills_sideways


@pytest.mark.browser
@pytest.mark.parametrize("address_of_page", ["/design", "/design/portal"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_right_for_axe_in_both_themes_and_as_narrow_as_a_phone(
    address: str, open_page: OpenPage, address_of_page: str, language: str, theme: str
) -> None:
    wrong: dict[str, list[str]] = {}
    for name, size in (("phone", PHONE), ("desk", DESK)):
        page = open_page(size=size, language=language)
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.goto(address + address_of_page)
        wrong[name] = axe(page) + (["wider than its window"] if spills_sideways(page) else [])
    assert wrong == {"phone": [], "desk": []}


@pytest.mark.browser
@pytest.mark.parametrize(
    "text",
    [
        "单位答应3月9日前补发3,000元，下周三再联系",
        "共欠 12500.50 元，已付￥860；赔偿金一万八千六百元",
        "打 12351，案号 DW-2026-000011",
    ],
)
def test_the_browser_finds_the_amounts_and_dates_that_the_page_marks(
    address: str, open_page: OpenPage, text: str
) -> None:
    page = open_page(size=DESK)
    page.goto(f"{address}/design")
    page.locator("#sample-found").fill(text)
    told = page.locator("#part-found [data-found]")
    found = found_in(text)
    assert told.is_visible() == bool(found)
    assert page.locator("[data-found-words]").text_content() == " · ".join(found)


@pytest.mark.browser
def test_without_scripts_nothing_promises_to_list_amounts(address: str, open_page: OpenPage) -> None:
    page = open_page(size=DESK, javascript=False)
    page.goto(f"{address}/design")
    assert page.locator("#part-found [data-found]").is_hidden()
    assert page.locator("#part-found mark").all_text_contents()
