"""The table that the union signs is the table in force."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.accounts.handbook import permissions_page
from services.core.access import PERMISSIONS
from services.core.mounting import mount
from tests.accounts.small_house import settings_for
from tests.house.test_permissions import load_all_rooms

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


@pytest.fixture
def page(tmp_path: Path) -> str:
    load_all_rooms()
    with mount((), settings_for("sqlite://", tmp_path)).app_context():
        return permissions_page()


def test_the_page_is_as_generated(page: str) -> None:
    assert PAGE.read_text("utf-8") == page, "run: flask --app app permissions write"


def test_every_verb_stands_on_the_page_in_both_languages(page: str) -> None:
    rows = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}
    assert rows.keys() == PERMISSIONS.keys()
    assert all("<br>" in row.split("|")[2] for row in rows.values())


def test_a_row_reads_like_a_sentence(page: str) -> None:
    row = next(line for line in page.splitlines() if "`standard.set`" in line)
    assert row == (
        "| `standard.set` | 登记标准<br>Record a standard | 负责人<br>Supervisor "
        "| 全国、省级、市级、区县<br>National, Province, City, District | – | – |"
    )
