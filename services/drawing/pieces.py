"""What a page is filled with, from top to bottom: things that know their height, can be divided, and can be drawn."""

from __future__ import annotations

from abc import ABC, abstractmethod

from services.drawing.sheet import Sheet


class Piece(ABC):
    """One block of the flow. Widths and heights in points; `top` is the y of its upper edge."""

    before: float = 0  # white above it, unless it begins a page
    after: float = 0
    keep_with_next: bool = False

    @abstractmethod
    def height(self, width: float) -> float:
        """Height when set to this width."""

    def least(self, width: float) -> float:
        """Room that it needs to begin at the foot of a page; its whole height when it cannot be divided."""
        return self.height(width)

    def foot(self, width: float) -> float:
        """Room that its end leaves below for what must stand on the same page, as a table for its notes."""
        return 0

    def split(self, width: float, room: float) -> tuple[Piece, Piece] | None:
        """The part that fits into `room` and the rest; None when it cannot be divided there."""
        return None

    @abstractmethod
    def draw(self, sheet: Sheet, left: float, top: float, width: float) -> None:
        """Draws the whole of it below `top`."""


class NewPage(Piece):
    """Whatever follows begins a page."""

    def height(self, width: float) -> float:
        return 0

    def draw(self, sheet: Sheet, left: float, top: float, width: float) -> None:
        return
