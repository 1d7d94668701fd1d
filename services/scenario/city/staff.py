"""Who works where in the city, and who takes which step."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from services.accounts.actors import actor_of
from services.accounts.models import User
from services.accounts.queries import users_seen_by
from services.core.access import SYSTEM, Actor, Post, Role
from services.units.models import Unit


class Staff:
    """The accounts of the city as they stand when it begins; nobody comes or goes in the fourteen months."""

    def __init__(self, draw: Random) -> None:
        self.draw = draw
        self.users = sorted(users_seen_by(SYSTEM), key=lambda user: user.login)
        self.actors = {user.id: actor_of(user) for user in self.users}
        self.leads = [user for user in self.users if self._posts(user, Role.SUPERVISOR)]
        self.caseworkers = [user for user in self.users if self._posts(user, Role.CASEWORKER)]

    def called(self, login: str) -> User:
        """The account with this name."""
        return next(user for user in self.users if user.login == login)

    def actor(self, user: User) -> Actor:
        """The account as somebody who acts."""
        return self.actors[user.id]

    def in_unit(self, path: str, role: Role) -> list[User]:
        """Those who hold the role in the unit at the path itself."""
        return [user for user in self.users if any(post.unit_path == path for post in self._posts(user, role))]

    def nearest(self, unit: Unit | None, role: Role, *, but: Sequence[int] = ()) -> User:
        """One who holds the role in the unit, else in the nearest unit above where anyone else does."""
        while unit is not None:
            able = [user for user in self.in_unit(unit.org_path, role) if user.id not in but]
            if able:
                return self.draw.choice(able)
            unit = unit.parent
        raise LookupError(role)

    def at_the_top(self, role: Role, *, but: Sequence[int] = ()) -> User:
        """One who holds the role in the city itself: those at the telephone."""
        shortest = min(len(user.org_path) for user in self.users)
        able = [user for user in self.users if len(user.org_path) == shortest and self._posts(user, role)]
        return self.draw.choice([user for user in able if user.id not in but])

    @property
    def at_the_telephone(self) -> list[int]:
        """Ids of the caseworkers of the city itself."""
        shortest = min(len(user.org_path) for user in self.users)
        return [user.id for user in self.caseworkers if len(user.org_path) == shortest]

    def _posts(self, user: User, role: Role) -> tuple[Post, ...]:
        return self.actors[user.id].posts_as((role,))
