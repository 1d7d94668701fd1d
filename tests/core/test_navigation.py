"""The navigation marks the entry to whose pages an address belongs."""

from __future__ import annotations

import re

import pytest

from services.core.navigation import beside_on_a_phone
from tests.cases import states
from tests.fixtures import House

MARKED = re.compile(r'<a[^>]*href="([^"]+)"[^>]*aria-current="page"')


def marked(page: str) -> set[str]:
    """Addresses of the marked entries; what stands under "more" stands in the narrow menu too."""
    return set(MARKED.findall(page.partition("<main")[0]))


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("/desk", "/desk"),
        ("/desk/board", "/desk/board"),
        ("/desk/workload", "/desk/board"),
        ("/desk/tasks/new", "/desk"),
        ("/cases/new", "/cases/new"),
        ("/cases/exports", "/cases"),
        ("/complaints", "/complaints"),
    ],
)
def test_the_nearest_entry_above_a_page_is_marked(small_house: House, address: str, entry: str) -> None:
    page = small_house.client("da.lead").get(address).text
    assert marked(page) == {entry}


def test_a_complaint_stands_under_the_complaints(small_house: House) -> None:
    complaint = states.complained_of(small_house)
    page = small_house.client("city.lead").get(f"/complaints/{complaint.id}").text
    assert marked(page) == {"/complaints"}


def test_a_page_outside_the_navigation_marks_none(small_house: House) -> None:
    page = small_house.client("da.lead").get("/account").text
    assert marked(page) == set()


@pytest.mark.parametrize(
    ("labels", "beside"),
    [
        (["待办", "看板", "案件", "来电来访", "来电登记"], 4),
        (["To do", "Board", "Cases", "Calls and visits"], 3),
        (["Employers", "Priority groups", "Units", "Staff"], 2),
        (["待办"], 1),
        ([], 0),
    ],
)
def test_only_what_fits_stands_side_by_side_on_a_phone(labels: list[str], beside: int) -> None:
    assert beside_on_a_phone(labels) == beside
