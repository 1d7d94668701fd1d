"""The dimensions by which figures about cases are broken down; a case stands once under each of its keys."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, select, type_coerce

from services.cases.figures.as_of import lasts
from services.cases.models import Case, CaseCategory, CaseGroup, UnitSpan
from services.core.access import below
from services.core.database import walked
from services.core.figures import Cut, Keys
from services.units.models import Unit


def category(cut: Cut) -> Select[Any]:
    """Codes of the category trees."""
    return _keys(CaseCategory.case_id, CaseCategory.code)


def group(cut: Cut) -> Select[Any]:
    """Priority groups, which overlap."""
    return _keys(CaseGroup.case_id, type_coerce(CaseGroup.group, String))


def unit(cut: Cut) -> Select[Any]:
    """Code of the unit that owned the case at the period's end."""
    code = select(Unit.code).where(Unit.id == UnitSpan.unit_id).scalar_subquery()
    owners = select(UnitSpan.case_id.label("id"), code.label("key"))
    return owners.where(
        below(walked(UnitSpan.org_path), cut.unit_path), UnitSpan.from_at < cut.end, lasts(UnitSpan.until_at, cut.end)
    )


def channel(cut: Cut) -> Select[Any]:
    """How the request reached the union."""
    return _keys(Case.id, type_coerce(Case.channel, String))


def _keys(*columns: Any) -> Select[Any]:
    found: Select[Any] = select(*(column.label(name) for column, name in zip(columns, ("id", "key"), strict=True)))
    return found


ALL: dict[str, Keys] = {"category": category, "group": group, "unit": unit, "channel": channel}
