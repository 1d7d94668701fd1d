"""Which units a report can be made for."""

from __future__ import annotations

from sqlalchemy import select

from services.core.access import Actor, below_any
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.reports.permissions import RULES
from services.units.models import Unit

MOST = 500


def unit_by_code(code: str) -> Unit:
    """The unit. Raises Problem(not_found) where there is none."""
    unit = db.session.scalar(select(Unit).where(Unit.code == code))
    if unit is None:
        raise Problem(ErrorCode.NOT_FOUND, _l("没有代码为“%(code)s”的单位。", code=code[:40]), field="unit")
    return unit


def units_for(actor: Actor) -> list[tuple[str, str]]:
    """(code, name) of the units whose reports the actor may see, from the top down, at most 500."""
    paths = [post.unit_path for post in actor.posts_as(RULES["report.see"].roles)]
    wanted = select(Unit.code, Unit.name).where(below_any(Unit.org_path, paths)).order_by(Unit.org_path).limit(MOST)
    return [(code, name) for code, name in db.session.execute(wanted)]
