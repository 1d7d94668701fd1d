"""A Chromium of its own, with a process that can be killed: what a telephone does that runs out of power."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, Playwright

from tests.browser import DESK, FLAGS, chromium
from tests.not_run import not_run

SECONDS = 30


@dataclass(frozen=True)
class RealBrowser:
    """The process with its children, and a page in it."""

    process: subprocess.Popen[bytes]
    page: Page

    def kill(self) -> None:
        """All of it at once, with no time to say anything to anybody."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(SECONDS)


@contextmanager
def real_browser(playwright: Playwright, folder: Path) -> Iterator[RealBrowser]:
    """Chromium in a process group of its own, with its profile in the folder."""
    path = chromium()
    if path is None:
        not_run("Chromium", "chromium")
    told = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={folder}", "--lang=zh-CN"]
    started = subprocess.Popen(
        [path, *FLAGS, *told, "about:blank"],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        joined = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{_port(folder)}")
        context = joined.contexts[0]
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.set_viewport_size({"width": DESK["width"], "height": DESK["height"]})
        yield RealBrowser(started, page)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait(SECONDS)


def _port(folder: Path) -> int:
    """Where it listens, which it writes down once it does."""
    told, deadline = folder / "DevToolsActivePort", time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        with suppress(FileNotFoundError, IndexError, ValueError):
            return int(told.read_text().splitlines()[0])
        time.sleep(0.1)
    raise TimeoutError("Chromium does not listen")
