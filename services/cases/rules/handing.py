"""Who is suggested to handle what: whoever works nearest and has least in hand, with what is handed out counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.cases.rules.request import MOST_IN_HAND


@dataclass(frozen=True)
class Fit:
    """A colleague who may handle a case: `near` is the length of the path of the unit through which they reach it.

    `handles`: whether handling cases is their post, not leading or dispatching alone.
    """

    user: int
    in_hand: int
    near: int
    handles: bool
    login: str = ""
    wished: bool = True
    """Whether the member's wish for a handler of one sex is met, or there is none."""

    def rank(self, more: int = 0) -> tuple[object, ...]:
        """The place among others, the best first: not full, as wished, near, a caseworker, little in hand.

        `more` come on top of what they have in hand.
        """
        load = self.in_hand + more
        return (load >= MOST_IN_HAND, not self.wished, -self.near, not self.handles, load, self.login)


def shared_out(wanted: Sequence[tuple[int, Iterable[Fit]]]) -> dict[int, int]:
    """Case → the colleague suggested for it, case after case, each counted to the load of its colleague.

    A case that nobody may handle is left out.
    """
    given: dict[int, int] = {}
    suggested: dict[int, int] = {}
    for case, able in wanted:
        best = min(able, key=lambda fit: fit.rank(given.get(fit.user, 0)), default=None)
        if best is not None:
            suggested[case] = best.user
            given[best.user] = given.get(best.user, 0) + 1
    return suggested


def over_the_limit(in_hand: Mapping[int, int], given: Mapping[int, int]) -> dict[int, int]:
    """Colleague → how many they would have, of those who would have more than MOST_IN_HAND."""
    would = {user: in_hand.get(user, 0) + more for user, more in given.items() if more}
    return {user: count for user, count in would.items() if count > MOST_IN_HAND}
