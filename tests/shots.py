"""`make shots`: pictures of the demo city into docs/pictures; those of the main pages are for the READMEs."""

from __future__ import annotations

import io
import logging
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from services.core.migrating import upgrade
from services.core.time import Month, local_date, now
from services.design.components import COMPONENTS
from tests.browser import DESK, FLAGS, PHONE, Size, chromium, press
from tests.every_picture import every_page
from tests.fixtures import settings_for
from tests.signing_in import page_of, sign_in

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
EVERY = PICTURES / "pages"
"""All pages, in two languages and widths: made to be looked at, too heavy to be kept."""
RECEIPT = re.compile(r"(\S+)，查询码 (\S+)")
LEAD = "zhou.heng"
CASEWORKER = "lin.qiao"
SAID = {
    "zh-CN": "单位说下周三前补发 3,000 元，约定 10 月 8 日再联系。",
    "en": "The employer will pay 3,000 yuan by 2026-10-08.",
}
"""What is typed into the picture of a call."""
BESIDE_WORDS: Size = {"width": 960, "height": 640}
"""The window in which single components are drawn: a page of text is about so wide."""
SEEN, FEW = 48, 0.0005
"""So many shades of grey apart is seen, where more than this part of the picture is."""
COLOURS = 96
"""A page has few: a picture of so many is a third as heavy, and looks the same."""


@contextmanager
def demo_city(folder: Path) -> Iterator[tuple[Flask, str, str]]:
    """A served demo city, its address, and what its first start printed."""
    url = f"sqlite:///{folder / 'city.sqlite3'}"
    upgrade(url)
    app = create_app(settings_for(url, folder))
    printed = app.test_cli_runner().invoke(args=["demo", "first-start"]).output
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield app, f"http://127.0.0.1:{server.server_port}", printed
    server.shutdown()
    thread.join()


def take(page: Page, into: Path, address: str, path: str, name: str) -> None:
    page.goto(address + path)
    page.screenshot(path=str(into / f"{name}.png"))


def design_pages(browser: Browser, into: Path, address: str) -> None:
    """The page of components in both themes, and each component by itself."""
    folder = into / "design"
    folder.mkdir()
    page = page_of(browser, DESK, "zh-CN")
    for theme, name in (("dark", "page-dark"), ("light", "page")):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.goto(f"{address}/design")
        page.screenshot(path=str(folder / f"{name}.png"))
    page.set_viewport_size(BESIDE_WORDS)  # type: ignore[arg-type]
    for component in COMPONENTS:
        page.locator(f"#part-{component.name}").screenshot(path=str(folder / f"{component.name}.png"))


def keep(file: Path, taken: Path) -> None:
    """Keeps what was taken with a palette of its own; what was there stays where nobody would see a difference."""
    with Image.open(taken) as picture:
        light = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    if not file.exists() or not alike(Image.open(io.BytesIO(file.read_bytes())), light):
        file.parent.mkdir(parents=True, exist_ok=True)
        light.save(file, optimize=True)


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether the pictures are of one size and differ only as a palette or the edge of a letter does."""
    if one.size != other.size:
        return False
    apart = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()
    return sum(apart[SEEN:]) < one.width * one.height * FEW


def staff_pages(browser: Browser, into: Path, address: str, printed: str, language: str, ending: str) -> None:
    page = page_of(browser, DESK, language)
    sign_in(page, address, printed, LEAD)
    take(page, into, address, "/desk/board", f"board{ending}")
    take(page, into, address, "/cases?state=open&order=due", f"cases{ending}")
    press(page.locator("tbody a").first)
    page.screenshot(path=str(into / f"case{ending}.png"))
    month = Month.of(local_date(now())).previous()
    take(page, into, address, f"/reports/CITY/{month}", f"month{ending}")
    if not ending:
        paper = page.context.request.get(f"{address}/reports/CITY/{month}/report.pdf")
        picture_of_paper(into, paper.body())


def caseworker_pages(browser: Browser, into: Path, address: str, printed: str, language: str, ending: str) -> None:
    """The queue, and a call that is written down beside it."""
    page = page_of(browser, DESK, language)
    sign_in(page, address, printed, CASEWORKER)
    take(page, into, address, "/desk", f"desk{ending}")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.locator(".pane textarea").fill(SAID[language])
    page.screenshot(path=str(into / f"call{ending}.png"))


def picture_of_paper(into: Path, paper: bytes) -> None:
    """The second page of the month's PDF."""
    command = ["pdftoppm", "-r", "70", "-f", "2", "-l", "2", "-png", "-singlefile", "-", str(into / "paper")]
    subprocess.run(command, input=paper, check=True)


def member_pages(browser: Browser, into: Path, address: str, printed: str, language: str, ending: str) -> None:
    page = page_of(browser, PHONE, language)
    take(page, into, address, "/", f"front{ending}")
    take(page, into, address, "/request", f"request{ending}")
    found = RECEIPT.search(printed)
    if found:
        page.goto(f"{address}/follow")
        page.fill("[name=number]", found[1])
        page.fill("[name=code]", found[2])
        press(page.locator("main form button[type=submit]").last)
        page.screenshot(path=str(into / f"follow{ending}.png"))


def main() -> None:
    """Takes all pictures anew; those for the READMEs are put in their place when all are there."""
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as taken,
        demo_city(Path(folder)) as (app, address, printed),
        sync_playwright() as playwright,
    ):
        browser, into = playwright.chromium.launch(executable_path=chromium(), args=FLAGS), Path(taken)
        for language, ending in (("zh-CN", ""), ("en", "-en")):
            staff_pages(browser, into, address, printed, language, ending)
            caseworker_pages(browser, into, address, printed, language, ending)
            member_pages(browser, into, address, printed, language, ending)
        design_pages(browser, into, address)
        pictures = sorted(into.rglob("*.png"))
        for file in pictures:
            keep(PICTURES / file.relative_to(into), file)
        print(f"{PICTURES}: {len(pictures)}")
        unled = every_page(browser, app, address, printed, EVERY)
        browser.close()
    print(f"{EVERY}: every page; no link leads to {', '.join(unled)}")


if __name__ == "__main__":
    main()
