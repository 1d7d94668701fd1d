"""Search knows nothing of sealed cases: not of their words, not of their people, not how many there are."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from services.cases.models import Case
from services.cases.search_commands import rebuild
from services.core.database import db, write_transaction
from services.people.facts import PersonFacts
from tests.cases.test_sealed import STRANGERS
from tests.fixtures import House

WORDS = "班长半夜堵在宿舍门口"
PERSON = PersonFacts(name="郗某某", phone="13987654321", id_number="11010519491231002X")
LOOKED_FOR = ("班长", "宿舍门口", "郗某某", "139 8765 4321", "11010519491231002X", "性骚扰")


def kept_words() -> int:
    return int(db.session.execute(text("SELECT count(*) FROM case_words")).scalar_one())


def sealed(house: House) -> Case:
    return house.make_case(text=WORDS, categories=("C5",), person=PERSON, employer_name="示例保密厂")


def test_a_sealed_case_is_in_no_index_and_a_rebuild_takes_none_in(house: House) -> None:
    sealed(house)
    assert kept_words() == 0
    rebuild()
    assert kept_words() == 0


def test_a_case_that_becomes_sealed_leaves_the_index_with_the_same_step(house: House) -> None:
    case = house.make_case(text=WORDS)
    assert kept_words() == 1
    with write_transaction():
        held = db.session.get_one(Case, case.id)
        held.sealed = True
        held.keep_text(WORDS)
    assert kept_words() == 0


@pytest.mark.parametrize("login", [*STRANGERS, "lin", "da.lead"])
def test_a_search_says_of_it_what_it_says_of_nothing(house: House, login: str) -> None:
    client = house.client(login)

    def said(typed: str) -> tuple[int, str, str]:
        answer = client.post("/cases/search", data={"typed": typed}, follow_redirects=True)
        body = answer.text.split("<main", 1)[1]
        return answer.status_code, answer.request.path, body.replace(typed, "…")

    number = "DA-2026-7K3M9QXW"
    before = {typed: said(typed) for typed in (*LOOKED_FOR, "保密厂", number)}
    case = sealed(house)
    after = {typed: said(typed) for typed in (*LOOKED_FOR, "保密厂", number)}
    keys = [(status, path, 'scope="row"' in body, "找到 0 件" in body) for status, path, body in before.values()]
    assert keys == [(status, path, 'scope="row"' in body, "找到 0 件" in body) for status, path, body in after.values()]
    assert all(WORDS not in body and case.number not in body for _status, _path, body in after.values())


def test_its_number_leads_its_reader_to_it_and_others_nowhere(house: House) -> None:
    case = sealed(house)
    nobodys = "".join("Z" if mark.isalpha() else mark for mark in case.number.removeprefix("DA-"))
    answer = house.client("da.lead").post("/cases/search", data={"typed": case.number})
    assert answer.location == f"/cases/{case.number}"
    for login in (*STRANGERS, "lin"):
        there = house.client(login).post("/cases/search", data={"typed": case.number}, follow_redirects=True)
        gone = house.client(login).post("/cases/search", data={"typed": f"DA-{nobodys}"}, follow_redirects=True)
        assert (there.status_code, there.request.path) == (gone.status_code, gone.request.path)
        assert 'scope="row"' not in there.text
