"""Rows for a file: the same cases in the same order as the list shows them, and the exports that were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BindParameter, bindparam, case, select
from sqlalchemy.orm import joinedload, lazyload

from services.accounts.models import User
from services.cases.exporting.kinds import ExportState
from services.cases.kinds import Channel
from services.cases.models import Case, Export
from services.cases.queries.asked import Asked
from services.cases.queries.lists import ListRow, places_in, rows_of
from services.cases.queries.wanted import Wanted
from services.core.access import Actor, unscoped, visible
from services.core.database import db

AT_ONCE = 500
PAGE = 50
AMONG: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
FURTHER = unscoped(
    select(Case.number, Case.channel, Case.claim_fen, Case.closed_at, Case.id).where(Case.number.in_(AMONG)),
    because="the numbers came from a visible list",
)


@dataclass(frozen=True)
class FullRow:
    """A line of the list, and what else a file may have of the case."""

    shown: ListRow
    channel: Channel
    claim_fen: int | None
    closed_at: datetime | None
    id: int


def rows_for_file(wanted: Wanted, viewer: Actor, today: date, soon: date, most: int) -> list[FullRow]:
    """At most so many cases of the list, in its order, as far as the viewer may see them."""
    places = places_in(wanted, Asked.of(wanted, viewer, today, soon), None, most)
    ids = [case_id for _value, case_id in places]
    found: list[FullRow] = []
    for start in range(0, len(ids), AT_ONCE):
        shown = rows_of(ids[start : start + AT_ONCE])
        further = {row.number: row for row in db.session.execute(FURTHER, {"ids": [each.number for each in shown]})}
        found += [FullRow(each, *further[each.number][1:]) for each in shown]
    return found


def exports_for(viewer: Actor) -> Sequence[Export]:
    """The exports that the viewer asked for or may decide on, waiting ones first, then the newest, a page of them."""
    waiting = case((Export.state == ExportState.WAITING, 0), else_=1)
    listed = visible(Export, viewer).order_by(waiting, Export.at.desc(), Export.id.desc()).limit(PAGE)
    lean = (lazyload(User.unit), lazyload(User.posts))
    return db.session.scalars(
        listed.options(joinedload(Export.user).options(*lean), joinedload(Export.decided_by).options(*lean))
    ).all()


def find_export(export_id: int, seen_by: Actor) -> Export | None:
    """One export as the viewer may see it; None where it is absent or hidden."""
    if export_id >= 2**63:
        return None
    found: Export | None = db.session.scalar(visible(Export, seen_by).where(Export.id == export_id))
    return found
