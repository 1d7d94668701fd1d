"""The city played from its first day to its last: lives side by side in the order of time, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from heapq import heapify, heappop, heapreplace
from pathlib import Path
from random import Random
from typing import Any

import yaml

from services.accounts.passwords import one_time_secret
from services.accounts.queries import find_user
from services.cases.actions import log_contact
from services.cases.kinds import Channel, Group
from services.cases.numbers import drawn_by
from services.cases.queries import categories_on
from services.cases.query_codes import hashed_ahead
from services.clocks.queries import working_calendar
from services.core.access import Role
from services.core.audit import Source, acting_through
from services.core.database import write_transaction
from services.core.time import Month, from_local, local_date
from services.people.queries import find_employer
from services.scenario.city.arrangements import Arrangements
from services.scenario.city.backdrop import City
from services.scenario.city.beside import WEIGHTS as HANGING
from services.scenario.city.beside import Beside
from services.scenario.city.fates import FATES, Fate
from services.scenario.city.life import Life, Steps
from services.scenario.city.months import ARREARS, MONTHS, Arrival, arrivals, spread_evenly
from services.scenario.city.pace import Pace
from services.scenario.city.requests import Request, Requests
from services.scenario.city.sayings import Sayings
from services.scenario.city.staff import Staff
from services.scenario.city.turns import WEIGHTS, Turn
from services.scenario.story import Fields, Story
from services.scenario.world import set_up
from services.units.models import Unit
from services.units.queries import all_units, find_unit

PLACES = Path(__file__).with_name("places.yaml")
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
UNION_OF = {"CHENDA": "LQ", "YUNFANG": "SM", "KUAISONG": "KS"}
"""Where a company's own union brings a case: to the street, where its staff may see none about their company."""
FATED = 0.03
"""Cases of the last weeks, of all cases, whose end is decided so that every state is seen."""


@dataclass(frozen=True)
class Wish:
    """What is asked for: how many cases, by which seed, up to which instant (not included) of which month."""

    cases: int
    seed: int
    until: Month
    end: datetime


def places() -> Mapping[str, Any]:
    """The file of the city."""
    told: Mapping[str, Any] = yaml.safe_load(PLACES.read_text("utf-8"))
    return told


def load(wish: Wish, told: Callable[[], None]) -> tuple[Fields, ...]:
    """Makes what is missing of the city and plays it, all or nothing; `told` is called as each life begins.

    Gives the entries of the staff that were added, each with the one-time secret of its own.
    """
    city, draw = places(), Random(wish.seed)  # nosec B311  (a demo is drawn the same way again, and guards nothing)
    codes = round(wish.cases * CHANNELS[Channel.WEB] / sum(CHANNELS.values()))
    with hashed_ahead(codes), write_transaction(), acting_through(Source.DEMO), drawn_by(draw.choice):
        added = _settle(city, wish)
        play(_lives(city, wish, draw, told), wish.end)
    return added


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


def _settle(city: Mapping[str, Any], wish: Wish) -> tuple[Fields, ...]:
    """The units, people and companies that are not there yet, some days before the first request."""
    fresh = find_unit("CITY") is None
    staff = tuple(
        {**entry, "secret": one_time_secret()} for entry in city["staff"] if find_user(entry["login"]) is None
    )
    employers = [entry for trade in city["trades"].values() for entry in trade]
    world: dict[str, tuple[Fields, ...]] = {
        "units": tuple(entry for entry in city["units"] if find_unit(entry["code"]) is None),
        "standards": tuple(city["standards"]) if fresh else (),
        "staff": staff,
        "employers": tuple(entry for entry in employers if find_employer(entry["code"]) is None),
    }
    set_up(Story("", world, (), ()), wish.until.back(MONTHS - 1).start - timedelta(days=3))
    return staff


def _lives(city: Mapping[str, Any], wish: Wish, draw: Random, told: Callable[[], None]) -> list[Steps]:
    calendar, sayings, staff = working_calendar(), Sayings(draw), Staff(draw)
    units = {unit.code: unit for unit in all_units()}
    employers = {
        trade: [(entry["code"], entry["name"]) for entry in entries] for trade, entries in city["trades"].items()
    }
    requests = Requests(draw, sayings, employers)
    known = {code: found for code in _codes(city) if (found := find_employer(code))}
    arranged = Arrangements(city, units, known, staff)
    arranged.at_first(wish.until.back(MONTHS - 1).start - timedelta(days=2))
    common = City(list(units.values()), staff, sayings, draw, requests.stranger, arranged.tied())
    due = arrivals(wish.cases, wish.until, wish.end, _categories(wish), calendar, draw)
    channels = spread_evenly(CHANNELS, len(due), draw)
    wanted = dict(zip(draw.sample(range(len(due)), 4 * len(Group)), 4 * list(Group), strict=True))
    turns, hanging = spread_evenly(WEIGHTS, len(due), draw), spread_evenly(HANGING, len(due), draw)
    lives = []
    for number, (arrival, fate) in enumerate(_fated(due, wish, draw)):
        request = requests.draw_one(arrival, channels[number], wanted.get(number))
        unit = units[_place(request, city, draw)]
        pace = Pace(arrival.at, calendar, draw)
        turn = Turn.NONE if fate else turns[number]
        beside = Beside.NOTHING if fate else hanging[number]
        life = Life(request, unit, known[request.employer], common, pace, draw, turn, beside, fate)
        lives.append(_counted(life.steps(), told))
    calls = arrivals(round(wish.cases * ENQUIRIES), wish.until, wish.end, [ARREARS, "A2"], calendar, draw)
    lives += [_enquiry(call, requests, units["CITY"], staff) for call in calls]
    return [*lives, arranged.at_last(_last_morning(wish))]


def _last_morning(wish: Wish) -> datetime:
    """Ten o'clock of the last working day of the story."""
    return from_local(datetime.combine(working_calendar().add_working_days(local_date(wish.end), -1), time(10)))


def _counted(steps: Steps, told: Callable[[], None]) -> Steps:
    yield next(steps)
    told()
    yield from steps


def _enquiry(call: Arrival, requests: Requests, unit: Unit, staff: Staff) -> Steps:
    """A question on the telephone, answered at once."""
    yield call.at
    clerk = staff.actor(staff.at_the_top(Role.CASEWORKER))
    log_contact(unit, Channel.HOTLINE, requests.enquiry(local_date(call.at)), by=clerk, at=call.at)


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


def _place(request: Request, city: Mapping[str, Any], draw: Random) -> str:
    """The unit that a request goes to: that of the enterprise's own union, else mostly a street or a district."""
    if request.channel is Channel.ENTERPRISE_UNION and request.employer in UNION_OF:
        return UNION_OF[request.employer]
    level = draw.choices(("street", "district", "city"), (46, 42, 12))[0]
    return str(draw.choice([entry["code"] for entry in city["units"] if entry["level"] == level]))


def _categories(wish: Wish) -> list[str]:
    """All that are offered on the first day and still on the last."""
    return [category.code for category in categories_on(local_date(wish.until.back(MONTHS - 1).start))]


def _codes(city: Mapping[str, Any]) -> list[str]:
    return [entry["code"] for trade in city["trades"].values() for entry in trade]
