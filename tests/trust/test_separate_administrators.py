"""Whoever keeps accounts reads no case, and whoever reads cases keeps no accounts."""

from __future__ import annotations

import re

import pytest

from services.accounts.actions import add_user
from services.cases.actions import note
from services.core.access import SYSTEM, Role
from services.core.errors import Problem
from services.people.facts import PersonFacts
from tests.fixtures import MONDAY, House
from tests.house.answers import words_of
from tests.house.test_queries import OFFICE

STORY = "老板拖着两个月的工资不给"
SECRETS = (STORY, "郑某某", "郑*", "13812345678", "示例工厂", "已经打过电话")


def content(house: House) -> str:
    """The number of a case with a story, a person and a note."""
    case = house.make_case(text=STORY, person=PersonFacts(name="郑某某", phone="13812345678"), employer_name="示例工厂")
    note(case, "已经打过电话", by=house.actor("lin"), at=MONDAY)
    return case.number


def addresses(house: House, number: str) -> list[str]:
    """Every address of the house that can be opened without more than what stands here."""
    known = {"number": number, "code": "DA", "month": "2026-03", "year": "2026", "figure": "cases.received"}
    known |= {"user_id": str(house.user("lin").id), "post_id": str(house.user("lin").posts[0].id)}
    found = []
    for rule in house.app.url_map.iter_rules():
        parts = re.findall(r"<(?:\w+:)?(\w+)>", rule.rule)
        if "GET" in rule.methods and set(parts) <= known.keys():
            found.append(re.sub(r"<(?:\w+:)?(\w+)>", lambda part: known[part[1]], rule.rule))
    return found


@pytest.mark.parametrize("login", ["city.admin", "da.money"])
def test_no_page_shows_the_content_of_a_case_to_whoever_is_not_to_read_it(small_house: House, login: str) -> None:
    number = content(small_house)
    client = small_house.client(login)
    shown: dict[str, list[str]] = {}
    opened = 0
    for address in [*addresses(small_house, number), *OFFICE]:
        answer = client.get(address)
        opened += answer.status_code == 200
        told = [secret for secret in (*SECRETS, number) if secret in words_of(answer, without=address)]
        if told:
            shown[address] = told
    assert shown == {}
    assert opened > 5


def test_whoever_reads_the_case_finds_its_content_so_the_search_above_would_notice(small_house: House) -> None:
    number = content(small_house)
    page = words_of(small_house.client("da.lead").get(f"/cases/{number}"))
    assert {secret for secret in SECRETS if secret in page} >= {STORY, "示例工厂", "已经打过电话"}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_keeps_accounts_and_anything_else(small_house: House, role: Role) -> None:
    with pytest.raises(Problem):
        add_user(small_house.unit("DA"), "both", "双", [Role.ADMINISTRATOR, role], by=SYSTEM, at=MONDAY)
