"""What stands behind a figure: exactly its rows, as far as the viewer may see them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Select, Subquery, cast, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from services.cases.kinds import Channel, Status
from services.cases.models import Case, CaseCategory, Contact
from services.core.access import Actor, visible
from services.core.database import db
from services.core.figures import Cut, Figure
from services.units.models import Unit

PAGE = 50
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_WRITTEN = re.compile(r"(\d{1,17})_(\d{1,19})", re.ASCII)


@dataclass(frozen=True)
class Cursor:
    """The last row of the page before: instant and id."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // MICROSECOND}_{self.id}"

    @classmethod
    def parse(cls, text: str | None) -> Cursor | None:
        """Reads what `str` wrote; None for nothing or for anything else."""
        found = _WRITTEN.fullmatch(text or "")
        if not found or int(found[2]) >= 1 << 63:
            return None
        return cls(EPOCH + int(found[1]) * MICROSECOND, int(found[2]))


@dataclass(frozen=True)
class Line:
    """One case or contact behind a figure.

    `quantity` is what it adds to the figure; `counts` says, for a rate, whether it is among those above the line.
    """

    id: int
    number: str
    at: datetime
    unit: str
    channel: Channel
    status: Status | None
    category: str | None
    quantity: int
    counts: bool | None = None


@dataclass(frozen=True)
class Behind:
    """One page of the rows behind a figure, and where the next one begins."""

    lines: tuple[Line, ...]
    older: Cursor | None


def behind(
    figure: Figure, known: Mapping[str, Figure], cut: Cut, *, seen_by: Actor, after: Cursor | None = None
) -> Behind:
    """The newest first, fifty a page, by one statement whatever their number. For a rate: the rows below the line."""
    rows = known[figure.under or figure.code].listed(cut).subquery()
    quantity = cast(func.sum(rows.c.quantity), BigInteger).label("quantity")  # PostgreSQL adds up to a decimal
    added = select(rows.c.id, quantity).group_by(rows.c.id).subquery()
    above = known[figure.over].listed(cut).subquery() if figure.over else None
    statement = _contacts(seen_by, added) if figure.subject == "contacts" else _cases(seen_by, added, above)
    at, ident = (Contact.at, Contact.id) if figure.subject == "contacts" else (Case.received_at, Case.id)
    found = list(db.session.execute(_page(statement, at, ident, after)))
    lines = tuple(Line(*row) for row in found[:PAGE])
    return Behind(lines, Cursor(lines[-1].at, lines[-1].id) if len(found) > PAGE else None)


def _page(
    statement: Select[Any], at: InstrumentedAttribute[datetime], ident: InstrumentedAttribute[int], after: Cursor | None
) -> Select[Any]:
    if after is not None:
        statement = statement.where(tuple_(at, ident) < tuple_(literal(after.at, at.type), after.id))
    return statement.order_by(at.desc(), ident.desc()).limit(PAGE + 1)


def _cases(actor: Actor, added: Subquery, above: Subquery | None) -> Select[Any]:
    main = (
        select(CaseCategory.code)
        .where(CaseCategory.case_id == Case.id)
        .order_by(CaseCategory.position)
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )
    columns: list[Any] = [Case.id, Case.number, Case.received_at, Unit.name, Case.channel, Case.status]
    columns += [main.label("category"), added.c.quantity]
    if above is not None:
        columns.append(Case.id.in_(select(above.c.id)).label("counts"))
    return visible(Case, actor, *columns).join(added, added.c.id == Case.id).join(Unit, Unit.id == Case.unit_id)


def _contacts(actor: Actor, added: Subquery) -> Select[Any]:
    nothing = literal(None)
    columns: list[Any] = [Contact.id, literal("").label("number"), Contact.at, Unit.name, Contact.channel]
    columns += [nothing.label("status"), nothing.label("category"), added.c.quantity]
    return (
        visible(Contact, actor, *columns).join(added, added.c.id == Contact.id).join(Unit, Unit.id == Contact.unit_id)
    )
