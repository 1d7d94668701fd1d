"""One half of the city played from its first day to its last: lives side by side in the order of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heappop, heapreplace
from random import Random

from services.cases.actions import log_contact
from services.cases.kinds import Channel
from services.cases.numbers import drawn_by
from services.cases.query_codes import hashed_ahead
from services.clocks.queries import working_calendar
from services.core.access import Role
from services.core.ids import ids_of_lane
from services.people.queries import find_employer
from services.scenario.city.backdrop import City
from services.scenario.city.life import Life, Steps
from services.scenario.city.pace import Pace
from services.scenario.city.places import HALVES, Places
from services.scenario.city.planning import Call, Due, Plan
from services.scenario.city.sayings import Sayings
from services.scenario.city.staff import Staff
from services.units.models import Unit
from services.units.queries import all_units


@dataclass(frozen=True)
class Half:
    """What comes to some of the units; no step of it touches a case, a number or a chain of the other half."""

    place: int
    seed: int
    end: datetime
    dues: Sequence[Due]
    calls: Sequence[Call]
    tied: Mapping[str, frozenset[int]]
    """Code of an employer → the staff who see nothing that concerns it."""

    def play(self, told: Callable[[], None]) -> None:
        """Takes all steps in the order of their times; `told` is called as each case begins. Inside the write path."""
        draw = Random(f"{self.seed} {self.place}")  # nosec B311  (a demo is drawn the same way again, guards nothing)
        codes = sum(due.request.channel is Channel.WEB for due in self.dues)
        with hashed_ahead(codes), drawn_by(draw.choice), ids_of_lane(self.place, HALVES):
            play(self._lives(draw, told), self.end)

    def _lives(self, draw: Random, told: Callable[[], None]) -> list[Steps]:
        places, calendar, staff = Places(), working_calendar(), Staff(draw)
        units = {unit.code: unit for unit in all_units() if places.half_of(unit.code) == self.place}
        codes = sorted({due.request.employer for due in self.dues})
        employers = {code: found for code in codes if (found := find_employer(code))}
        common = City(list(units.values()), staff, Sayings(draw, self.place, HALVES), draw, self.tied)
        lives = []
        for due in self.dues:
            request, pace = due.request, Pace(due.request.at, calendar, draw)
            unit, employer = units[request.unit], employers[request.employer]
            life = Life(request, unit, employer, common, pace, draw, due.turn, due.beside, due.fate)
            lives.append(_counted(life.steps(), told))
        return [*lives, *(_answered(call, units[places.root], staff) for call in self.calls)]


def halves(plan: Plan, places: Places, seed: int, end: datetime, tied: Mapping[str, frozenset[int]]) -> Sequence[Half]:
    """The plan in two. Whoever calls the city with a question calls the half in which the city itself lies."""
    return [
        Half(
            place,
            seed,
            end,
            [due for due in plan.dues if places.half_of(due.request.unit) == place],
            plan.calls if place == places.half_of(places.root) else (),
            tied,
        )
        for place in range(HALVES)
    ]


def play(lives: Sequence[Steps], end: datetime) -> None:
    """Takes the steps of all lives in the order of their times; what would come at the end or after does not happen."""
    queue = [(next(steps), number, steps) for number, steps in enumerate(lives)]
    heapify(queue)
    while queue and queue[0][0] < end:
        _at, number, steps = queue[0]
        following = next(steps, None)
        if following is None:
            heappop(queue)
        else:
            heapreplace(queue, (following, number, steps))


def _counted(steps: Steps, told: Callable[[], None]) -> Steps:
    yield next(steps)
    told()
    yield from steps


def _answered(call: Call, unit: Unit, staff: Staff) -> Steps:
    """A question on the telephone of the city, answered at once."""
    yield call.at
    clerk = staff.actor(staff.at_the_top(Role.CASEWORKER))
    log_contact(unit, Channel.HOTLINE, call.text, by=clerk, at=call.at)
