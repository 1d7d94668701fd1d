"""The door: create_app() mounts the rooms in their order; nothing else."""

from __future__ import annotations

from flask import Flask

from services.accounts.room import ROOM as ACCOUNTS
from services.cases.room import ROOM as CASES
from services.clocks.room import ROOM as CLOCKS
from services.core.cli import starts_plainly
from services.core.mounting import mount
from services.core.settings import Settings
from services.design.room import ROOM as DESIGN
from services.desk.room import ROOM as DESK
from services.messages.room import ROOM as MESSAGES
from services.oversight.room import ROOM as OVERSIGHT
from services.people.room import ROOM as PEOPLE
from services.portal.room import ROOM as PORTAL
from services.reports.room import ROOM as REPORTS
from services.scenario.room import ROOM as SCENARIO
from services.units.room import ROOM as UNITS

ROOMS = (UNITS, ACCOUNTS, PEOPLE, CLOCKS, MESSAGES, CASES, PORTAL, DESK, OVERSIGHT, REPORTS, DESIGN, SCENARIO)


@starts_plainly
def create_app(settings: Settings | None = None) -> Flask:
    """The application, with settings from the environment unless they are given."""
    return mount(ROOMS, settings or Settings.from_environment())
