"""A word that very many cases hold is looked for along the list, and leads to the same pages as a rare one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from services.cases.models import Case, index_cases
from services.cases.queries import asked, lists
from services.core.access import unscoped
from services.core.database import db, write_transaction
from tests.cases.test_columns import numbers
from tests.fixtures import MONDAY, House
from tests.house.many import many_cases

WORD = "矽肺"


@pytest.fixture
def told(house: House) -> House:
    """Cases of which two of three hold the word; those that arose last were received first."""
    many_cases(house, 36)
    many_cases(house, 24, first=37, at=MONDAY - timedelta(days=30))
    every = unscoped(select(Case.id).order_by(Case.number), because="test")
    with write_transaction():
        ids = db.session.scalars(every).all()
        stories = [{"i": ident, "s": "吃饭" if n % 3 == 0 else f"得了{WORD}"} for n, ident in enumerate(ids)]
        db.session.connection().execute(text("UPDATE cases SET story = :s WHERE id = :i"), stories)
        index_cases(ids)
    return house


@pytest.mark.parametrize("order", ["newest", "oldest", "due", "number"])
@pytest.mark.parametrize("following", [1, 12, 1000])
def test_its_pages_are_those_of_a_rare_word(
    told: House, monkeypatch: pytest.MonkeyPatch, order: str, following: int
) -> None:
    for module in (asked, lists):
        monkeypatch.setattr(module, "PAGE", 7)
    client, address = told.client("lin"), f"/cases?q={WORD}&order={order}"
    rare = numbers(client, address)
    for name, value in {"FEW": 5, "NEXT": following}.items():
        monkeypatch.setattr(asked, name, value)
    assert numbers(client, address) == rare
    assert len(rare) == len(set(rare)) == 40


@pytest.mark.parametrize("some", [3, 20, 1000])
def test_how_many_hold_it_is_said_however_few_were_looked_at_first(
    told: House, monkeypatch: pytest.MonkeyPatch, some: int
) -> None:
    for name, value in {"FEW": 5, "SOME": some}.items():
        monkeypatch.setattr(asked, name, value)
    client = told.client("lin")
    assert "找到 40 件" in client.get(f"/cases?q={WORD}").text
    monkeypatch.setattr(asked, "MOST_COUNTED", 10)
    monkeypatch.setattr("services.cases.views.lists.MOST_COUNTED", 10)
    assert "找到 10 件以上" in client.get(f"/cases?q={WORD}").text


def test_nobody_finds_by_it_what_is_sealed_or_of_another_unit(told: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "FEW", 5)
    assert numbers(told.client("sun"), f"/cases?q={WORD}") == []
    sealed = told.make_case(categories=("C5",), text=f"{WORD}之后被骚扰", by="da.lead").number
    assert sealed not in numbers(told.client("da.lead"), f"/cases?q={WORD}")
