"""What accounts offer to the house."""

from __future__ import annotations

from services.accounts.commands import permissions, users
from services.accounts.models import User
from services.accounts.queries import find_user
from services.accounts.views import blueprint
from services.accounts.visitors import prepare
from services.core.rooms import Room

ROOM = Room(
    name="accounts",
    blueprints=(blueprint,),
    commands=(users, permissions),
    found_by={User: find_user},
    prepare=prepare,
)
