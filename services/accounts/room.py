"""What accounts offer to the house."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.accounts.commands import permissions, users
from services.accounts.models import User
from services.accounts.queries import find_user
from services.accounts.views import blueprint, roles, staff
from services.accounts.visitors import prepare
from services.core.access import Actor, administers, allowed
from services.core.rooms import Entry, Panel, Room
from services.core.words import N_
from services.units.models import Unit


def way_to_staff(unit: Unit, actor: Actor) -> Mapping[str, Any] | None:
    """For the page of a unit: its staff, where the actor keeps their accounts."""
    return {"unit": unit} if allowed("user.add", actor, unit.org_path) else None


ROOM = Room(
    name="accounts",
    blueprints=(blueprint, staff, roles),
    commands=(users, permissions),
    found_by={User: find_user},
    navigation=(
        Entry("staff.index", N_("工作人员"), "people", administers, rank=70),
        Entry("roles.index", N_("岗位权限"), "shield-lock", administers, rank=75),
    ),
    panels=(Panel("unit.links", "accounts/_way_to_staff.html", way_to_staff),),
    prepare=prepare,
)
