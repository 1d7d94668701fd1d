"""The turns that not every case takes: declined, completed, handed on, put off, given up, joined, objected to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from services.cases.actions import (
    add,
    archive,
    ask_completion,
    bounce,
    complete,
    decline,
    dispatch,
    extend,
    merge,
    object_,
    rate,
    refuse_objection,
    reopen,
    resume,
    sign,
    suspend,
    withdraw,
)
from services.cases.kinds import Channel, DispatchMode, Status
from services.cases.rules import Sense
from services.core.access import Role
from services.core.time import local_date

if TYPE_CHECKING:
    from services.scenario.city.life import Life


class Turn(StrEnum):
    """What is out of the ordinary in the course of a case."""

    NONE = "none"
    DECLINED = "declined"
    COMPLETED = "completed"
    REFERRED = "referred"
    BOUNCED = "bounced"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    EXTENDED = "extended"
    MERGED = "merged"
    OBJECTED = "objected"


WEIGHTS = {
    Turn.NONE: 70,
    Turn.DECLINED: 4,
    Turn.COMPLETED: 4,
    Turn.REFERRED: 8,
    Turn.BOUNCED: 2,
    Turn.WITHDRAWN: 3,
    Turn.SUSPENDED: 3,
    Turn.EXTENDED: 3,
    Turn.MERGED: 2,
    Turn.OBJECTED: 1,
}
HANDLING_DAYS = {"ordinary": 5, "difficult": 15}

Steps = Iterator[datetime]


def at_the_door(life: Life) -> Steps:
    """What may come before acceptance; `life.ended` tells whether it is over with that."""
    stop = life.fate.stop if life.fate else None
    if life.turn is Turn.DECLINED:
        yield life.pace.days(0, 2)
        decline(life.case, life.said("declined"), by=life.clerk(), at=life.pace.at)
        life.ended = True
    elif life.turn is Turn.COMPLETED or stop is Status.AWAITING_COMPLETION:
        yield life.pace.days(0, 1)
        ask_completion(life.case, life.said("missing"), by=life.clerk(), at=life.pace.at)
        if stop is Status.AWAITING_COMPLETION:
            life.ended = True
            return
        yield life.pace.days(1, 6)
        complete(life.case, life.said("complete"), by=life.clerk(), at=life.pace.at)
    elif life.turn in (Turn.REFERRED, Turn.BOUNCED) or stop is Status.DISPATCHED:
        yield from _handed_on(life, stays=stop is Status.DISPATCHED)


def _handed_on(life: Life, *, stays: bool) -> Steps:
    below = [unit for unit in life.city.units if unit.parent_id == life.unit.id]
    others = [unit for unit in life.city.units if unit.parent_id == life.unit.parent_id and unit is not life.unit]
    target = life.draw.choice(below or others)
    yield life.pace.days(0, 1)
    sender = life.city.staff.nearest(life.unit, Role.SUPERVISOR)
    dispatch(life.case, target, DispatchMode.REFER, by=life.by(sender), at=life.pace.at)
    if stays:
        life.ended = True
        return
    yield life.pace.days(0, 1)
    receiver = life.by(life.city.staff.nearest(target, Role.CASEWORKER))
    if life.turn is Turn.BOUNCED:
        bounce(life.case, life.said("bounced"), by=receiver, at=life.pace.at)
    else:
        sign(life.case, by=receiver, at=life.pace.at)
        life.unit = target


def while_handled(life: Life) -> Steps:
    """What may come between the first contact and the reply."""
    stop = life.fate.stop if life.fate else None
    if life.turn is Turn.WITHDRAWN:
        yield life.pace.days(0, 3)
        withdraw(life.case, life.said("withdrawn"), by=life.by(life.handler), at=life.pace.at)
        life.ended = True
    elif life.turn is Turn.SUSPENDED or stop is Status.SUSPENDED:
        yield life.pace.days(0, 2)
        suspend(life.case, life.said("suspended"), by=life.by(life.handler), at=life.pace.at)
        if stop is Status.SUSPENDED:
            life.ended = True
            return
        yield life.pace.days(8, 30)
        resume(life.case, life.said("resumed"), by=life.by(life.handler), at=life.pace.at)
    elif life.turn is Turn.EXTENDED and life.difficulty.value in HANDLING_DAYS:
        yield life.pace.days(0, 1)
        longer = HANDLING_DAYS[life.difficulty.value] + life.draw.randint(6, 9)
        until = life.pace.calendar.add_working_days(local_date(life.pace.at), longer)
        above = life.city.staff.nearest(life.unit.parent or life.unit, Role.SUPERVISOR)
        extend(life.case, until, life.said("extended"), by=life.by(above), at=life.pace.at)
    elif life.turn is Turn.MERGED and (other := life.city.another(life.case)) is not None:
        yield life.pace.days(0, 2)
        if other.status in life.city.open:
            clerk = life.city.staff.at_the_top(Role.CASEWORKER)
            merge(life.case, other, by=life.by(clerk), at=life.pace.at)
            life.ended = True
    elif life.request.channel is Channel.WEB and life.draw.random() < 0.15:
        yield life.pace.soon(300, 3000)
        add(life.case, life.said("added"), by=life.member(), at=life.pace.at)


def own_rating(life: Life) -> Steps:
    """A member who asked through the portal may rate there."""
    if life.request.channel is Channel.WEB and life.insiders is None and life.draw.random() < 0.5:
        yield life.pace.soon(60, 900)
        senses = Sense(*(life.draw.randint(3, 5) for _sense in range(3)))
        rate(life.case, next(life.city.own_ratings), senses, by=life.member(), at=life.pace.at)


def afterwards(life: Life) -> Steps:
    """After closing: an objection and what becomes of it, or the archive."""
    if life.turn is Turn.OBJECTED:
        yield life.pace.days(1, 8)
        object_(life.case, life.said("objected"), by=life.member(), at=life.pace.at)
        yield life.pace.days(1, 4)
        life.turn = Turn.NONE
        if life.draw.random() < 0.5:
            reopen(life.case, by=life.lead(), at=life.pace.at)
            yield life.pace.days(1, 5)
            yield from life.answered()
            return
        refuse_objection(life.case, life.said("reviewed"), by=life.lead(), at=life.pace.at)
    if life.draw.random() < 0.55:
        yield life.pace.days(15, 45)
        archive(life.case, by=life.lead(), at=life.pace.at)
