"""The fast way into the tables writes what the verbs would have: chains hold, figures agree, indexes are back."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from bench.bulk import Writer
from bench.lives import END
from bench.seed import ORDER, fill
from services.cases.models import CASE_WORDS, Case, NumberSeries, Recovery
from services.clocks.models import ClockDue
from services.core.audit import Event, verify
from services.core.database import Base, db
from services.core.search import phrases
from services.core.time import Month
from services.reports.queries import figures_of
from services.units.queries import unit_named

CASES = 150
MONTH = Month.parse("2026-03")


def counted(statement: object) -> int:
    found: int | None = db.session.scalar(statement.execution_options(scope="test"))  # type: ignore[attr-defined]
    return found or 0


def test_what_is_written_in_bulk_is_what_the_verbs_would_have_written(whole_app: Flask) -> None:
    with whole_app.app_context():
        events = fill(CASES)
        assert verify() == (events, [])
        assert counted(select(func.count(Case.id))) == CASES
        assert counted(select(func.count(Event.id))) == events
        assert counted(select(func.count(ClockDue.id))) > CASES
        unsealed = counted(select(func.count(Case.id)).where(Case.sealed.is_(False)))
        assert counted(select(func.sum(NumberSeries.last))) == unsealed
        assert counted(select(func.count()).select_from(CASE_WORDS.table)) == unsealed
        told = Case.story.contains("工资"), Case.sealed.is_(False)
        held = set(db.session.scalars(CASE_WORDS.ids(phrases("工资"))))
        assert held >= set(db.session.scalars(select(Case.id).where(*told).execution_options(scope="test")))
        present = {index["name"] for table in Base.metadata.tables for index in inspect(db.engine).get_indexes(table)}
        wanted = {index.name for model in ORDER for index in model.__table__.indexes}
        assert wanted <= present


def test_official_figures_count_what_was_written(whole_app: Flask) -> None:
    with whole_app.app_context():
        fill(CASES)
        figures = figures_of(unit_named("CITY"), MONTH)
        received = (Case.received_at >= MONTH.start) & (Case.received_at < MONTH.end)
        assert figures["cases.received"].number == counted(select(func.count(Case.id)).where(received))
        paid = (Recovery.at >= MONTH.start) & (Recovery.at < MONTH.end) & (Recovery.stage == "paid")
        won = counted(select(func.sum(Recovery.amount_fen)).where(paid))
        assert figures["money.recovered"].number == won


def test_bulk_rows_stand_under_the_same_constraints(whole_app: Flask) -> None:
    with whole_app.app_context(), pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        Writer(ORDER).write([(NumberSeries, {"id": 1, "unit_id": 404, "year": END.year, "last": 1})])
