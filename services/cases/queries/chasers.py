"""Which cases show a light of which nobody was told yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, exists, or_, select

from services.cases.models import Case, Chaser
from services.cases.rules import OPEN
from services.clocks.models import Clock
from services.clocks.rules import Bands, Light
from services.core.access import unscoped
from services.core.database import db


def due_for_a_chaser(bands: Bands) -> Sequence[tuple[Case, int, Light]]:
    """(case, id of its nearest clock, light) of the open cases that are near or over, the longest over first."""
    due = Clock.due_on
    lights = {
        Light.PURPLE: due < bands.purple_before,
        Light.RED: and_(due >= bands.purple_before, due < bands.today),
        Light.YELLOW: and_(due >= bands.today, due < bands.green_from),
    }
    told = exists().where(Chaser.case_id == Case.id, Chaser.clock_id == Clock.id)
    fresh = or_(*(and_(shown, ~told.where(Chaser.light == light)) for light, shown in lights.items()))
    nearest = and_(Clock.case_id == Case.id, Clock.rule == Case.next_rule, due == Case.next_due_on)
    running = (Clock.met_at.is_(None), Clock.cancelled_at.is_(None), Case.status.in_(OPEN))
    wanted = select(Case, Clock.id, due).join(Clock, nearest).where(*running, fresh).order_by(due, Case.id)
    rows = db.session.execute(unscoped(wanted, because="the lights are told to whoever has the case in hand")).all()
    found = {case.id: (case, clock_id, bands.light(due_on)) for case, clock_id, due_on in rows}
    return list(found.values())
