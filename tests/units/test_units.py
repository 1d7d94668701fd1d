"""The tree: codes, levels, who may plant where."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.access import SYSTEM, Actor, ActorKind, Level, Post, Role
from services.core.audit import verify
from services.core.errors import ErrorCode, Problem
from services.units.actions import add_unit, set_standard
from services.units.models import StandardKind, Unit
from services.units.queries import ancestors, find_unit, line_of, standard_on, subtree
from services.units.rules import CODE, codes_on, may_stand_under, path_below, read_level, tidy_code
from tests.accounts.small_house import AT, Town


def holder(unit: Unit, role: Role) -> Actor:
    return Actor(ActorKind.STAFF, "someone", 1, (Post(role, unit.id, unit.org_path, unit.level),))


@given(st.text(max_size=40))
def test_a_code_is_refused_or_kept_in_one_form(text: str) -> None:
    try:
        code = tidy_code(text)
    except Problem as problem:
        assert problem.field == "code"  # noqa: PT017
    else:
        assert CODE.fullmatch(code)
        assert tidy_code(code) == code


@pytest.mark.parametrize(("typed", "kept"), [("city", "CITY"), (" d-1 ", "D-1"), ("CITY", "CITY"), ("7", "7")])
def test_codes_are_upper_cased_and_half_width(typed: str, kept: str) -> None:
    assert tidy_code(typed) == kept


def test_every_pair_of_levels_is_in_order() -> None:
    order = list(Level)
    for parent in Level:
        for child in Level:
            below = order.index(child) > order.index(parent)
            branch_union = child is parent is Level.ENTERPRISE
            assert may_stand_under(child, parent) is (below or branch_union)


@pytest.mark.parametrize("text", ["district", "区县", " District "])
def test_a_level_is_read_by_its_value_or_its_chinese_name(text: str) -> None:
    assert read_level(text) is Level.DISTRICT


def test_a_path_that_would_not_fit_is_refused() -> None:
    assert path_below("/", "CITY") == "/CITY/"
    with pytest.raises(Problem):
        path_below("/" + "A" * 250 + "/", "CITY")


def test_a_path_is_read_back_as_codes() -> None:
    assert codes_on("/CITY/DA/") == ["CITY", "DA"]


def test_the_tree_is_walked_up_and_down(town: Town) -> None:
    district = town.unit("da")
    assert district.org_path == "/NAT/PROV/CITY/DA/"
    assert [unit.code for unit in line_of(district)] == ["NAT", "PROV", "CITY", "DA"]
    assert [unit.code for unit in ancestors(district)] == ["NAT", "PROV", "CITY"]
    assert [unit.code for unit in subtree(district)] == ["DA", "ST", "WORKS"]


def test_a_code_that_begins_like_another_is_not_below_it(town: Town) -> None:
    for code in ("DA-2", "DAX", "DA0"):
        add_unit(town.unit("CITY"), code, "邻区总工会", Level.DISTRICT, by=SYSTEM, at=AT)
    assert [unit.code for unit in subtree(town.unit("DA"))] == ["DA", "ST", "WORKS"]


def test_a_level_may_be_left_out_but_not_turned_round(town: Town) -> None:
    assert add_unit(town.unit("PROV"), "DIRECT", "省直企业工会", Level.ENTERPRISE, by=SYSTEM, at=AT).id
    with pytest.raises(Problem, match="不能设省级"):
        add_unit(town.unit("DA"), "UPSIDE", "某省总工会", Level.PROVINCE, by=SYSTEM, at=AT)
    with pytest.raises(Problem, match="不能设区县"):
        add_unit(town.unit("DA"), "EQUAL", "某区总工会", Level.DISTRICT, by=SYSTEM, at=AT)


def test_basic_level_unions_stand_under_one_another_to_any_depth(town: Town) -> None:
    above = town.unit("WORKS")
    for number in range(12):
        above = add_unit(above, f"W{number}", "分工会", Level.ENTERPRISE, by=SYSTEM, at=AT)
    assert len(ancestors(above)) == 17


def test_a_code_is_given_once(town: Town) -> None:
    with pytest.raises(Problem) as refused:
        add_unit(town.unit("CITY"), "da", "又一个", Level.DISTRICT, by=SYSTEM, at=AT)
    assert refused.value.code is ErrorCode.DUPLICATE


def test_a_root_is_set_up_by_the_system_alone(town: Town) -> None:
    with pytest.raises(Problem) as refused:
        add_unit(None, "OTHER", "另一个", Level.CITY, by=holder(town.unit("NAT"), Role.ADMINISTRATOR), at=AT)
    assert refused.value.code is ErrorCode.NOT_ALLOWED
    assert find_unit("OTHER") is None


def test_a_standard_holds_from_its_day_at_the_nearest_unit_above(town: Town) -> None:
    kind = StandardKind.SUBSISTENCE_ALLOWANCE
    set_standard(town.unit("CITY"), kind, 90_000, date(2024, 1, 1), by=SYSTEM, at=AT)
    set_standard(town.unit("CITY"), kind, 95_000, date(2026, 7, 1), by=SYSTEM, at=AT)
    set_standard(town.unit("DB"), kind, 97_000, date(2026, 1, 1), by=SYSTEM, at=AT)

    def monthly(code: str, day: date) -> int | None:
        found = standard_on(town.unit(code), kind, day)
        return found.monthly_fen if found else None

    assert monthly("WORKS", date(2023, 12, 31)) is None
    assert monthly("WORKS", date(2024, 1, 1)) == 90_000
    assert monthly("WORKS", date(2026, 6, 30)) == 90_000
    assert monthly("WORKS", date(2026, 7, 1)) == 95_000
    assert monthly("DB", date(2025, 12, 31)) == 90_000
    assert monthly("DB", date(2026, 7, 1)) == 97_000
    assert monthly("PROV", date(2026, 7, 1)) is None


def test_a_standard_is_corrected_and_both_amounts_stay_in_the_log(town: Town) -> None:
    unit, kind, day = town.unit("CITY"), StandardKind.MINIMUM_WAGE, date(2026, 1, 1)
    first = set_standard(unit, kind, 1, day, by=SYSTEM, at=AT)
    assert set_standard(unit, kind, 269_000, day, by=SYSTEM, at=AT).id == first.id
    with pytest.raises(Problem):
        set_standard(unit, kind, -1, day, by=SYSTEM, at=AT)
    assert verify() == (9, [])
