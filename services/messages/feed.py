"""A colleague's own deadlines as iCalendar (RFC 5545): days, numbers and clocks, nothing of the cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from icalendar import Calendar, Event

from services.clocks.table import names_of_rules
from services.core.calendar import ONE_DAY
from services.core.vault import vault
from services.core.words import _
from services.messages.deadlines import Deadline

HOW_OFTEN = "PT1H"


def calendar_of(deadlines: Iterable[Deadline], at: datetime) -> bytes:
    """One whole day for each deadline, in the language of the present block."""
    names, calendar = names_of_rules(), Calendar()
    calendar.add("prodid", "-//union//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("我的期限"))
    calendar.add("x-published-ttl", HOW_OFTEN)
    for each in deadlines:
        calendar.add_component(_day(each, names.get(each.rule, ""), at))
    made: bytes = calendar.to_ical()
    return made


def _day(deadline: Deadline, clock: str, at: datetime) -> Event:
    """The day on which it is due. Its UID is the same at every call, and leads to nothing."""
    day = Event()
    day.add("uid", f"{vault().blind('calendar.uid', str(deadline.clock_id))}@deadlines")
    day.add("dtstamp", at)
    day.add("dtstart", deadline.due)
    day.add("dtend", deadline.due + ONE_DAY)
    mark = _("（暂定）") if deadline.provisional else ""
    day.add("summary", f"{deadline.number or _('保密案件')} · {clock}{mark}")
    day.add("transp", "TRANSPARENT")
    day.add("class", "PRIVATE")
    return day
