"""Time limits by difficulty, when a checked case may be closed, and who decides after too many returns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.cases.kinds import Difficulty, Rating
from services.core.words import N_

HANDLE_RULES = {
    Difficulty.ORDINARY: "sla.handle.ordinary",
    Difficulty.DIFFICULT: "sla.handle.difficult",
    Difficulty.COMPLEX: "sla.handle.complex",
}

TRIES_NEEDED = 3
DAYS_NEEDED = 2
"""A worker counts as unreachable after three tries on two days."""
BOUNCES_ALLOWED = 3
"""With so many returns a case goes to the decider one level up."""


def closing_obstacle(ratings: Sequence[tuple[Rating, date]], *, reachable: bool) -> str | None:
    """Why a checked case may not be closed yet, as a message id; None where it may.

    `ratings` are the callbacks since the live reply, each with its local day.
    """
    if any(rating is not Rating.NOT_REACHED for rating, _day in ratings) or not reachable:
        return None
    days = {day for _rating, day in ratings}
    if len(ratings) >= TRIES_NEEDED and len(days) >= DAYS_NEEDED:
        return None
    return N_("还没有回访到职工。请先回访；确实联系不上的，须在两天内至少拨打三次。")


def goes_to_the_decider(bounces: int) -> bool:
    """Whether so many returns are too many for the units to settle it among themselves."""
    return bounces >= BOUNCES_ALLOWED


def path_of_the_decider(owner: str) -> str:
    """The unit one level above the owner of a case; the owner itself where nothing stands above."""
    above = owner.rstrip("/").rpartition("/")[0] + "/"
    return owner if above == "/" else above
