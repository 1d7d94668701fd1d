"""The city made and played from its first day to its last, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random

from services.accounts.passwords import one_time_secret
from services.accounts.queries import find_user
from services.cases.models import Case, index_cases
from services.clocks.queries import working_calendar
from services.core.audit import Source, acting_through, keep_chains
from services.core.carrying import all_rows, carry
from services.core.database import write_transaction
from services.core.time import from_local, local_date
from services.people.queries import find_employer
from services.scenario.city.arrangements import Arrangements
from services.scenario.city.elsewhere import elsewhere
from services.scenario.city.halves import halves, play
from services.scenario.city.places import Places
from services.scenario.city.planning import Wish, plan
from services.scenario.city.staff import Staff
from services.scenario.story import Fields, Story
from services.scenario.world import set_up
from services.units.queries import all_units, find_unit


def load(wish: Wish, told: Callable[[int], None]) -> tuple[Fields, ...]:
    """Makes what is missing of the city and plays it, all or nothing; `told` hears how many more cases have begun.

    Gives the entries of the staff that were added; those who can sign in at once have a one-time secret.
    """
    places = Places()
    with elsewhere() as other, write_transaction() as session, acting_through(Source.DEMO):
        added = _settle(places, wish)
        arranged = _arrangements(places, wish)
        arranged.at_first(wish.first.start - timedelta(days=2))
        here, there = halves(plan(wish, places), places, wish.seed, wish.end, arranged.tied())
        session.flush()
        keep_chains(session)
        other.play(there, all_rows(session.connection()))
        here.play(lambda: told(1 + other.newly_begun()))
        session.flush()
        news = other.news(told)
        carry(session.connection(), news)
        index_cases([row[0] for row in news.added[Case.__tablename__]])
        play([arranged.at_last(_last_morning(wish))], wish.end)
    return added


def _settle(places: Places, wish: Wish) -> tuple[Fields, ...]:
    """The units, people and companies that are not there yet, some days before the first request."""
    fresh = find_unit("CITY") is None
    staff = tuple(
        {**entry, "secret": one_time_secret()} if entry["unit"] in places.told["sign_ins"] else entry
        for entry in places.told["staff"]
        if find_user(entry["login"]) is None
    )
    employers = [entry for trade in places.told["trades"].values() for entry in trade]
    world: dict[str, tuple[Fields, ...]] = {
        "units": tuple(entry for entry in places.units if find_unit(entry["code"]) is None),
        "standards": tuple(places.told["standards"]) if fresh else (),
        "staff": staff,
        "employers": tuple(entry for entry in employers if find_employer(entry["code"]) is None),
    }
    set_up(Story("", world, (), ()), wish.first.start - timedelta(days=3))
    return staff


def _arrangements(places: Places, wish: Wish) -> Arrangements:
    units = {unit.code: unit for unit in all_units()}
    codes = [code for companies in places.employers.values() for code, _name in companies]
    known = {code: found for code in codes if (found := find_employer(code))}
    return Arrangements(places.told, units, known, Staff(Random(wish.seed)))  # nosec B311  (guards nothing)


def _last_morning(wish: Wish) -> datetime:
    """Ten o'clock of the last working day of the story."""
    return from_local(datetime.combine(working_calendar().add_working_days(local_date(wish.end), -1), time(10)))
