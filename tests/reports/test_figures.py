"""Figures by hand: what a month sees, to the last minute, and for which unit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.cases.kinds import Group, Rating, RecoveryKind, RecoveryStage, Status
from tests.reports.world import World

ACCEPTED, HANDLING, CLOSED = Status.ACCEPTED, Status.HANDLING, Status.CLOSED
PAID, AGREED = RecoveryStage.PAID, RecoveryStage.AGREED
WAGES = RecoveryKind.WAGES


def march(world: World) -> None:
    """The ten stories of one month, as far as cases go."""
    gig, women = (Group.GIG,), (Group.WOMEN,)
    c10 = world.case("DB", "02-24 09:30", ("02-24 09:40", ACCEPTED), categories="C2", groups=women)
    world.clock(c10, ("02-24 09:40", "04-25"), rule="complex")
    turns = (("03-02 09:10", ACCEPTED), ("03-02 10:00", HANDLING), ("03-12 11:05", CLOSED))
    c1 = world.case("DA", "03-02 08:30", *turns, categories="B6 B4", groups=gig, claim_fen=86000)
    world.clock(c1, ("03-02 09:10", "03-23"))
    turns = (("03-02 14:10", ACCEPTED), ("03-02 14:10", HANDLING), ("03-20 14:05", CLOSED))
    c8 = world.case("DA", "03-02 14:00", *turns, categories="C1", groups=women)
    world.clock(c8, ("03-02 14:10", "03-23"))
    turns = (("03-09 09:05", ACCEPTED), ("03-09 09:05", HANDLING), ("03-31 11:05", CLOSED))
    c2 = world.case("DA", "03-09 09:00", *turns, categories="B8", groups=gig)
    world.clock(c2, ("03-09 09:05", "03-30"))
    world.contact("CITY", "03-09 10:00")
    turns = (("03-09 10:20", ACCEPTED), ("03-09 10:20", HANDLING))
    c3 = world.case("DB", "03-09 10:00", *turns, groups=gig, people=23, claim_fen=41400000)
    world.clock(c3, ("03-09 10:20", "05-08"), rule="complex")
    world.contact("DC", "03-10 11:00")
    turns = (("03-11 20:40", ACCEPTED), ("03-11 20:41", HANDLING), ("03-31 15:05", CLOSED))
    c9 = world.case("DC", "03-11 20:15", *turns, categories="C5", groups=women, sealed=True)
    world.clock(c9, ("03-11 20:40", "04-01"))
    world.money(c1, "03-11 10:00", PAID, WAGES, 86000)
    world.money(c8, "03-18 09:00", PAID, RecoveryKind.COMPENSATION, 640000)
    world.money(c3, "03-27 10:00", AGREED, WAGES, 41400000)
    world.money(c3, "03-27 15:00", PAID, WAGES, 33120000)
    world.money(c2, "03-27 16:00", PAID, RecoveryKind.INJURY_BENEFIT, 324000)
    world.callback(c1, "03-12 10:00", Rating.SATISFIED, 4, 4, 3)
    world.callback(c8, "03-20 13:00", Rating.VERY_SATISFIED, 5, 5, 5)
    world.callback(c2, "03-31 10:00", Rating.FAIRLY_SATISFIED, 3, 3, 4)
    world.callback(c9, "03-31 14:00", Rating.SATISFIED, 4, 3, 4)


CITY_IN_MARCH = {
    "contacts.received": 2,
    "cases.received": 5,
    "cases.carried_over": 1,
    "cases.accepted": 5,
    "cases.closed": 4,
    "cases.open": 2,
    "cases.due": 4,
    "rate.closing": 1.0,
    "rate.on_time": 0.75,
    "workers.involved": 27,
    "workers.carried_over": 1,
    "collective.cases": 1,
    "collective.people": 23,
    "group.gig.received": 3,
    "group.women.received": 2,
    "group.hardship.received": 0,
    "money.claimed": "414860.00",
    "money.recovered": "341700.00",
    "money.recovered.wages": "332060.00",
    "money.recovered.compensation": "6400.00",
    "money.recovered.injury_benefit": "3240.00",
    "money.recovered.other": "0.00",
    "money.agreed_unpaid": "82800.00",
    "callback.answered": 4,
    "callback.satisfied": 4,
    "rate.satisfaction": 1.0,
    "sense.gain": 4.0,
    "sense.happiness": 3.75,
    "sense.security": 4.0,
}


def test_the_month_of_the_ten_stories(world: World) -> None:
    march(world)
    assert CITY_IN_MARCH.items() <= world.metrics("CITY", "2026-03").items()
    district = world.metrics("DA", "2026-03")
    expected = {
        "cases.received": 3,
        "cases.closed": 3,
        "rate.on_time": 0.6667,
        "money.recovered": "10500.00",
        "group.gig.received": 2,
    }
    assert expected.items() <= district.items()
    assert world.values("CITY", "2026-03")["sense.gain"].n == 4


def test_what_is_carried_over_and_received_is_closed_or_open(world: World) -> None:
    march(world)
    for unit in ("CITY", "DA", "DB", "DC"):
        for month in ("2026-02", "2026-03", "2026-04"):
            found = world.metrics(unit, month)
            came = found["cases.carried_over"] + found["cases.received"]
            assert came == found["cases.closed"] + found["cases.open"], (unit, month)


def test_nothing_asked_is_null_and_nothing_counted_is_zero(world: World) -> None:
    found = world.metrics("CITY", "2026-03")
    nothing = ["rate.closing", "rate.on_time", "rate.satisfaction", "sense.gain", "sense.happiness", "sense.security"]
    assert [code for code, value in found.items() if value is None] == nothing
    assert found["cases.received"] == 0
    assert found["money.recovered"] == "0.00"


def test_the_last_minute_belongs_to_the_month_and_midnight_to_the_next(world: World) -> None:
    world.case("DA", "03-31 23:59")
    world.case("DA", "04-01 00:00")
    assert world.metrics("DA", "2026-03")["cases.received"] == 1
    assert world.metrics("DA", "2026-04")["cases.received"] == 1
    assert world.metrics("DA", "2026-04")["cases.carried_over"] == 1


def test_a_case_closed_at_midnight_was_open_before_it(world: World) -> None:
    world.case("DA", "03-02 09:00", ("03-02 10:00", ACCEPTED), ("04-01 00:00", CLOSED))
    assert world.metrics("DA", "2026-03")["cases.open"] == 1
    april = world.metrics("DA", "2026-04")
    assert (april["cases.carried_over"], april["cases.closed"], april["cases.open"]) == (1, 1, 0)


def test_a_reopening_in_a_later_month_does_not_change_the_month_before(world: World) -> None:
    turns = (("03-02 10:00", ACCEPTED), ("03-20 10:00", CLOSED), ("04-02 10:00", HANDLING))
    world.case("DA", "03-02 09:00", *turns)
    march_, april = world.metrics("DA", "2026-03"), world.metrics("DA", "2026-04")
    assert (march_["cases.closed"], march_["cases.open"]) == (1, 0)
    assert (april["cases.carried_over"], april["cases.closed"], april["cases.open"]) == (0, 0, 1)


def test_a_case_reopened_in_the_same_month_is_not_closed(world: World) -> None:
    turns = (("03-02 10:00", ACCEPTED), ("03-20 10:00", CLOSED), ("03-21 10:00", HANDLING))
    case = world.case("DA", "03-02 09:00", *turns)
    world.clock(case, ("03-02 10:00", "03-23"))
    world.reply(case, "03-19 10:00", cancelled="03-21 10:00")
    found = world.metrics("DA", "2026-03")
    assert (found["cases.closed"], found["cases.open"], found["cases.due"]) == (0, 1, 1)
    assert (found["rate.closing"], found["rate.on_time"]) == (0.0, 0.0)


def test_a_reply_cancelled_after_the_month_still_counts_for_it(world: World) -> None:
    case = world.case("DA", "03-02 09:00", ("03-02 10:00", ACCEPTED))
    world.clock(case, ("03-02 10:00", "03-23"))
    world.reply(case, "03-23 23:59", cancelled="04-01 00:00")
    assert world.metrics("DA", "2026-03")["rate.on_time"] == 1.0
    assert world.metrics("DA", "2026-04")["rate.on_time"] == 0.0


@pytest.mark.parametrize(("replied", "rate"), [("03-23 23:59", 1.0), ("03-24 00:00", 0.0)])
def test_a_reply_is_on_time_until_the_local_midnight_of_the_due_day(world: World, replied: str, rate: float) -> None:
    case = world.case("DA", "03-02 09:00", ("03-02 10:00", ACCEPTED))
    world.clock(case, ("03-02 10:00", "03-23"))
    world.reply(case, replied)
    assert world.metrics("DA", "2026-03")["rate.on_time"] == rate


def test_a_report_sees_the_due_date_that_held_at_its_end(world: World) -> None:
    case = world.case("DA", "03-02 09:00", ("03-02 10:00", ACCEPTED))
    world.clock(case, ("03-02 10:00", "03-23"), ("04-03 10:00", "05-06"))
    assert world.metrics("DA", "2026-03")["cases.due"] == 1
    assert world.metrics("DA", "2026-04")["cases.due"] == 0
    assert world.metrics("DA", "2026-05")["cases.due"] == 1


def test_a_suspended_case_is_not_due_until_resumed(world: World) -> None:
    case = world.case("DA", "03-02 09:00", ("03-02 10:00", ACCEPTED))
    world.clock(case, ("03-02 10:00", "03-23"), ("03-10 10:00", None), ("04-10 10:00", "04-20"))
    assert world.metrics("DA", "2026-03")["cases.due"] == 0
    assert world.metrics("DA", "2026-04")["cases.due"] == 1


def test_a_case_never_accepted_is_not_due(world: World) -> None:
    case = world.case("DA", "03-02 09:00", ("03-20 10:00", CLOSED), imported=True)
    world.clock(case, ("03-02 10:00", "03-05"))
    found = world.metrics("DA", "2026-03")
    assert (found["cases.closed"], found["cases.due"], found["rate.closing"]) == (1, 0, None)


def test_a_cancelled_clock_makes_nothing_due(world: World) -> None:
    case = world.case("DA", "03-02 09:00", ("03-02 10:00", ACCEPTED))
    world.clock(case, ("03-02 10:00", "03-09"), rule="ordinary", cancelled_at=case.received_at)
    assert world.metrics("DA", "2026-03")["cases.due"] == 0


def test_an_imported_case_closed_before_it_was_received_counts_in_both_months(world: World) -> None:
    world.case("DA", "2019-07-10", ("2019-01-05", CLOSED), imported=True)
    january, july = world.metrics("DA", "2019-01"), world.metrics("DA", "2019-07")
    assert (january["cases.closed"], january["cases.received"], january["cases.open"]) == (1, 0, 0)
    assert (july["cases.closed"], july["cases.received"], july["cases.open"]) == (0, 1, 0)


def test_the_owner_at_the_end_of_the_month_counts_the_case(world: World) -> None:
    case = world.case("DA", "03-02 09:00", ("03-02 10:00", ACCEPTED))
    world.move(case, "DB", "04-01 00:00")
    seen = {unit: world.metrics(unit, "2026-03")["cases.received"] for unit in ("CITY", "DA", "DB")}
    assert seen == {"CITY": 1, "DA": 1, "DB": 0}
    later = {unit: world.metrics(unit, "2026-04")["cases.carried_over"] for unit in ("CITY", "DA", "DB")}
    assert later == {"CITY": 1, "DA": 0, "DB": 1}


def test_money_agreed_is_reckoned_by_case_and_kind_and_never_below_nothing(world: World) -> None:
    one, two = world.case("DA", "02-02 09:00"), world.case("DA", "02-02 10:00")
    world.money(one, "02-10", AGREED, WAGES, 100_000)
    world.money(one, "03-10", PAID, WAGES, 150_000)
    world.money(one, "02-10", AGREED, RecoveryKind.OTHER, 30_001)
    world.money(two, "02-10", AGREED, WAGES, 20_000)
    world.money(two, "03-31 23:59", PAID, WAGES, 5_000)
    world.money(two, "04-01 00:00", PAID, WAGES, 15_000)
    unpaid = [world.metrics("DA", month)["money.agreed_unpaid"] for month in ("2026-02", "2026-03", "2026-04")]
    assert unpaid == ["1500.01", "450.01", "300.01"]
    assert world.metrics("DA", "2026-03")["money.recovered"] == "1550.00"


def test_a_callback_that_was_not_answered_counts_for_nothing(world: World) -> None:
    case = world.case("DA", "03-02 09:00")
    world.callback(case, "03-10", Rating.NOT_REACHED)
    world.callback(case, "03-11", Rating.DISSATISFIED, 1, 2, None)
    world.callback(case, "03-12", Rating.SATISFIED, 2, None, None)
    world.callback(case, "03-13", Rating.SATISFIED, 2, None, None)
    found = world.metrics("DA", "2026-03")
    assert (found["callback.answered"], found["callback.satisfied"], found["rate.satisfaction"]) == (3, 2, 0.6667)
    values = world.values("DA", "2026-03")
    assert (values["sense.gain"].n, values["sense.gain"].number) == (3, Decimal("1.6667"))
    assert values["sense.security"].number is None
