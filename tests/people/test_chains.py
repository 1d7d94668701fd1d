"""Chains of work: shown up and down, and the open cases of a chain found as far as the viewer may see them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from services.cases.actions import submit
from services.cases.kinds import Family
from services.cases.rules import Ask
from services.core.access import ANONYMOUS
from services.core.database import db
from services.people.actions import add_employer
from services.people.chains import chain_ids, chain_of
from services.people.facts import EmployerFacts
from services.people.kinds import EmployerKind
from services.people.models import Employer
from tests.cases.test_sealed import STRANGERS
from tests.fixtures import MONDAY, House

KINDS = {"示例平台": EmployerKind.PLATFORM, "示例站点": EmployerKind.CONTRACTOR, "示例中介": EmployerKind.AGENT}
Statements = Callable[[], list[str]]


def employer(house: House, name: str, upstream: Employer | None = None) -> Employer:
    facts = EmployerFacts(name, kind=KINDS.get(name, EmployerKind.EMPLOYER), upstream=upstream)
    return add_employer(house.unit("DA"), facts, by=house.actor("lin"), at=MONDAY)


@pytest.fixture
def chain(house: House) -> dict[str, Employer]:
    """A platform with two stations; an agent finds workers for the first; a factory of its own."""
    platform = employer(house, "示例平台")
    station = employer(house, "示例站点", platform)
    found = {each.name: each for each in (platform, station)}
    for name, upstream in (("另一站点", platform), ("示例中介", station), ("无关工厂", None)):
        found[name] = employer(house, name, upstream)
    return found


@pytest.mark.parametrize(
    ("name", "above", "below"),
    [
        ("示例平台", [], [(1, "另一站点"), (1, "示例站点"), (2, "示例中介")]),
        ("示例站点", ["示例平台"], [(1, "示例中介")]),
        ("示例中介", ["示例平台", "示例站点"], []),
        ("无关工厂", [], []),
    ],
)
def test_a_chain_is_seen_up_and_down_from_each_of_its_links(
    chain: dict[str, Employer], name: str, above: list[str], below: list[tuple[int, str]]
) -> None:
    found = chain_of(chain[name])
    assert [each.name for each in found.above] == above
    assert sorted((steps, each.name) for steps, each in found.below) == sorted(below)
    ids = set(db.session.scalars(chain_ids(chain[name].id)))
    assert ids == {chain[each].id for each in (name, *above, *(below_name for _steps, below_name in below))}


def test_a_chain_costs_one_statement_however_long(house: House, count_statements: Statements) -> None:
    last = employer(house, "第 0 层")
    ident = last.id
    for n in range(1, 15):
        last = employer(house, f"第 {n} 层", last)
    db.session.rollback()
    known = db.session.get_one(Employer, ident)
    before = len(count_statements())
    assert len(chain_of(known).below) == 14
    assert len(count_statements()) == before + 1


def test_the_page_of_an_employer_shows_its_chain_and_leads_to_open_cases(
    house: House, chain: dict[str, Employer]
) -> None:
    numbers = {
        name: house.make_case(employer_name=name).number for name in ("示例平台", "示例站点", "另一站点", "无关工厂")
    }
    house.closed(house.make_case(employer_name="示例站点"))
    client = house.client("lin")
    body = client.get(f"/employers/{chain['示例站点'].id}").get_data(as_text=True)
    for words in ("用工链条", "示例平台", "平台企业", "示例中介", "您可以查看的在办案件：2 件"):
        assert words in body
    address = re.search(r'href="(/cases\?[^"]*employer=\d+[^"]*)"', body)
    assert address is not None
    listed = client.get(address[1].replace("&amp;", "&")).get_data(as_text=True)
    assert set(re.findall(r'href="/cases/(DA-2026-\d+)"', listed)) == {numbers["示例平台"], numbers["示例站点"]}
    assert "示例站点" in listed


def test_the_page_of_a_case_shows_the_chain_of_its_employer(house: House, chain: dict[str, Employer]) -> None:
    client = house.client("lin")
    body = client.get(f"/cases/{house.make_case(employer_name='示例中介').number}").get_data(as_text=True)
    assert body.index("示例平台</a>") < body.index("示例站点</a>") < body.index("<strong>示例中介</strong>")
    alone = client.get(f"/cases/{house.make_case(employer_name='无关工厂').number}").get_data(as_text=True)
    assert "用工链条" not in alone


def test_a_sealed_case_of_the_chain_is_not_counted_for_others(house: House, chain: dict[str, Employer]) -> None:
    ident = chain["示例站点"].id
    sealed = Ask(family=Family.RIGHTS, categories=("C5",), text="被主管骚扰", employer_name="示例站点")
    number = submit(house.unit("DA"), sealed, by=ANONYMOUS, at=MONDAY).number
    for login in ("lin", *STRANGERS):
        client = house.client(login)
        page = client.get(f"/employers/{ident}").get_data(as_text=True)
        assert "您可以查看的在办案件：" not in page, login
        assert number not in client.get(f"/cases?state=open&employer={ident}").get_data(as_text=True), login
    assert "您可以查看的在办案件：1 件" in house.client("da.lead").get(f"/employers/{ident}").get_data(as_text=True)


@pytest.mark.parametrize("given", ["0", "x", "-1", "9" * 30, "１", "1"])
def test_what_is_no_employer_is_no_filter(house: House, given: str) -> None:
    number = house.make_case().number
    assert number in house.client("lin").get("/cases", query_string={"employer": given}).get_data(as_text=True)
