"""What the journeys cost: each figure is printed, held against its bar, and on request written into a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
FIGURES = pytest.StashKey[list["Figure"]]()
Note = Callable[..., None]


@dataclass(frozen=True)
class Figure:
    """A measured number; without `most` it is told and no bar."""

    journey: str
    what: str
    value: float
    most: float | None

    @property
    def row(self) -> str:
        """A line of the table."""
        bar = "–" if self.most is None else f"≤ {self.most:g}"
        return f"| {self.journey} | {self.what} | {self.value:g} | {bar} |"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--experience", type=Path, metavar="FILE", help="write the measured figures into this document")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = []


@pytest.fixture
def measured(pytestconfig: pytest.Config) -> Note:
    """`measured(journey, what, value, most=None)`: prints the figure, and fails where it is beyond its bar."""

    def note(journey: str, what: str, value: float, most: float | None = None) -> None:
        figure = Figure(journey, what, round(value, 1), most)
        pytestconfig.stash[FIGURES].append(figure)
        print(figure.row)
        assert most is None or value <= most, figure.row

    return note


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: Any, exitstatus: int) -> None:
    file: Path | None = session.config.getoption("experience")
    if file is not None and exitstatus == pytest.ExitCode.OK:
        text = file.read_text("utf-8")
        head, rest = text.split(BEGIN)
        rows = [figure.row for figure in session.config.stash[FIGURES]]
        table = "\n".join(["| journey | what | measured | bar |", "|---|---|---|---|", *rows])
        file.write_text(f"{head}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}", "utf-8")
