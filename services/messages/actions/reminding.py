"""The reminders of a day: deadlines that are near or over, each told once to whoever has it in hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.accounts.leaves import deputies_on
from services.accounts.rules import who_is_there
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date
from services.core.words import N_, _l
from services.messages.actions.sending import Matter, tell_staff
from services.messages.deadlines import NEAR, Reminded
from services.messages.events import MessageEvent
from services.messages.hours import hours_in_use
from services.messages.kinds import Audience, MessageKind, declare_messages
from services.messages.rules import Nearness, When, latest_due, nearness

FACTS = frozenset({"number", "clock", "due"})
SOON = MessageKind(
    code="deadline.soon",
    name=N_("期限快到"),
    audience=Audience.STAFF,
    subject=N_("%(number)s 的期限快到了"),
    text=N_("案件 %(number)s 的“%(clock)s”应在 %(due)s 前完成。"),
    neutral_subject=N_("一件保密案件的期限快到了"),
    neutral_text=N_("您负责的一件保密案件有期限快到了。"),
    facts=FACTS,
    when=When.WORKING_HOURS,
    good_for=timedelta(days=1),
)
LATE = MessageKind(
    code="deadline.late",
    name=N_("已经超期"),
    audience=Audience.STAFF,
    subject=N_("%(number)s 已超期"),
    text=N_("案件 %(number)s 的“%(clock)s”应在 %(due)s 前完成，现已超期。"),
    neutral_subject=N_("一件保密案件已超期"),
    neutral_text=N_("您负责的一件保密案件已超期。"),
    facts=FACTS,
    when=When.WORKING_HOURS,
    good_for=timedelta(days=1),
)
declare_messages(SOON, LATE)
OF_NEARNESS = {Nearness.SOON: SOON, Nearness.LATE: LATE}


@dataclass(frozen=True)
class _Everyone:
    """What the day's reminders are about: the whole installation, which has no row."""

    id: int = 0
    org_path: str = "/"
    __tablename__: str = "reminders"


@action("message.remind", makes=True)
def remind(nothing: None, *, by: Actor, at: datetime) -> int:
    """Tells everybody of their deadlines that are near or over, once for each clock and day; gives how many notices.

    Raises Problem(illegal_move) outside working hours.
    """
    hours, today = hours_in_use(), local_date(at)
    if not hours.working_at(at):
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("现在不是工作时间，没有发提醒。"))
    away = deputies_on(today)
    near = (each for tell in NEAR for each in tell(latest_due(today, hours.calendar)))
    told = 0
    for each in near:
        why = nearness(each.deadline.due, today, hours.calendar)
        if why is not None:
            there = who_is_there(each.users, away)
            told += _tell(replace(each, users=tuple(there)), OF_NEARNESS[why], by, at)
    record(MessageEvent.REMINDED, _Everyone(), {"notices": told}, by=by, at=at)
    return told


def _tell(each: Reminded, kind: MessageKind, by: Actor, at: datetime) -> int:
    deadline = each.deadline
    facts = {"number": deadline.number or "", "clock": deadline.rule, "due": deadline.due.isoformat()}
    matter = Matter(each.about, facts, neutral=deadline.number is None)
    once = f"{deadline.clock_id}:{local_date(at)}"
    return tell_staff(kind, each.users, matter, by=by, at=at, once=once)
