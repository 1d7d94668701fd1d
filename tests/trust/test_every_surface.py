"""Whoever may see a case sees it wherever cases are shown; whoever may not finds it nowhere. Written down by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.cases.actions import accept, dispatch, take
from services.cases.kinds import Difficulty, DispatchMode
from services.cases.models import Case, CaseFile
from services.core.access import unscoped
from services.core.database import db
from services.core.time import Month, local_date, now
from services.reports.queries import figures_of
from tests.files import file_of
from tests.fixtures import STAFF, House

NUMBER = re.compile(r"\b(?:CITY|DA|DB|SA)-2026-[0-9A-Z]{6,8}\b")
WORD = "计件工资"

SEEN_BY = {
    "of the district": {"hotline", "city.lead", "city.audit", "lin", "fang", "da.lead"},
    "of the sibling": {"hotline", "city.lead", "city.audit", "sun", "db.lead"},
    "of the street": {"hotline", "city.lead", "city.audit", "lin", "fang", "da.lead"},
    "handed to the sibling": {"hotline", "city.lead", "city.audit", "lin", "fang", "da.lead", "sun", "db.lead"},
    "sealed, in hand": {"da.lead", "fang"},
    "sealed, of the street": {"da.lead"},
    "sealed, handed to the sibling": {"da.lead", "db.lead"},
}
"""Who sees which case: an unsealed one its unit, those above, and the unit to which it was handed; a sealed one its
handler and the officers, those of the next unit above where its own has none, and those to whom it is on its way."""

TAKE_LISTS_OUT = {"hotline", "city.lead", "lin", "fang", "da.lead", "sun", "db.lead"}
LOGINS = [login for login, *_rest in STAFF]


def world(house: House) -> dict[str, Case]:
    """One case of each kind."""
    at, lead = _long_ago(), house.actor("da.lead")
    words = {"text": f"拖欠{WORD}两个月", "at": at}
    cases = {
        "of the district": house.make_case(**words),  # type: ignore[arg-type]
        "of the sibling": house.make_case(unit="DB", by="sun", **words),  # type: ignore[arg-type]
        "of the street": house.make_case(unit="SA", **words),  # type: ignore[arg-type]
        "handed to the sibling": house.make_case(**words),  # type: ignore[arg-type]
        "sealed, in hand": house.make_case(categories=("C5",), **words),  # type: ignore[arg-type]
        "sealed, of the street": house.make_case(unit="SA", categories=("C5",), **words),  # type: ignore[arg-type]
        "sealed, handed to the sibling": house.make_case(categories=("C5",), **words),  # type: ignore[arg-type]
    }
    accept(cases["sealed, in hand"], Difficulty.ORDINARY, by=lead, at=at)
    take(cases["sealed, in hand"], house.user("fang"), by=lead, at=at)
    for name in ("handed to the sibling", "sealed, handed to the sibling"):
        dispatch(cases[name], house.unit("DB"), DispatchMode.REFER, by=lead, at=at)
    for case in cases.values():
        file_of(house, case, by="da.lead" if case.sealed else "city.lead", at=at)
    return cases


def _long_ago() -> datetime:
    """So long that every clock of the day has run out."""
    return now() - timedelta(days=60)


def _month() -> str:
    return local_date(_long_ago()).isoformat()[:7]


def on_its_page(client: FlaskClient, cases: dict[str, Case]) -> set[str]:
    return {case.number for case in cases.values() if client.get(f"/cases/{case.number}").status_code == 200}


def in_the_list(client: FlaskClient, _cases: dict[str, Case]) -> set[str]:
    return set(NUMBER.findall(client.get("/cases").get_data(as_text=True)))


def in_the_list_by_due_date(client: FlaskClient, _cases: dict[str, Case]) -> set[str]:
    return set(NUMBER.findall(client.get("/cases?state=open&order=due").get_data(as_text=True)))


def in_an_export(client: FlaskClient, _cases: dict[str, Case]) -> set[str]:
    """Whoever has no post to take lists out is refused, and the answer names no case either."""
    sent = {"columns": ["number"], "kind": "csv", "purpose": "季度分析"}
    answer = client.post("/cases/export", data=sent)
    assert (answer.status_code, answer.mimetype) in {(200, "text/csv"), (403, "text/html")}
    return set(NUMBER.findall(answer.get_data(as_text=True)))


def by_its_file(client: FlaskClient, cases: dict[str, Case]) -> set[str]:
    """What is known of a file, its original and its picture: all three open, or none."""
    seen = set()
    for case in cases.values():
        of_case = unscoped(select(CaseFile.id).where(CaseFile.case_id == case.id), because="test")
        address = f"/cases/{case.number}/files/{db.session.scalars(of_case).one()}"
        answers = {client.get(f"{address}{part}").status_code for part in ("", "/original", "/picture", "/thumbnail")}
        assert answers in ({200}, {404})
        seen |= {case.number} if answers == {200} else set()
    return seen


def said_to_be_overdue(client: FlaskClient) -> int:
    """The count above the list; absent where nothing is overdue."""
    told = re.search(r"有 (\d+) 件已超期", client.get("/cases").get_data(as_text=True))
    return int(told[1]) if told else 0


def said_to_be_found(client: FlaskClient) -> int:
    """The count above what a search found."""
    told = re.search(r"找到 (\d+) 件", client.get("/cases", query_string={"q": WORD}).get_data(as_text=True))
    assert told
    return int(told[1])


def found_by_a_word(client: FlaskClient, _cases: dict[str, Case]) -> set[str]:
    page = client.get("/cases", query_string={"q": WORD}).get_data(as_text=True)
    return set(NUMBER.findall(page))


def behind_the_figures(client: FlaskClient, _cases: dict[str, Case]) -> set[str]:
    pages = (client.get(f"/reports/{unit}/{_month()}/cases.received") for unit in ("CITY", "DA", "DB", "SA"))
    return {number for page in pages for number in NUMBER.findall(page.get_data(as_text=True))}


def by_a_step(client: FlaskClient, cases: dict[str, Case]) -> set[str]:
    """A page that changes the case: absent for whoever does not see it, refused for whoever may not change it."""
    answers = {case.number: client.get(f"/cases/{case.number}/notes").status_code for case in cases.values()}
    assert set(answers.values()) <= {200, 403, 404}
    return {number for number, status in answers.items() if status != 404}


SURFACES: list[Callable[[FlaskClient, dict[str, Case]], set[str]]] = [
    on_its_page,
    in_the_list,
    in_the_list_by_due_date,
    by_a_step,
    by_its_file,
]
"""Everywhere that cases are shown one by one; the full-text index holds no sealed case for anybody."""


@pytest.mark.parametrize("login", LOGINS)
def test_a_colleague_sees_the_same_cases_everywhere(house: House, login: str) -> None:
    cases = world(house)
    mine = {case.number for name, case in cases.items() if login in SEEN_BY[name]}
    unsealed = {case.number for case in cases.values() if not case.sealed}
    client = house.client(login)
    found = {surface.__name__: surface(client, cases) for surface in SURFACES}
    assert {name: numbers ^ mine for name, numbers in found.items() if numbers != mine} == {}
    assert found_by_a_word(client, cases) == mine & unsealed
    assert said_to_be_found(client) == len(mine & unsealed)
    assert said_to_be_overdue(client) == len(mine)
    assert in_an_export(client, cases) == (mine if login in TAKE_LISTS_OUT else set())
    own = {case.number for case in cases.values() if any(p.reaches(case.org_path) for p in house.actor(login).posts)}
    assert behind_the_figures(client, cases) == mine & own, "a report counts a case for its owner alone"


ELSEWHERE = ("/desk", "/desk/board", "/desk/workload", "/desk/workload.csv", "/inbox", "/complaints", "/outbox")
"""Pages that show some of one's cases: those at hand, those one was told of, those somebody complains about."""


@pytest.mark.parametrize("login", LOGINS)
def test_no_page_of_the_desk_names_a_case_that_is_not_open_to_its_reader(house: House, login: str) -> None:
    cases = world(house)
    mine = {case.number for name, case in cases.items() if login in SEEN_BY[name]}
    client = house.client(login)
    pages = {path: client.get(path, follow_redirects=True) for path in ELSEWHERE}
    assert {page.status_code for page in pages.values()} <= {200, 403}
    named = {path: set(NUMBER.findall(page.get_data(as_text=True))) for path, page in pages.items()}
    assert {path: numbers - mine for path, numbers in named.items() if numbers - mine} == {}
    if login in {"lin", "da.lead"}:
        assert named["/desk"], "they have something to do"


def test_official_figures_count_sealed_cases_for_every_unit_that_owns_them(house: House) -> None:
    cases = world(house)
    month = Month.parse(_month())
    counted = {
        unit: figures_of(house.unit(unit), month, ["cases.received"])["cases.received"].n
        for unit in ("CITY", "DA", "DB", "SA")
    }
    assert counted == {"CITY": len(cases), "DA": 6, "DB": 1, "SA": 2}
