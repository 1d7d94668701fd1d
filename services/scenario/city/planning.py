"""What is to come, drawn before anything happens: every request, every call, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random

from services.cases.kinds import Channel, Group
from services.cases.queries import categories_on
from services.clocks.queries import working_calendar
from services.core.time import Month, from_local, local_date
from services.scenario.city.beside import WEIGHTS as HANGING
from services.scenario.city.beside import Beside
from services.scenario.city.fates import FATES, Fate
from services.scenario.city.months import ARREARS, MONTHS, Arrival, arrivals, spread_evenly
from services.scenario.city.places import Places
from services.scenario.city.requests import Request, Requests
from services.scenario.city.sayings import Sayings
from services.scenario.city.turns import WEIGHTS, Turn

CHANNELS = {
    Channel.HOTLINE: 40,
    Channel.VISIT: 22,
    Channel.WEB: 12,
    Channel.TRANSFERRED: 10,
    Channel.ENTERPRISE_UNION: 7,
    Channel.LETTER: 5,
    Channel.PATROL: 4,
}
ENQUIRIES = 0.3
"""Calls that make no case, beside each case."""
FATED = 0.03
"""Cases of the last weeks, of all cases, whose end is decided so that every state is seen."""


@dataclass(frozen=True)
class Wish:
    """What is asked for: how many cases, by which seed, up to which instant (not included) of which month."""

    cases: int
    seed: int
    until: Month
    end: datetime

    @property
    def first(self) -> Month:
        """The first of the months."""
        return self.until.back(MONTHS - 1)


@dataclass(frozen=True)
class Due:
    """One request on its way, and what is out of the ordinary about what becomes of it."""

    request: Request
    turn: Turn
    beside: Beside
    fate: Fate | None


@dataclass(frozen=True)
class Call:
    """A question on the telephone that makes no case."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Plan:
    """Everything that comes in, in the order in which it was drawn."""

    dues: Sequence[Due]
    calls: Sequence[Call]


def plan(wish: Wish, places: Places) -> Plan:
    """The same wish makes the same plan."""
    draw, calendar = Random(wish.seed), working_calendar()  # nosec B311  (drawn the same way again, guards nothing)
    requests = Requests(draw, Sayings(draw), places)
    due = arrivals(wish.cases, wish.until, wish.end, _categories(wish), calendar, draw)
    channels = spread_evenly(CHANNELS, len(due), draw)
    wanted = dict(zip(draw.sample(range(len(due)), 4 * len(Group)), 4 * list(Group), strict=True))
    turns, hanging = spread_evenly(WEIGHTS, len(due), draw), spread_evenly(HANGING, len(due), draw)
    dues = []
    for number, (arrival, fate) in enumerate(_fated(due, wish, draw)):
        turn, beside = (Turn.NONE, Beside.NOTHING) if fate else (turns[number], hanging[number])
        to_a_street = turn is Turn.RULED  # there the unit above, which rules, lies in the same half of the city
        request = requests.draw_one(arrival, channels[number], wanted.get(number), to_a_street=to_a_street)
        dues.append(Due(request, turn, beside, fate))
    calls = arrivals(round(wish.cases * ENQUIRIES), wish.until, wish.end, [ARREARS, "A2"], calendar, draw)
    return Plan(dues, [Call(call.at, requests.enquiry(local_date(call.at))) for call in calls])


def _fated(due: Sequence[Arrival], wish: Wish, draw: Random) -> Iterator[tuple[Arrival, Fate | None]]:
    """The arrivals, of which the last that are no arrears are moved to where their fate wants them."""
    count = max(len(FATES), round(len(due) * FATED))
    others = [arrival for arrival in due if arrival.category != ARREARS]
    chosen = {id(arrival): FATES[place % len(FATES)] for place, arrival in enumerate(others[-count:])}
    for arrival in due:
        fate = chosen.get(id(arrival))
        yield (replace(arrival, at=_ago(fate, wish.end, draw)), fate) if fate else (arrival, None)


def _ago(fate: Fate, end: datetime, draw: Random) -> datetime:
    day = working_calendar().add_working_days(local_date(end), -fate.days_ago - 1)
    return from_local(datetime.combine(day, time(8, 30)) + timedelta(minutes=draw.randrange(400)))


def _categories(wish: Wish) -> list[str]:
    """All that are offered on the first day and still on the last."""
    return [category.code for category in categories_on(local_date(wish.first.start))]
