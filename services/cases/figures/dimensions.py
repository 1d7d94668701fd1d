"""The dimensions by which figures about cases are broken down; a case stands once under each of its keys."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, String, select, type_coerce

from services.cases.figures.as_of import with_groups
from services.cases.models import Case, CaseCategory
from services.core.figures import Dimension, Keyed, Period
from services.units.models import Unit


def category(cut: Period, rows: FromClause) -> Keyed:
    """Codes of the category trees."""
    return _of(rows, CaseCategory, CaseCategory.case_id == rows.c.id, CaseCategory.code)


def group(cut: Period, rows: FromClause) -> Keyed:
    """Priority groups, which overlap: those of the case itself and, as at the period's end, those of its people."""
    return with_groups(rows, cut)


def unit(cut: Period, rows: FromClause) -> Keyed:
    """Code of the unit that owned the case at the period's end."""
    return _of(rows, Unit, Unit.org_path == rows.c.path, Unit.code)


def channel(cut: Period, rows: FromClause) -> Keyed:
    """How the request reached the union."""
    return _of(rows, Case, Case.id == rows.c.id, type_coerce(Case.channel, String))


def _of(rows: FromClause, model: Any, on: ColumnElement[bool], key: Any) -> Select[Any]:
    columns: tuple[Any, ...] = (*rows.c, key.label("key"))
    return select(*columns).select_from(rows.outerjoin(model, on))


ALL: dict[str, Dimension] = {"category": category, "group": group, "unit": unit, "channel": channel}
