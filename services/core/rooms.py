"""What a room offers to the house: app.py joins these declarations, so rooms need not know each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import click
from flask import Blueprint, Flask, current_app

from services.core.access import Actor
from services.core.figures import Figure


@dataclass(frozen=True)
class Entry:
    """A line of the navigation: endpoint, Chinese message id, and whether this viewer gets it."""

    endpoint: str
    msgid: str
    icon: str
    shown_to: Callable[[Actor], bool]
    rank: int = 50
    """Where it stands among all entries: what is opened most often comes first."""
    also: tuple[str, ...] = ()
    """Further endpoints that belong to it, though their addresses do not begin with its own."""


@dataclass(frozen=True)
class Panel:
    """A part of another room's page: place (`case.show`), template, and what it needs, given subject and viewer."""

    place: str
    template: str
    content: Callable[[Any, Actor], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Room:
    """A room's declaration. `verbs` are the functions a story may call; `found_by` finds things by their codes."""

    name: str
    blueprints: tuple[Blueprint, ...] = ()
    commands: tuple[click.Command, ...] = ()
    navigation: tuple[Entry, ...] = ()
    panels: tuple[Panel, ...] = ()
    figures: tuple[Figure, ...] = ()
    found_by: Mapping[type, Callable[[str], Any]] = field(default_factory=dict)
    prepare: Callable[[Flask], None] | None = None
    upgrade_work: Mapping[str, Callable[[], int]] = field(default_factory=dict)
    """What migrations may leave to it (core/upgrade_work.py), by name; each gives how many rows it looked at."""


def rooms() -> tuple[Room, ...]:
    """The rooms of the running application, in the order of the house."""
    found: tuple[Room, ...] = current_app.extensions["rooms"]
    return found
