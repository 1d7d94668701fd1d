"""The units of a table: its own, those that its rows name, and those that are set up with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from services.cases.importing.checking import wrong
from services.cases.importing.profile import Profile, TableProfile
from services.core.access import Actor, Level
from services.core.database import db
from services.core.words import _l
from services.units.actions import add_unit
from services.units.models import Unit
from services.units.rules import must_stand_under


def set_up_units(profile: TableProfile, *, by: Actor, at: datetime) -> None:
    """Sets up the units that the profile describes and that are not there yet, in its order.

    Raises Problem: not_allowed (who imports may not set up that unit), invalid (level, an absent parent).
    """
    for told in profile.units:
        if _with_code(told.code) is None:
            parent = unit_for(told.parent) if told.parent else None
            add_unit(parent, told.code, told.name, told.level, by=by, at=at)


def refuse_units_that_cannot_be(profile: TableProfile) -> None:
    """Raises Problem(invalid) where a unit that the profile describes could not be set up: level, an absent parent."""
    levels: dict[str, Level] = {}
    for told in profile.units:
        there = _with_code(told.code)
        if there is None and told.parent:
            must_stand_under(told.level, levels.get(told.parent) or unit_for(told.parent).level)
        levels[told.code] = there.level if there else told.level


def unit_to_be(profile: TableProfile, code: str | None = None) -> Unit | None:
    """The table's own unit; None where the profile describes it and it is not set up yet. Raises Problem(invalid)."""
    wanted = code or profile.unit
    if wanted in {told.code for told in profile.units} and _with_code(wanted or "") is None:
        return None
    return unit_for(wanted)


def unit_for(code: str | None) -> Unit:
    """The unit with the code; without one, the only unit there is. Raises Problem(invalid)."""
    if code:
        named = _with_code(code)
        if named is not None:
            return named
        raise wrong(_l("没有代码为“%(code)s”的单位。请先用 flask units add 建立，或改写 --unit。", code=code))
    found = db.session.scalars(select(Unit).limit(2)).all()
    if len(found) != 1:
        raise wrong(_l("请用 --unit 或配置里的 unit 写明案件归哪个单位。"))
    return found[0]


def refuse_unknown_units(profile: Profile) -> None:
    """Raises Problem(invalid) for a unit to which cases are to be on their way, and that is not there."""
    described = {told.code for told in profile.units}
    for code in profile.course.units.values() if profile.course else ():
        if code not in described:
            unit_for(code)


def units_of(unit: Unit, profile: Profile) -> Mapping[str | None, Unit]:
    """Code → unit, of all that the profile's values name; None is the table's own. Raises Problem(invalid).

    Only units below the table's own are taken: whoever may import there may import nowhere else.
    """
    wanted = dict.fromkeys(profile.columns.unit.values.values()) if profile.columns.unit else {}
    found: dict[str | None, Unit] = {None: unit}
    for code in wanted:
        found[code] = place = unit_for(code)
        if not place.org_path.startswith(unit.org_path):
            raise wrong(_l("单位“%(code)s”不在“%(own)s”之下，不能由这张表导入。", code=code, own=unit.code))
    return found


def _with_code(code: str) -> Unit | None:
    return db.session.scalar(select(Unit).where(Unit.code == code))
