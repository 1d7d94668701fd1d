"""Signing colleagues of the demo city in, in a browser."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page

from tests.browser import Size, press
from tests.fixtures import PASSWORD

SECRET = re.compile(r"^(\S+) .* (\w{5}(?:-\w{5}){3})$", re.MULTILINE)


def page_of(browser: Browser, size: Size, language: str) -> Page:
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, locale=language, timezone_id="Asia/Shanghai"
    )
    return context.new_page()


def sign_in(page: Page, address: str, printed: str, login: str) -> None:
    """Signs a colleague in; at the first time with the one-time secret, which must then be changed."""
    secret = dict(SECRET.findall(printed))[login]
    for password in (PASSWORD, secret):
        page.goto(f"{address}/sign-in")
        page.fill("[name=login]", login)
        page.fill("[name=password]", password)
        press(page.locator("main form button[type=submit]"))
        if not page.url.endswith("/sign-in"):
            break
    if page.locator("[name=old]").count():
        for name, text in (("old", secret), ("new", PASSWORD), ("again", PASSWORD)):
            page.fill(f"[name={name}]", text)
        press(page.locator("main form button[type=submit]"))
