"""The arithmetic of a report, on paper."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.figures import Figure, Fold, Unit
from services.reports.rules import (
    TOO_SMALL,
    WITHHELD,
    Cell,
    Value,
    change,
    quotient,
    rest_told,
    suppressed,
    suppressed_cross,
    value_of,
)

HIDDEN = frozenset({"C5"})


@pytest.mark.parametrize(
    ("over", "under", "found"),
    [
        (3, 4, "0.7500"),
        (2, 3, "0.6667"),
        (1, 3, "0.3333"),
        (1, 20000, "0.0001"),
        (1, 20001, "0.0000"),
        (0, 7, "0.0000"),
    ],
)
def test_a_quotient_has_four_places_rounded_half_up(over: int, under: int, found: str) -> None:
    assert quotient(over, under) == Decimal(found)


def test_a_quotient_without_anything_below_the_line_is_nothing() -> None:
    assert quotient(0, 0) is None


@pytest.mark.parametrize(
    ("unit", "now", "before", "said"),
    [
        (Unit.CASES, 9, 8, "+12.5"),
        (Unit.CASES, 5, 8, "−37.5"),
        (Unit.CASES, 8, 8, "0.0"),
        (Unit.CASES, 8, 0, "—"),
        (Unit.FEN, 100, None, "—"),
        (Unit.RATE, Decimal("0.75"), Decimal("0.6667"), "+8.3"),
        (Unit.RATE, Decimal("0.5"), Decimal("0"), "+50.0"),
        (Unit.RATE, None, Decimal("0.5"), "—"),
    ],
)
def test_counts_change_in_percent_and_rates_in_points(unit: Unit, now: object, before: object, said: str) -> None:
    moved = change(Value(1, now), Value(1, before), unit)  # type: ignore[arg-type]
    assert moved.signed == said
    assert moved.points is (unit is Unit.RATE)


def test_a_figure_is_either_rows_or_a_quotient() -> None:
    with pytest.raises(ValueError, match="rows, or over and under"):
        Figure("x", "x", Unit.RATE, "x", "x", over="a")


def test_money_is_written_in_yuan_and_rates_as_fractions() -> None:
    mean = Figure("m", "m", Unit.SCORE, "m", "m", fold=Fold.MEAN, rows=lambda cut: None)  # type: ignore[arg-type,return-value]
    assert Value(3, 34170000).plain(Unit.FEN) == "341700.00"
    assert Value(3, Decimal("0.6667")).plain(Unit.RATE) == 0.6667
    assert value_of(mean, 4, 15).plain(Unit.SCORE) == 3.75
    assert value_of(mean, 0, 0).plain(Unit.SCORE) is None


def cells(**counts: int) -> dict[str, Cell]:
    return {key: Cell(n, n) for key, n in counts.items()}


def test_a_small_cell_of_a_hidden_category_takes_the_smallest_other_one_with_it() -> None:
    assert suppressed(cells(A1=40, A2=3, C5=4), HIDDEN) == {"C5": TOO_SMALL, "A2": WITHHELD}


def test_five_is_enough_and_nothing_is_nothing() -> None:
    assert suppressed(cells(A1=40, C5=5), HIDDEN) == {}
    assert suppressed(cells(A1=40, C5=0), HIDDEN) == {}
    assert suppressed(cells(A1=2, A2=3), HIDDEN) == {}


@given(st.dictionaries(st.sampled_from(["A1", "A2", "B1", "C5"]), st.integers(0, 12), min_size=1))
def test_no_small_hidden_cell_can_be_found_by_subtraction(counts: dict[str, int]) -> None:
    marks = suppressed(cells(**counts), HIDDEN)
    small = 0 < counts.get("C5", 0) < 5
    assert ("C5" in marks) is small
    if small and sum(1 for n in counts.values() if n) > 1:
        assert len(marks) == 2
    assert all(counts[key] > 0 for key in marks)


def test_a_cross_table_hides_the_small_cell_in_its_column_and_its_row() -> None:
    table = {("A1", "women"): 9, ("A2", "women"): 7, ("C5", "women"): 3, ("C5", ""): 8, ("A1", ""): 5}
    marks = suppressed_cross(table, HIDDEN)
    assert marks == {("C5", "women"): TOO_SMALL, ("A2", "women"): WITHHELD, ("C5", ""): WITHHELD}


RECEIVED = "cases.received"


@pytest.mark.parametrize(
    ("code", "hidden", "over", "told"),
    [
        (RECEIVED, [], True, None),
        (RECEIVED, [0], True, None),
        (RECEIVED, [1], True, None),
        (RECEIVED, [4], True, None),
        (RECEIVED, [5], True, 5),
        (RECEIVED, [5, 0, 6], True, 11),
        (RECEIVED, [3, 3], True, None),
        (RECEIVED, [5, 1], True, None),
        (RECEIVED, [100, 4], True, None),
        (RECEIVED, [7], False, None),
        ("contacts.received", [7], True, 7),
        ("cases.open", [7], True, None),
        ("cases.carried_over", [7], True, None),
        ("collective.cases", [7], True, None),
        ("rate.on_time", [7], True, None),
        ("money.recovered", [7], True, None),
    ],
)
def test_how_many_are_not_open_is_told_of_many_alone(
    code: str, hidden: list[int], over: bool, told: int | None
) -> None:
    assert rest_told(code, hidden, over=over) == told


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=4))
def test_nothing_small_is_left_when_told_numbers_are_taken_from_each_other(city: list[list[int]]) -> None:
    districts = [rest_told(RECEIVED, streets, over=True) for streets in city]
    cells = [(rest_told(RECEIVED, [n for streets in city for n in streets], over=True), districts)]
    cells += [
        (told, [rest_told(RECEIVED, [n], over=True) for n in streets])
        for told, streets in zip(districts, city, strict=True)
    ]
    for whole, parts in cells:
        if whole is not None:
            for some in range(1 << len(parts)):
                rest = whole - sum(part or 0 for place, part in enumerate(parts) if some & (1 << place))
                assert rest == 0 or rest >= 5
