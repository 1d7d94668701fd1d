"""The dimensions by which figures about cases are broken down; a case stands once under each of its keys."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CompoundSelect, Select, String, select, type_coerce, union

from services.cases.figures.as_of import lasts, theirs
from services.cases.models import Case, CaseCategory, CaseGroup, CasePerson, UnitSpan
from services.core.access import below
from services.core.database import walked
from services.core.figures import Cut, Keys
from services.units.models import Unit


def category(cut: Cut, among: Select[Any]) -> Select[Any]:
    """Codes of the category trees."""
    return _keys(CaseCategory.case_id, CaseCategory.code)


def group(cut: Cut, among: Select[Any]) -> CompoundSelect[Any]:
    """Priority groups, which overlap: those of the case itself and, as at the period's end, those of its people."""
    own = select(CaseGroup.case_id.label("id"), CaseGroup.group.label("key")).where(CaseGroup.case_id.in_(among))
    return union(own, theirs(cut, CasePerson.case_id.in_(among)))


def unit(cut: Cut, among: Select[Any]) -> Select[Any]:
    """Code of the unit that owned the case at the period's end."""
    code = select(Unit.code).where(Unit.id == UnitSpan.unit_id).scalar_subquery()
    owners = select(UnitSpan.case_id.label("id"), code.label("key"))
    return owners.where(
        below(walked(UnitSpan.org_path), cut.unit_path), UnitSpan.from_at < cut.end, lasts(UnitSpan.until_at, cut.end)
    )


def channel(cut: Cut, among: Select[Any]) -> Select[Any]:
    """How the request reached the union."""
    return _keys(Case.id, type_coerce(Case.channel, String))


def _keys(*columns: Any) -> Select[Any]:
    found: Select[Any] = select(*(column.label(name) for column, name in zip(columns, ("id", "key"), strict=True)))
    return found


ALL: dict[str, Keys] = {"category": category, "group": group, "unit": unit, "channel": channel}
