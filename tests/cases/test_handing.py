"""Who is suggested, worked out on paper."""

from __future__ import annotations

from services.cases.rules import MOST_IN_HAND, Fit, over_the_limit, shared_out

NEAR, FAR = len("/CITY/DA/"), len("/CITY/")


def test_the_nearest_caseworker_with_least_in_hand_comes_first_and_whoever_is_full_last() -> None:
    ranked = [
        Fit(1, 3, NEAR, True, "a"),
        Fit(2, 3, NEAR, True, "b"),
        Fit(3, MOST_IN_HAND - 1, NEAR, True, "c"),
        Fit(5, 0, NEAR, False, "e"),
        Fit(4, 0, FAR, True, "d"),
        Fit(6, MOST_IN_HAND, NEAR, True, "f"),
    ]
    assert sorted([*ranked[3:], *ranked[:3]], key=Fit.rank) == ranked


def test_what_is_handed_out_counts_along() -> None:
    two = [Fit(1, 5, NEAR, True, "a"), Fit(2, 6, NEAR, True, "b")]
    assert shared_out([(case, two) for case in (10, 11, 12, 13)]) == {10: 1, 11: 1, 12: 2, 13: 1}
    assert shared_out([(10, []), (11, two)]) == {11: 1}
    almost = [Fit(1, MOST_IN_HAND - 1, NEAR, True, "a"), Fit(2, 0, FAR, True, "b")]
    assert shared_out([(case, almost) for case in (10, 11)]) == {10: 1, 11: 2}


def test_the_limit_itself_is_no_more_than_one_should_have() -> None:
    assert over_the_limit({1: MOST_IN_HAND - 2}, {1: 2, 2: 1}) == {}
    assert over_the_limit({1: MOST_IN_HAND - 2}, {1: 3}) == {1: MOST_IN_HAND + 1}
    assert over_the_limit({1: MOST_IN_HAND + 3}, {1: 0}) == {}
