"""What is kept from one request to the next is never older than the transaction that asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import update

from services.cases.models import Category
from services.cases.queries import category_names
from services.clocks.models import CalendarDay, CalendarKind
from services.clocks.queries import working_calendar
from services.core.database import db, write_transaction
from services.people.queries import all_groups
from tests.fixtures import House

RENAMED = update(Category).where(Category.code == "A1").values(name_zh="别的名称", version=Category.version + 1)


def test_what_another_process_changed_is_seen_by_the_next_transaction(house: House) -> None:
    before = category_names()["A1"].name_zh
    db.session.rollback()
    with db.engine.connect().execution_options(write=True) as other:
        other.execute(RENAMED)
        other.commit()
    assert before != "别的名称"
    assert category_names()["A1"].name_zh == "别的名称"


def test_a_day_that_was_changed_where_it_stands_is_seen_by_the_next_transaction(house: House) -> None:
    make_up = date(2026, 2, 14)
    assert working_calendar().is_working_day(make_up)
    db.session.rollback()
    with db.engine.connect().execution_options(write=True) as other:
        other.execute(update(CalendarDay).where(CalendarDay.on == make_up).values(kind=CalendarKind.HOLIDAY))
        other.commit()
    assert not working_calendar().is_working_day(make_up)


def test_a_change_is_seen_in_its_own_transaction_once_it_is_flushed(house: House) -> None:
    with write_transaction() as session:
        kept = category_names()["A1"].name_zh
        entry = session.get_one(Category, "A1")
        entry.name_zh, entry.version = "别的名称", entry.version + 1
        assert category_names()["A1"].name_zh == kept
        session.flush()
        assert category_names()["A1"].name_zh == "别的名称"


def test_a_change_in_bulk_is_seen_in_its_own_transaction(house: House) -> None:
    with write_transaction() as session:
        assert category_names()["A1"].name_zh != "别的名称"
        session.execute(RENAMED)
        assert category_names()["A1"].name_zh == "别的名称"


def test_a_change_that_was_rolled_back_is_forgotten(house: House) -> None:
    before = category_names()["A1"].name_zh
    try:
        with write_transaction() as session:
            session.execute(RENAMED)
            assert category_names()["A1"].name_zh == "别的名称"
            raise InterruptedError
    except InterruptedError:
        pass
    assert category_names()["A1"].name_zh == before


def test_one_question_a_transaction_serves_everything_that_is_kept(
    house: House, count_statements: Callable[[], list[str]]
) -> None:
    working_calendar(), category_names(), all_groups()
    db.session.rollback()
    before = len(count_statements())
    for _time in range(3):
        working_calendar(), category_names(), all_groups()
    assert len(count_statements()) - before <= 2  # the question, and BEGIN on SQLite


def test_what_is_kept_belongs_to_no_session(house: House) -> None:
    assert not any(category in db.session for category in category_names().values())
