"""The hours of this installation."""

from __future__ import annotations

from services.clocks.queries import working_calendar
from services.core.settings import settings_in_use
from services.messages.rules import OfficeHours


def hours_in_use() -> OfficeHours:
    """Quiet hours, working hours and the calendar in force."""
    settings = settings_in_use()
    return OfficeHours(settings.quiet_hours, settings.working_hours, working_calendar())
