"""Who works where in the city, and who takes which step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from random import Random

from services.accounts.actors import actor_of
from services.accounts.models import User
from services.accounts.queries import users_seen_by
from services.core.access import SYSTEM, Actor, Role
from services.units.models import Unit


class Staff:
    """The accounts of the city as they stand when it begins; nobody comes or goes in the fourteen months."""

    def __init__(self, draw: Random) -> None:
        self.draw = draw
        self.users = sorted(users_seen_by(SYSTEM), key=lambda user: user.login)
        self.actors = {user.id: actor_of(user) for user in self.users}
        self.holders: dict[Role, list[User]] = defaultdict(list)
        self.in_unit: dict[tuple[str, Role], list[User]] = defaultdict(list)
        """(path, role) → those who hold the role in the unit at the path itself."""
        for user in self.users:
            for role in Role:
                posts = self.actors[user.id].posts_as((role,))
                self.holders[role] += [user] if posts else []
                for path in {post.unit_path for post in posts}:
                    self.in_unit[path, role].append(user)
        self.leads, self.caseworkers = self.holders[Role.SUPERVISOR], self.holders[Role.CASEWORKER]
        shortest = min(len(user.org_path) for user in self.users)
        self.of_the_city = [user for user in self.users if len(user.org_path) == shortest]

    def called(self, login: str) -> User:
        """The account with this name."""
        return next(user for user in self.users if user.login == login)

    def actor(self, user: User) -> Actor:
        """The account as somebody who acts."""
        return self.actors[user.id]

    def nearest(self, unit: Unit | None, role: Role, *, but: Sequence[int] = ()) -> User:
        """One who holds the role in the unit, else in the nearest unit above where anyone else does."""
        while unit is not None:
            able = [user for user in self.in_unit[unit.org_path, role] if user.id not in but]
            if able:
                return self.draw.choice(able)
            unit = unit.parent
        raise LookupError(role)

    def at_the_top(self, role: Role, *, but: Sequence[int] = ()) -> User:
        """One who holds the role in the city itself: those at the telephone."""
        able = [user for user in self.of_the_city if user in self.holders[role] and user.id not in but]
        return self.draw.choice(able)

    @property
    def at_the_telephone(self) -> list[int]:
        """Ids of the caseworkers of the city itself."""
        return [user.id for user in self.of_the_city if user in self.caseworkers]
