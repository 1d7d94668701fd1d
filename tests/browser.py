"""Debian's Chromium under Playwright: pages of a phone and a desk that tell of their own mistakes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    Request,
    sync_playwright,
)

from tests.not_run import not_run

Size = dict[str, int]

PHONE: Size = {"width": 360, "height": 740}
DESK: Size = {"width": 1280, "height": 900}

FLAGS = [
    "--no-sandbox",  # root has no user namespace to hide in
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--no-default-browser-check",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
]

OpenPage = Callable[..., Page]


def chromium() -> str | None:
    """The path of Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@dataclass
class Complaints:
    """What went wrong inside the pages of one test: scripts, refused content, calls to the outside."""

    found: list[str] = field(default_factory=list)

    def listen_to(self, context: BrowserContext) -> None:
        context.on("weberror", lambda error: self.found.append(f"script: {error.error}"))
        context.on("console", self._console)
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.found.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.hostname not in {"127.0.0.1", "localhost"}:
            self.found.append(f"call to the outside: {address.hostname}")


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Chromium, one for each worker; the test is left out, and counted, where it is missing."""
    path = chromium()
    if path is None:
        not_run("Chromium", "chromium")
    running: Playwright = request.getfixturevalue("_playwright")
    started = running.chromium.launch(executable_path=path, args=FLAGS)
    yield started
    started.close()


@pytest.fixture
def complaints() -> Complaints:
    """Filled while the test runs; a test that expects one empties it."""
    return Complaints()


@pytest.fixture
def open_page(browser: Browser, complaints: Complaints) -> Iterator[OpenPage]:
    """`open_page(size=DESK, language="zh-CN", javascript=True)`: a page with a fresh set of cookies.

    At the end the test fails when a script broke, the content policy refused something, or a page called
    anything but this machine.
    """
    contexts: list[BrowserContext] = []

    def open_one(*, size: Size = DESK, language: str = "zh-CN", javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            locale=language,
            timezone_id="Asia/Shanghai",
            java_script_enabled=javascript,
            reduced_motion="reduce",
            has_touch=size["width"] < 500,
        )
        context.set_default_timeout(10_000)
        complaints.listen_to(context)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert complaints.found == []


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    """A page of 360 × 740."""
    return open_page(size=PHONE)


@pytest.fixture
def desk(open_page: OpenPage) -> Page:
    """A page of 1280 × 900."""
    return open_page(size=DESK)


def press(what: Locator) -> None:
    """Presses a link or button that leads to another page, and waits until that page is the one shown.

    A bare click returns while the old page may still stand there or be half gone, also where the address stays.
    """
    with what.page.expect_navigation():
        what.click()


def axe(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands: one line for each rule and element; empty is good."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}"
        for rule in found
        for node in rule["nodes"]
    ]


def spills_sideways(page: Page) -> bool:
    """Whether the page is wider than its window, so that a reader has to push it left and right."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
