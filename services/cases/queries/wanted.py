"""What a list is asked for, and the conditions that follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, select, true

from services.cases.figures import FIGURES, QUALITY
from services.cases.kinds import Channel, ChaserKind, Status
from services.cases.models import Case, CaseCategory, Chaser
from services.cases.queries.groups import of_group
from services.cases.rules import CLOSED, OPEN, UNTAKEN
from services.cases.typed import Typed
from services.core.access import Actor, below
from services.core.database import db
from services.core.figures import Cut, CutAlone, Figure
from services.core.planning import walked
from services.core.time import Month
from services.people.chains import chain_ids
from services.units.models import Unit

EVERYWHERE = "/"
"""The path above all units."""


@dataclass(frozen=True)
class Wanted:
    """What a list shows; every part but `typed` stands in the address, none of it is personal."""

    status: Status | None = None
    state: str = ""
    """`open`, `untaken` (open, and nobody handles it), `closed` or empty for all."""
    due: str = ""
    """`overdue`, `today`, `soon` or empty."""
    unit: str = ""
    """Code of a unit, with everything below it; with `alone`, of the unit itself."""
    alone: bool = False
    handler: int = 0
    """Id of the colleague who handles it."""
    chased: ChaserKind | None = None
    figure: str = ""
    """Code of a figure about cases: its rows in `period`, those of units that owned them at the period's end."""
    period: Month | None = None
    mine: bool = False
    category: str = ""
    group: str = ""
    channel: Channel | None = None
    month: Month | None = None
    order: str = "newest"
    """One of ORDERS."""
    employer: int = 0
    """Id of an employer: its cases and those of its chain of work."""
    typed: Typed | None = None
    """What is searched for; in the address only where it is not personal."""


def conditions(wanted: Wanted, viewer: Actor, today: date, soon: date) -> list[ColumnElement[bool]]:
    """The WHERE of a list, but for what was typed.

    `today` and `soon` are the local days between which a clock counts as near.
    """
    asked: list[tuple[object, Callable[[], ColumnElement[bool]]]] = [
        (wanted.status, lambda: Case.status == wanted.status),
        (wanted.state == "open", lambda: Case.status.in_(OPEN)),
        (wanted.state == "untaken", is_untaken),
        (wanted.state == "closed", lambda: Case.status.in_(CLOSED)),
        (wanted.due == "overdue", lambda: Case.next_due_on < today),
        (wanted.due == "today", lambda: Case.next_due_on == today),
        (wanted.due == "soon", lambda: and_(Case.next_due_on >= today, Case.next_due_on < soon)),
        (wanted.unit and not wanted.figure, lambda: _within(wanted.unit, wanted.alone)),
        (wanted.chased, lambda: Case.id.in_(were(wanted.chased)) if wanted.chased else true()),
        (wanted.figure, lambda: _behind(wanted)),
        (wanted.handler, lambda: Case.handler_id == wanted.handler),
        (wanted.mine, lambda: Case.handler_id == viewer.user_id),
        (wanted.category, lambda: Case.id.in_(_of_category(wanted.category))),
        (wanted.group, lambda: of_group(wanted.group, today)),
        (wanted.employer, lambda: Case.employer_id.in_(chain_ids(wanted.employer))),
        (wanted.channel, lambda: Case.channel == wanted.channel),
        (wanted.month, lambda: _received_in(wanted.month)),
    ]
    return [condition() for given, condition in asked if given]


def is_untaken() -> ColumnElement[bool]:
    """Whether nobody handles the case, though somebody could take it on now."""
    return and_(Case.handler_id.is_(None), Case.status.in_(UNTAKEN))


def were(kind: ChaserKind) -> Select[Any]:
    """Ids of the cases about which somebody was pressed so."""
    return select(Chaser.case_id).where(Chaser.kind == kind)


def figures_of_cases() -> dict[str, Figure]:
    """code → figure of which a list of cases can show the rows."""
    return {figure.code: figure for figure in (*FIGURES, *QUALITY) if figure.subject == "cases"}


def _path_of(code: str) -> str | None:
    return db.session.scalar(select(Unit.org_path).where(Unit.code == code))


def _within(code: str, alone: bool) -> ColumnElement[bool]:
    path = _path_of(code)
    if not path:
        return false()
    return Case.org_path == path if alone else below(walked(Case.org_path), path)


def _behind(wanted: Wanted) -> ColumnElement[bool]:
    """Whether the case is one that the figure counts in the period; for a rate, one of those below the line."""
    known = figures_of_cases()
    path = _path_of(wanted.unit) if wanted.unit else EVERYWHERE
    if wanted.period is None or path is None:
        return false()
    cut = (CutAlone if wanted.alone else Cut)(path, wanted.period.start, wanted.period.end)
    asked = known[wanted.figure]
    rows = (known[asked.under] if asked.under else asked).listed(cut).subquery()
    return Case.id.in_(select(rows.c.id))


def _received_in(month: Month | None) -> ColumnElement[bool]:
    return and_(Case.received_at >= month.start, Case.received_at < month.end) if month else true()


def _of_category(code: str) -> Select[Any]:
    return select(CaseCategory.case_id).where(CaseCategory.code == code)
