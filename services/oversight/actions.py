"""The one thing that is done in oversight: taking the trail out, which stands in the trail itself."""

from __future__ import annotations

from datetime import datetime

from services.cases.actions.exports import check_purpose
from services.cases.exporting.files import Made
from services.cases.models import Case
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import Deed, declare_events, record
from services.core.errors import ErrorCode, Problem
from services.core.words import N_, Labelled, _l
from services.oversight import permissions  # noqa: F401  (declares the verb below)
from services.units.models import Unit

MOST = 5_000
"""More lines than this are asked for in several stretches of days."""


class TrailEvent(Labelled):
    """Kinds of events about the trail."""

    EXPORTED = "trail.exported", N_("导出留痕")


declare_events(TrailEvent, {TrailEvent.EXPORTED: Deed.TAKE_OUT})


@action("trail.export", makes=True)
def export_trail(unit: Unit, case: Case | None, purpose: str, made: Made, *, by: Actor, at: datetime) -> Unit:
    """The trail, or that of one case, went out as a file. Problem: invalid (the purpose), over_cap (MOST lines)."""
    check_purpose(purpose)
    if made.rows > MOST:
        sentence = _l("一次最多导出 %(most)d 行。请加上条件，分几次导出。", most=MOST)
        raise Problem(ErrorCode.OVER_CAP, sentence)
    facts = {"rows": made.rows, "purpose": purpose, "sha256": made.digest}
    record(TrailEvent.EXPORTED, case or unit, facts, by=by, at=at)
    return unit
