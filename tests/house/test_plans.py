"""No page of the desk reads all cases there are: SQLite tells beforehand how it will look for them."""

from __future__ import annotations

from typing import Any

import pytest

from bench.works import statements
from services.core.database import db
from tests.fixtures import House

WALKED = {"/cases": "ix_cases_newest", "/cases?state=open&order=due": "ix_cases_due"}
"""Lists that are walked along the index of their order until a page is full."""
PAGES = (
    "/desk",
    "/desk/board",
    "/desk/tasks/new",
    "/cases",
    "/cases?state=open&order=due",
    "/cases/new",
    "/contacts",
    "/complaints",
    "/inbox",
    "/people",
)
READS = ("SELECT", "WITH")
Sent = list[tuple[str, Any]]


def scans(sent: Sent) -> list[str]:
    """The steps that read a whole table, or a whole index of one."""
    driver = db.engine.raw_connection()
    try:
        plans = [
            driver.execute(f"EXPLAIN QUERY PLAN {statement}", given).fetchall()
            for statement, given in sent
            if statement.startswith(READS)
        ]
    finally:
        driver.close()
    return [step for plan in plans for *_place, step in plan if step.startswith("SCAN ")]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_of_the_desk_reads_all_cases(small_house: House, address: str) -> None:
    lead = small_house.client("da.lead")
    with statements() as sent:
        assert lead.get(address).status_code == 200
    walked = WALKED.get(address, "no index")
    whole = [step for step in scans(sent) if step.split()[1] == "cases" and walked not in step]
    assert whole == []
