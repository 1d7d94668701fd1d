"""`make shots`: pictures of the main pages of the demo city, for the READMEs, into docs/pictures."""

from __future__ import annotations

import logging
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from services.core.migrating import upgrade
from services.core.time import Month, local_date, now
from services.design.components import COMPONENTS
from tests.browser import DESK, FLAGS, PHONE, Size, chromium, press
from tests.fixtures import PASSWORD, settings_for

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SECRET = re.compile(r"^(\S+) .* (\w{5}(?:-\w{5}){3})$", re.MULTILINE)
RECEIPT = re.compile(r"(\S+)，查询码 (\S+)")
LEAD = "zhou.heng"
BESIDE_WORDS: Size = {"width": 960, "height": 640}
"""The window in which single components are drawn: a page of text is about so wide."""
COLOURS = 96
"""A page has few: a picture of so many is a third as heavy, and looks the same."""


@contextmanager
def demo_city(folder: Path) -> Iterator[tuple[str, str]]:
    """The address of a served demo city, and what its first start printed."""
    url = f"sqlite:///{folder / 'city.sqlite3'}"
    upgrade(url)
    app = create_app(settings_for(url, folder))
    printed = app.test_cli_runner().invoke(args=["demo", "first-start"]).output
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", printed
    server.shutdown()
    thread.join()


def page_of(browser: Browser, size: Size, language: str) -> Page:
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, locale=language, timezone_id="Asia/Shanghai"
    )
    return context.new_page()


def sign_in(page: Page, address: str, printed: str) -> None:
    """Signs the supervisor in; at the first time with the one-time secret, which must then be changed."""
    secret = dict(SECRET.findall(printed))[LEAD]
    for password in (PASSWORD, secret):
        page.goto(f"{address}/sign-in")
        page.fill("[name=login]", LEAD)
        page.fill("[name=password]", password)
        press(page.locator("main form button[type=submit]"))
        if not page.url.endswith("/sign-in"):
            break
    if page.locator("[name=old]").count():
        for name, text in (("old", secret), ("new", PASSWORD), ("again", PASSWORD)):
            page.fill(f"[name={name}]", text)
        press(page.locator("main form button[type=submit]"))


def take(page: Page, address: str, path: str, name: str, whole: bool = False) -> None:
    page.goto(address + path)
    page.screenshot(path=str(PICTURES / f"{name}.png"), full_page=whole)


def design_pages(browser: Browser, address: str) -> None:
    """The page of components in both themes, and each component by itself."""
    folder = PICTURES / "design"
    folder.mkdir(exist_ok=True)
    page = page_of(browser, DESK, "zh-CN")
    for theme, name in (("dark", "page-dark"), ("light", "page")):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.goto(f"{address}/design")
        page.screenshot(path=str(folder / f"{name}.png"))
    page.set_viewport_size(BESIDE_WORDS)  # type: ignore[arg-type]
    for component in COMPONENTS:
        page.locator(f"#part-{component.name}").screenshot(path=str(folder / f"{component.name}.png"))


def lighten(file: Path) -> None:
    """Keeps the picture, with a palette of its own."""
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


def staff_pages(browser: Browser, address: str, printed: str, language: str, ending: str) -> None:
    page = page_of(browser, DESK, language)
    sign_in(page, address, printed)
    take(page, address, "/cases?state=open&order=due", f"cases{ending}")
    press(page.locator("tbody a").first)
    page.screenshot(path=str(PICTURES / f"case{ending}.png"))
    month = Month.of(local_date(now())).previous()
    take(page, address, f"/reports/CITY/{month}", f"month{ending}")
    if not ending:
        paper = page.context.request.get(f"{address}/reports/CITY/{month}/report.pdf")
        picture_of_paper(paper.body())


def picture_of_paper(paper: bytes) -> None:
    """The second page of the month's PDF."""
    command = ["pdftoppm", "-r", "70", "-f", "2", "-l", "2", "-png", "-singlefile", "-", str(PICTURES / "paper")]
    subprocess.run(command, input=paper, check=True)


def member_pages(browser: Browser, address: str, printed: str, language: str, ending: str) -> None:
    page = page_of(browser, PHONE, language)
    take(page, address, "/", f"front{ending}")
    take(page, address, "/request", f"request{ending}")
    found = RECEIPT.search(printed)
    if found:
        page.goto(f"{address}/follow")
        page.fill("[name=number]", found[1])
        page.fill("[name=code]", found[2])
        press(page.locator("main form button[type=submit]").last)
        page.screenshot(path=str(PICTURES / f"follow{ending}.png"))


def main() -> None:
    """Takes all pictures anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        demo_city(Path(folder)) as (address, printed),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for language, ending in (("zh-CN", ""), ("en", "-en")):
            staff_pages(browser, address, printed, language, ending)
            member_pages(browser, address, printed, language, ending)
        design_pages(browser, address)
        browser.close()
    pictures = list(PICTURES.rglob("*.png"))
    for file in pictures:
        lighten(file)
    print(f"{PICTURES}: {len(pictures)}")


if __name__ == "__main__":
    main()
