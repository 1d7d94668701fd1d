"""What of a figure is open to whoever looks, and how many of its rows are not, unit by unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, cast, func, select

from services.cases.models import Case, Contact
from services.core.access import Actor, visible
from services.core.database import db
from services.core.figures import Cut, Figure
from services.reports.rules import Value, rate_of, value_of


def open_value(figure: Figure, known: Mapping[str, Figure], cut: Cut, *, seen_by: Actor) -> Value:
    """The figure over the rows that the viewer may see: what stands at the head of the list behind it."""
    if figure.over and figure.under:
        over, under = (open_value(known[code], known, cut, seen_by=seen_by) for code in (figure.over, figure.under))
        return rate_of(over, under)
    rows, model = figure.listed(cut).subquery(), _subject(figure)
    total = cast(func.coalesce(func.sum(rows.c.quantity), 0), BigInteger)
    folded = visible(model, seen_by, func.count(), total).join(rows, rows.c.id == model.id)
    return value_of(figure, *db.session.execute(folded).one())


def not_open(figure: Figure, cut: Cut, *, seen_by: Actor) -> list[int]:
    """How many rows of a counted figure are not open to the viewer, for each unit that has such rows."""
    rows, model = figure.listed(cut, "path").cte(), _subject(figure)
    seen = visible(model, seen_by, model.id).where(model.id == rows.c.id).correlate(rows).exists()
    hidden = select(func.count()).select_from(rows).where(~seen)
    told = "official figures: how many there are of which nothing else is said"
    return list(db.session.scalars(hidden.group_by(rows.c.path).execution_options(scope=told)))


def _subject(figure: Figure) -> type[Any]:
    return Contact if figure.subject == "contacts" else Case
