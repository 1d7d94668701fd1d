"""Pictures of every page of the demo city, found by following its links: `make shots` writes them beside the others."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import product
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from services.core.time import Month, local_date, now
from tests.browser import DESK, PHONE
from tests.signing_in import page_of, sign_in

HREF = re.compile(r'href="(/[^"#]*)')
STAFF = ("zhou.heng", "lin.qiao", "gu.ning", "shen.yi", "qian.wen", None)
"""Supervisor, caseworker, administrator, auditor, finance, and somebody who is not signed in."""
BEGIN = ("/", "/desk", "/request", "/follow", "/mine", "/sign-in", "/design", "/account")
MANY_SIDED, MOST_TRIES = "cases.show", 25
"""From case to case other steps are offered; no page is asked for more often than so."""
LOOKS = tuple(product((("zh", "zh-CN"), ("en", "en")), (PHONE, DESK)))


@dataclass(frozen=True)
class Stop:
    """One page of the tour: which, where, and who looks at it."""

    endpoint: str
    path: str
    login: str | None


def every_page(browser: Browser, app: Flask, address: str, printed: str, folder: Path) -> list[str]:
    """Writes `zh-360/<endpoint>.png` and so on; gives the GET endpoints to which no link led."""
    shutil.rmtree(folder, ignore_errors=True)
    stops: dict[str, Stop] = {}
    for login in STAFF:
        page = _seen_by(login, browser, address, printed, "zh-CN", DESK["width"])
        for stop in _followed(page, app, address, login, set(stops)):
            stops[stop.endpoint] = stop
        page.context.close()
    for (short, language), size in LOOKS:
        here = folder / f"{short}-{size['width']}"
        here.mkdir(parents=True)
        for login in STAFF:
            page = _seen_by(login, browser, address, printed, language, size["width"])
            for stop in (each for each in stops.values() if each.login == login):
                page.goto(address + stop.path)
                page.screenshot(path=str(here / f"{stop.endpoint}.png"), full_page=True)
            page.context.close()
    known = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return sorted(known - stops.keys())


def _seen_by(login: str | None, browser: Browser, address: str, printed: str, language: str, width: int) -> Page:
    page = page_of(browser, PHONE if width == PHONE["width"] else DESK, language)
    if login:
        sign_in(page, address, printed, login)
    return page


def _followed(page: Page, app: Flask, address: str, login: str | None, known: set[str]) -> Iterator[Stop]:
    """The pages to which links lead, each endpoint once, the nearest first; a few tries for one that does not open."""
    month = Month.of(local_date(now())).previous()
    waiting, seen, tried = [*BEGIN, f"/reports/CITY/{month}"], set(known), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        endpoint = _endpoint(app, path)
        if endpoint is None or (endpoint in seen and endpoint != MANY_SIDED) or tried[endpoint] == MOST_TRIES:
            continue
        tried[endpoint] += 1
        answer = page.request.get(address + path)
        arrived = answer.url.removeprefix(address)
        found = _endpoint(app, arrived)
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", "") or found is None:
            continue
        waiting += [unescape(link) for link in HREF.findall(answer.text())]
        if found not in seen:
            seen.add(found)
            yield Stop(found, arrived, login)


def _endpoint(app: Flask, path: str) -> str | None:
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path.partition("?")[0], method="GET")
    except (HTTPException, RequestRedirect):
        return None
    return None if endpoint in ("static", "accounts.sign_out") else str(endpoint)
