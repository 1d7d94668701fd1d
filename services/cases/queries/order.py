"""The orders of a list, and the keys that stand in addresses for a place in one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import case

from services.cases.kinds import Channel, Status
from services.cases.models import Case

UNDATED = date.max
"""Stands in keys for the due date of a case that waits for no clock."""
Place = tuple[Any, int]
"""What a list is sorted by, and the id of the case."""
Value = datetime | date | str | int
LONGEST_PATH = 255


def _utc(text: str) -> datetime:
    """Raises ValueError for a naive instant, OverflowError for one outside the calendar."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at.astimezone(UTC)


def _path(text: str) -> str:
    """Raises ValueError for what cannot be the path of a unit."""
    if not (text.isascii() and text.isprintable() and text.startswith("/") and len(text) <= LONGEST_PATH):
        raise ValueError(text)
    return text


def _number(text: str) -> str:
    """Raises ValueError for what cannot be a number."""
    if not (text.isascii() and text.isprintable() and 0 < len(text) <= 60):
        raise ValueError(text)
    return text


@dataclass(frozen=True)
class Order:
    """One column, up or down, and how its values are read back from an address."""

    column: Any
    falls: bool
    read: Callable[[str], Value]


PLACE_OF_STATUS = case({status: place for place, status in enumerate(Status)}, value=Case.status)
"""The states in the order of a case's life."""

ORDERS: Mapping[str, Order] = {
    "newest": Order(Case.received_at, True, _utc),
    "oldest": Order(Case.received_at, False, _utc),
    "due": Order(Case.next_due_on, False, date.fromisoformat),
    "number": Order(Case.number, False, _number),
    "number_down": Order(Case.number, True, _number),
    "status": Order(PLACE_OF_STATUS, False, int),
    "status_down": Order(PLACE_OF_STATUS, True, int),
    "unit": Order(Case.org_path, False, _path),
    "unit_down": Order(Case.org_path, True, _path),
    "people": Order(Case.people, True, int),
    "channel": Order(Case.channel, False, lambda text: Channel(text)),
    "closed": Order(Case.closed_at, True, _utc),
}
"""`due` has the cases without a date last; `closed` is of closed cases alone."""


@dataclass(frozen=True)
class Key:
    """Where a page begins: the value sorted by and the id of a row, and in which direction to read."""

    value: Value
    id: int
    back: bool = False

    def __str__(self) -> str:
        value = self.value if isinstance(self.value, str | int) else self.value.isoformat().replace("+00:00", "Z")
        return f"{'-' if self.back else ''}{value}_{self.id}"

    @classmethod
    def parse(cls, text: str, order: str) -> Key | None:
        """Reads a key from an address; None for anything that is not one."""
        value, _, row = text.removeprefix("-").rpartition("_")
        try:
            key = cls(ORDERS[order].read(value), int(row), text.startswith("-"))
        except (ValueError, OverflowError):
            return None
        return key if 0 < key.id < 2**63 else None
