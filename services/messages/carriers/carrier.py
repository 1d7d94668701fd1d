"""What a courier hands over, and what it hears back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services.messages.wording import Wording


@dataclass(frozen=True)
class Letter:
    """A message with its address; `mark` is the same at every try and says nothing."""

    mark: str
    to: str = field(repr=False)
    wording: Wording
    at: datetime


class NotTaken(Exception):
    """The other side did not take it. `trouble` is a short code, never what it said, which may name somebody.

    `for_good`: another try would come to the same. `away`: nobody is there, so that others need not be tried now.
    """

    def __init__(self, trouble: str, *, for_good: bool = False, away: bool = False) -> None:
        super().__init__(trouble)
        self.trouble, self.for_good, self.away = trouble, for_good, away


class Carrier(Protocol):
    """Hands letters over, one by one. Returns once the other side has taken it."""

    def carry(self, letter: Letter) -> None:
        """Raises NotTaken."""

    def rest(self) -> None:
        """Lets go of what it holds open."""
