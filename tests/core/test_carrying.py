"""Rows carried from one database into another: all of them, in an order that the other takes, and never over others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import create_app
from services.cases.actions import merge, note
from services.cases.models import Case
from services.core.audit import verify
from services.core.carrying import News, Rows, all_rows, carry, clear, news_since, put
from services.core.database import db, write_transaction
from services.core.ids import ids_of_lane, new_id
from services.units.models import Unit
from tests.fixtures import MONDAY, House, settings_for


@pytest.fixture
def copy(fresh_database: Callable[[str], str], tmp_path: Path) -> Flask:
    """An application of its own on another, empty database."""
    return create_app(settings_for(fresh_database("sqlite"), tmp_path))


def case_with(ident: int) -> Case:
    return db.session.scalars(select(Case).where(Case.id == ident).execution_options(scope="test")).one()


def standing() -> Rows:
    with write_transaction() as session:
        return all_rows(session.connection())


def begin(copy: Flask, rows: Rows) -> None:
    with copy.app_context(), write_transaction() as session:
        clear(session.connection())
        put(session.connection(), rows)


def news_of(copy: Flask, rows: Rows) -> News:
    with copy.app_context(), write_transaction() as session:
        return news_since(rows, session.connection())


def test_a_copy_holds_the_same_rows(house: House, copy: Flask) -> None:
    early, late = house.make_case(), house.make_case(at=MONDAY + timedelta(hours=1))
    merge(early, late, by=house.actor("lin"), at=MONDAY + timedelta(hours=2))  # a row that names a later one
    before = standing()
    begin(copy, before)
    with copy.app_context():
        assert {name: sorted(map(str, rows)) for name, rows in standing().items()} == {
            name: sorted(map(str, rows)) for name, rows in before.items()
        }
    assert news_of(copy, before) == News({name: [] for name in before}, {name: [] for name in before})


def test_what_happened_in_a_copy_happens_here(house: House, copy: Flask) -> None:
    case = house.make_case()
    known = case.id
    before = standing()
    begin(copy, before)
    with copy.app_context():
        there = House(copy)
        merged = there.make_case(at=MONDAY + timedelta(hours=1))
        merge(merged, case_with(known), by=there.actor("lin"), at=MONDAY + timedelta(hours=2))
        number, ident = merged.number, merged.id
        db.session.remove()
    news = news_of(copy, before)
    with write_transaction() as session:
        carry(session.connection(), news)
    carried = case_with(ident)
    assert (carried.number, carried.merged_into_id) == (number, known)
    assert verify()[1] == []
    note(case_with(known), "继续办理", by=house.actor("lin"), at=MONDAY + timedelta(hours=3))
    assert verify()[1] == []


def test_what_was_changed_on_both_sides_is_refused_and_nothing_is_carried(house: House, copy: Flask) -> None:
    case = house.make_case()
    known = case.id
    before = standing()
    begin(copy, before)
    with copy.app_context():
        there = House(copy)
        note(case_with(known), "那边的记录", by=there.actor("lin"), at=MONDAY + timedelta(hours=1))
        db.session.remove()
    note(case, "这边的记录", by=house.actor("lin"), at=MONDAY + timedelta(hours=1))
    rows, news = standing(), news_of(copy, before)
    with pytest.raises(RuntimeError, match="both sides"), write_transaction() as session:
        carry(session.connection(), news)
    assert standing() == rows


def test_rows_that_have_gone_cannot_be_carried(small_house: House, copy: Flask) -> None:
    before = standing()
    begin(copy, before)
    with copy.app_context(), write_transaction() as session:
        session.execute(update(Unit).where(Unit.code == "SA").values(active=False))
    assert len(news_of(copy, before).changed["unit"]) == 1
    gone = dict(before) | {"unit": [*before["unit"], (1, *before["unit"][0][1:])]}
    with pytest.raises(RuntimeError, match="unit"):
        news_of(copy, gone)


def test_lanes_never_give_the_same_id() -> None:
    given = []
    for lane in range(3):
        with ids_of_lane(lane, 3):
            mine = [new_id() for _time in range(500)]
        assert mine == sorted(set(mine))
        assert {ident % 3 for ident in mine} == {lane}
        given += mine
    assert len(set(given)) == len(given)
    assert len({new_id() % 3 for _time in range(100)}) == 3
