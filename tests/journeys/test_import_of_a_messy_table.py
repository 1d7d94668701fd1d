"""An administrator brings a messy table, looks, confirms, and sees what came of it: on a phone and on a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import DESK, PHONE, OpenPage, Size, axe, press, spills_sideways
from tests.cases.import_house import ROOT, TWIN
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.browser


def fine(page: Page) -> None:
    assert axe(page) == []
    assert not spills_sideways(page)


def brought(page: Page, address: str, file: str, profile: str) -> None:
    page.goto(f"{address}/imports/new")
    fine(page)
    page.locator("[name=file]").set_input_files(file)
    page.locator("[name=profile]").select_option(profile)
    press(page.locator("main form button[type=submit]").last)


@pytest.mark.parametrize(("size", "language"), [(PHONE, "zh-CN"), (DESK, "en")])
def test_a_messy_table_is_looked_at_confirmed_and_there(
    open_page: OpenPage, address: str, size: Size, language: str
) -> None:
    page = open_page(size=size, language=language)
    page.goto(f"{address}/sign-in")
    page.locator("[name=login]").fill("city.admin")
    page.locator("[name=password]").fill(PASSWORD)
    press(page.locator("main form button[type=submit]"))
    page.goto(f"{address}/imports")
    fine(page)
    brought(page, address, str(ROOT / "tests" / "data" / "open_twin.csv"), "")
    fine(page)
    brought(page, address, str(ROOT / "tests" / "data" / "ks_twin.csv"), "example:ks")
    fine(page)
    assert page.locator("form[action$=confirmation]").count() == 0, "units that cannot be are told before confirming"
    assert page.locator(".facts").count() == 0, "nothing came of it, so no figures"
    brought(page, address, str(TWIN), "example:wa")
    page.locator("form[action$=confirmation]").wait_for()
    fine(page)
    first_row = page.locator("h3").first.bounding_box()
    button = page.locator("form[action$=confirmation] button").bounding_box()
    assert first_row is not None
    assert button is not None
    assert button["y"] < first_row["y"], "the decision stands beside the counts"
    press(page.locator("form[action$=confirmation] button"))
    page.locator(".notice").first.wait_for()
    fine(page)
    page.goto(f"{address}/imports")
    fine(page)
