"""How a story finds what it did not make itself: by the codes that the rooms know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.core.rooms import rooms
from services.people.models import Employer
from services.people.queries import find_employer


def finders() -> dict[type, Callable[[str], Any]]:
    """type → function from a code to the thing or None, of all rooms of the running application."""
    offered = {kind: find for room in rooms() for kind, find in room.found_by.items()}
    return {Employer: find_employer} | offered
