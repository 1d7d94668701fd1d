"""What the database holds, counted: whether a story may begin, and whether a refused step left a trace."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, cast, func, literal, select, union_all

from services.core.database import Base, db

FROM_THE_START = frozenset(
    {"calendar_day", "calendar_year", "category", "consent_text", "priority_group", "sign_in_attempt"}
)
"""Tables that are filled by set-up, or by people who knock at the door."""

Trace = dict[str, tuple[int, int]]


def first_table_in_use() -> str | None:
    """The name of a table in which something was written since set-up; None where the database is empty."""
    wanted = [table for table in Base.metadata.sorted_tables if table.name not in FROM_THE_START]
    parts = [select(literal(table.name), func.count()).select_from(table) for table in wanted]
    counted = db.session.execute(union_all(*parts).execution_options(scope="counting rows before a story"))
    return next((name for name, count in counted if count), None)


def trace() -> Trace:
    """table → (rows, sum of their versions). Whatever an action changes shows here: each writes an event."""
    parts = [
        select(literal(table.name), func.count(), _versions(table)).select_from(table)
        for table in Base.metadata.sorted_tables
    ]
    counted = db.session.execute(union_all(*parts).execution_options(scope="counting rows around a step"))
    return {name: (count, versions) for name, count, versions in counted}


def _versions(table: Any) -> Any:
    return cast(func.coalesce(func.sum(table.c.version), 0), Integer) if "version" in table.c else literal(0)
