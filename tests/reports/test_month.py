"""The month as a value: breakdowns, units below, comparisons, fingerprints, and what stands behind a figure."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

import pytest

from services.cases.kinds import Group, Status
from services.core.access import SYSTEM, Actor, ActorKind, Level, Post, Role
from services.core.time import Month
from services.reports.queries import (
    Cursor,
    behind,
    cut_of,
    dictionary,
    monthly_report,
    not_open,
    open_value,
)
from services.reports.report import MonthlyReport
from tests.reports.test_figures import march
from tests.reports.world import World, at

LATER = at("2026-11-01")
ACCEPTED, CLOSED = Status.ACCEPTED, Status.CLOSED


def report(world: World, unit: str = "CITY", month: str = "2026-03", seen: datetime = LATER) -> MonthlyReport:
    return monthly_report(world.units[unit], Month.parse(month), at=seen)


def reader(world: World, unit: str, role: Role = Role.SUPERVISOR) -> Actor:
    place = world.units[unit]
    post = Post(role, place.id, place.org_path, Level(place.level))
    return Actor(ActorKind.STAFF, "读者", world.worker, (post,))


def test_a_case_counts_once_under_each_of_its_categories_and_a_blank_stays_blank(world: World) -> None:
    world.case("DA", "03-02 09:00", categories="A1 B4", claim_fen=100)
    world.case("DB", "03-02 09:00", categories="", claim_fen=250, groups=(Group.GIG, Group.WOMEN))
    found = report(world).breakdowns
    assert found["cases.received"] == {
        "category": {"": 1, "A1": 1, "B4": 1},
        "group": {"": 1, "gig": 1, "women": 1},
        "unit": {"DA": 1, "DB": 1},
        "channel": {"visit": 2},
    }
    assert found["money.claimed"]["category"] == {"": "2.50", "A1": "1.00", "B4": "1.00"}


def test_small_numbers_about_harassment_are_not_told(world: World) -> None:
    march(world)
    found = report(world)
    told = found.breakdowns["cases.received"]["category"]
    assert told["C5"] == "<5"
    assert sorted(value for value in told.values() if isinstance(value, str)) == ["*", "<5"]
    lines = {line.code: line for line in found.categories}
    assert lines["C5"].total == "<5"
    assert lines["C5"].groups == {"women": "<5"}


def test_units_below_are_reckoned_with_all_that_lies_under_them(world: World) -> None:
    world.unit("SA", Level.STREET, "DA")
    world.case("SA", "03-02 09:00", ("03-02 09:30", ACCEPTED), ("03-05 09:00", CLOSED))
    world.case("CITY", "03-03 09:00")
    lines = {line.unit.code: line.counts for line in report(world).units}
    assert lines.keys() == {"CITY", "DA"}
    assert lines["DA"]["cases.closed"] == 1
    assert lines["CITY"] == {"cases.received": 1, "cases.open": 1}


def test_a_month_is_compared_with_the_one_before_and_with_the_same_of_last_year(world: World) -> None:
    for day in ("2025-03-05", "2026-02-05", "2026-02-06", "2026-03-05", "2026-03-06", "2026-03-07"):
        world.case("DA", f"{day} 09:00")
    found = report(world)
    assert found.since_last_month("cases.received").signed == "+50.0"
    assert found.since_last_year("cases.received").signed == "+200.0"
    assert found.since_last_year("rate.closing").signed == "—"
    trend = [found.at(month, "cases.received").number for month in found.months]
    assert trend == [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3]


def test_a_month_that_has_not_ended_says_so(world: World) -> None:
    assert report(world, seen=at("2026-03-31 23:59")).provisional
    assert not report(world, seen=at("2026-04-01 00:00")).provisional
    assert report(world).cut_off == Month.parse("2026-03").end


def test_the_same_data_give_the_same_words_and_later_steps_change_nothing(world: World) -> None:
    march(world)
    first = report(world)
    world.case("DA", "04-01 00:00")
    again = report(world, seen=at("2027-01-01"))
    assert first.as_json() == again.as_json()
    world.case("DA", "03-31 23:59")
    assert report(world).fingerprint != first.fingerprint


def test_the_file_says_unit_month_version_and_figures(world: World) -> None:
    march(world)
    facts = json.loads(report(world).as_json())
    assert {"unit": "CITY", "month": "2026-03", "version": 1}.items() <= facts.items()
    assert facts["metrics"]["rate.on_time"] == 0.75
    assert facts["metrics"]["money.recovered"] == "341700.00"
    assert facts["answers"] == {"sense.gain": 4, "sense.happiness": 4, "sense.security": 4}
    assert facts["definitions"].keys() == facts["metrics"].keys()


def test_a_month_takes_the_same_few_statements_for_any_number_of_cases(
    world: World, count_statements: Callable[[], list[str]]
) -> None:
    counts = []
    for _round in range(2):
        march(world)
        before = len(count_statements())
        report(world)
        counts.append(len(count_statements()) - before)
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize(
    "code", ["cases.received", "cases.due", "rate.on_time", "money.recovered", "callback.answered"]
)
def test_what_stands_behind_a_figure_adds_up_to_it_for_someone_who_sees_all(world: World, code: str) -> None:
    march(world)
    known = dictionary()
    figure = known[code]
    found = behind(figure, known, cut_of("/CITY/", Month.parse("2026-03")), seen_by=reader(world, "CITY"))
    values = world.values("CITY", "2026-03")
    sealed = {"cases.received": 1, "cases.due": 1, "rate.on_time": 1, "callback.answered": 1}.get(code, 0)
    total = values[figure.under or code].number
    assert sum(line.quantity for line in found.lines) == int(total or 0) - sealed
    if figure.over:
        assert sum(bool(line.counts) for line in found.lines) == values[figure.over].n - sealed


def test_a_reader_sees_only_cases_of_the_own_unit_and_no_sealed_one(world: World) -> None:
    march(world)
    known = dictionary()
    cut = cut_of("/CITY/", Month.parse("2026-03"))
    seen = {
        unit: len(behind(known["cases.received"], known, cut, seen_by=reader(world, unit)).lines)
        for unit in ("CITY", "DA", "DB", "DC")
    }
    assert seen == {"CITY": 4, "DA": 3, "DB": 1, "DC": 0}
    administrator = reader(world, "CITY", Role.ADMINISTRATOR)
    assert behind(known["cases.received"], known, cut, seen_by=administrator).lines == ()


def test_pages_follow_each_other_without_a_gap(world: World) -> None:
    for place in range(103):
        world.case("DA", f"03-{place % 3 + 1:02d} 09:00")
    known, cut = dictionary(), cut_of("/CITY/", Month.parse("2026-03"))
    numbers: list[str] = []
    after: Cursor | None = None
    for expected in (50, 50, 3):
        page = behind(known["cases.received"], known, cut, seen_by=reader(world, "DA"), after=after)
        assert len(page.lines) == expected
        numbers += [line.number for line in page.lines]
        after = Cursor.parse(str(page.older)) if page.older else None
    assert after is None
    assert len(set(numbers)) == 103


@pytest.mark.parametrize("text", [None, "", "x", "1_", "_1", "9" * 40, "1_2_3", "nan_1"])
def test_a_cursor_that_nobody_wrote_is_no_cursor(text: str | None) -> None:
    assert Cursor.parse(text) is None


def test_calls_and_visits_are_listed_too(world: World) -> None:
    march(world)
    known, cut = dictionary(), cut_of("/CITY/", Month.parse("2026-03"))
    found = behind(known["contacts.received"], known, cut, seen_by=reader(world, "CITY"))
    assert [line.channel.value for line in found.lines] == ["hotline", "hotline"]


@pytest.mark.parametrize(
    "code", ["cases.received", "rate.on_time", "money.recovered", "callback.answered", "sense.gain"]
)
def test_a_figure_over_what_is_open_is_the_figure_for_someone_who_sees_all(world: World, code: str) -> None:
    march(world)
    known, cut = dictionary(), cut_of("/CITY/", Month.parse("2026-03"))
    assert open_value(known[code], known, cut, seen_by=SYSTEM) == world.values("CITY", "2026-03")[code]


def test_rows_that_are_not_open_are_counted_unit_by_unit(world: World) -> None:
    march(world)
    for _each in range(2):
        world.case("DB", "03-03 09:00", sealed=True)
    known, cut = dictionary(), cut_of("/CITY/", Month.parse("2026-03"))
    assert sorted(not_open(known["cases.received"], cut, seen_by=reader(world, "CITY"))) == [1, 2]
    assert not_open(known["cases.received"], cut, seen_by=SYSTEM) == []
    assert not_open(known["contacts.received"], cut, seen_by=reader(world, "CITY")) == []
    assert not_open(known["contacts.received"], cut, seen_by=reader(world, "DC")) == [1]
