"""What all lives of one half of the city have in common: units, staff, sayings, and the cases under way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from random import Random

from services.cases.kinds import Rating, Status
from services.cases.models import Case
from services.cases.rules import OPEN
from services.people.facts import PersonFacts
from services.scenario.city.papers import Papers
from services.scenario.city.requests import stranger
from services.scenario.city.sayings import Sayings
from services.scenario.city.staff import Staff
from services.units.models import Unit

OWN_RATINGS = (
    *(Rating.VERY_SATISFIED, Rating.SATISFIED, Rating.VERY_SATISFIED),
    *(Rating.VERY_DISSATISFIED, Rating.SATISFIED, Rating.FAIRLY_SATISFIED, Rating.VERY_SATISFIED),
)
"""What members say themselves, in turn."""


@dataclass
class City:
    """What all lives of one half have in common: its units, who works there, what is said, and the cases under way."""

    units: Sequence[Unit]
    staff: Staff
    sayings: Sayings
    draw: Random
    tied: Mapping[str, frozenset[int]]
    """Code of an employer → the staff who see nothing that concerns it."""
    papers: Papers = field(default_factory=Papers)
    handled: list[Case] = field(default_factory=list)
    own_ratings: Iterator[Rating] = field(default_factory=lambda: cycle(OWN_RATINGS))
    open: frozenset[Status] = OPEN
    met: Counter[str] = field(default_factory=Counter)

    def stranger(self) -> PersonFacts:
        """Somebody who was not heard of before."""
        return stranger(self.draw)

    def is_one_of(self, many: int, what: str) -> bool:
        """Whether this is the first of so many, or the first of the next so many."""
        self.met[what] += 1
        return self.met[what] % many == 1

    def another(self, case: Case) -> Case | None:
        """An open case of the city with which this one may be joined."""
        able = [each for each in self.handled if each is not case and each.status in self.open]
        return self.draw.choice(able) if able else None
