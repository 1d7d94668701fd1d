"""Where some cases of the last weeks are made to stand, so that every state and every light can be looked at."""

from __future__ import annotations

from dataclasses import dataclass

from services.cases.kinds import Difficulty, Status


@dataclass(frozen=True)
class Fate:
    """Where a case is made to stand at the end, so that every state and every light can be looked at."""

    days_ago: int
    """Working days from the request to the end of the story."""
    stop: Status
    difficulty: Difficulty = Difficulty.ORDINARY


FATES = (
    Fate(0, Status.RECEIVED),
    Fate(6, Status.RECEIVED),
    Fate(2, Status.ACCEPTED),
    Fate(4, Status.HANDLING),
    Fate(2, Status.HANDLING, Difficulty.DIFFICULT),
    Fate(8, Status.HANDLING),
    Fate(14, Status.HANDLING),
    Fate(3, Status.AWAITING_COMPLETION),
    Fate(2, Status.DISPATCHED),
    Fate(6, Status.SUSPENDED),
    Fate(5, Status.REPLIED),
    Fate(7, Status.CHECKED),
)
