"""What other rooms tell of deadlines: for the calendar of a colleague, and for the reminders of the day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.core.access import Actor


@dataclass(frozen=True)
class Deadline:
    """A running clock of a case. Without a number the case is sealed, and nothing else of it is told."""

    clock_id: int
    rule: str
    due: date
    number: str | None
    provisional: bool = False


@dataclass(frozen=True)
class Reminded:
    """A deadline, what it is about, and who is to be reminded, by their ids."""

    deadline: Deadline
    about: Any
    users: tuple[int, ...]


OWN: list[Callable[[Actor], Sequence[Deadline]]] = []
"""Of whoever asks: the deadlines of the things in their own hands, as they may see them."""
CHASING: list[Callable[[datetime], int]] = []
"""What other rooms do at the hour of the reminders, before them: each gives how many cases it pressed."""
NEAR: list[Callable[[date], Sequence[Reminded]]] = []
"""Of everybody: the deadlines until a local day, itself included."""
