"""Tests that need a program which is not there: counted and explained, or a failure where all must run."""

from __future__ import annotations

import os
from collections import Counter
from typing import NoReturn

import pytest

ALL_MUST_RUN = os.environ.get("REQUIRE_ALL_TESTS") == "1"


def not_run(program: str, package: str) -> NoReturn:
    """Leave this test out because `program` is missing; with REQUIRE_ALL_TESTS=1 fail it instead."""
    reason = f"{program} is missing (sudo apt install {package})"
    if ALL_MUST_RUN:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _reasons(terminal: pytest.TerminalReporter) -> Counter[str]:
    counted: Counter[str] = Counter()
    for outcome in ("skipped", "xfailed"):
        for report in terminal.stats.get(outcome, []):
            told = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            counted[told.removeprefix("Skipped: ")] += 1
    return counted


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reason, tests in _reasons(terminalreporter).most_common():
        noun = "test was" if tests == 1 else "tests were"
        terminalreporter.write_line(f"{tests} {noun} not run: {reason}", yellow=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With REQUIRE_ALL_TESTS=1 a run that left anything out has failed."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if ALL_MUST_RUN and exitstatus == pytest.ExitCode.OK and terminal is not None and _reasons(terminal):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
