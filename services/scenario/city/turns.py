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
    undo_merge,
    withdraw,
)
from services.cases.kinds import Channel, DispatchMode, Status
from services.cases.rules import Sense
from services.core.access import Role
from services.core.time import local_date

if TYPE_CHECKING:
    from services.cases.models import Case
    from services.core.access import Actor
    from services.scenario.city.life import Life
    from services.units.models import Unit


class Turn(StrEnum):
    """What is out of the ordinary in the course of a case."""

    NONE = "none"
    DECLINED = "declined"
    COMPLETED = "completed"
    REFERRED = "referred"
    ASSIGNED = "assigned"
    BOUNCED = "bounced"
    RULED = "ruled"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    EXTENDED = "extended"
    MERGED = "merged"
    PARTED = "parted"
    OBJECTED = "objected"


WEIGHTS = {
    Turn.NONE: 65,
    Turn.DECLINED: 4,
    Turn.COMPLETED: 4,
    Turn.REFERRED: 8,
    Turn.ASSIGNED: 3,
    Turn.BOUNCED: 2,
    Turn.RULED: 1,
    Turn.WITHDRAWN: 3,
    Turn.SUSPENDED: 3,
    Turn.EXTENDED: 3,
    Turn.MERGED: 2,
    Turn.PARTED: 1,
    Turn.OBJECTED: 1,
}
HANDED_ON = frozenset({Turn.REFERRED, Turn.ASSIGNED, Turn.BOUNCED, Turn.RULED})
TO_THE_DECIDER = 3
"""So many returns bring a case to the unit one level up, which alone says where it goes."""
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
    elif life.turn in HANDED_ON or stop is Status.DISPATCHED:
        yield from _handed_on(life, stays=stop is Status.DISPATCHED)


def _handed_on(life: Life, *, stays: bool) -> Steps:
    """From unit to unit; one that comes back too often goes where the unit above says."""
    returns = {Turn.BOUNCED: life.draw.randint(1, TO_THE_DECIDER - 1), Turn.RULED: TO_THE_DECIDER}.get(life.turn, 0)
    for _time in range(returns):
        target = _target(life)
        yield life.pace.days(0, 1)
        _send(life, target, life.unit)
        yield life.pace.days(0, 1)
        bounce(life.case, life.said("bounced"), by=_receiver(life, target), at=life.pace.at)
    if life.turn is Turn.BOUNCED:
        return
    target = _target(life)
    yield life.pace.days(0, 1)
    _send(life, target, (life.unit.parent or life.unit) if life.turn is Turn.RULED else life.unit)
    if stays:
        life.ended = True
        return
    yield life.pace.days(0, 1)
    sign(life.case, by=_receiver(life, target), at=life.pace.at)
    life.unit = target


def _target(life: Life) -> Unit:
    """A unit below, else one beside, else the one above."""
    above = [unit for unit in life.city.units if unit.id == life.unit.parent_id]
    below = [unit for unit in life.city.units if unit.parent_id == life.unit.id]
    others = [unit for unit in life.city.units if unit.parent_id == life.unit.parent_id and unit is not life.unit]
    return life.draw.choice(below or others or above)


def _send(life: Life, target: Unit, sender: Unit) -> None:
    by, at = life.by(life.nearest(sender, Role.SUPERVISOR)), life.pace.at
    if life.turn is Turn.ASSIGNED:
        report = life.pace.calendar.add_working_days(local_date(at), life.draw.randint(5, 20))
        dispatch(life.case, target, DispatchMode.ASSIGN, report, by=by, at=at)
    else:
        dispatch(life.case, target, DispatchMode.REFER, by=by, at=at)


def _receiver(life: Life, target: Unit) -> Actor:
    return life.by(life.nearest(target, Role.CASEWORKER))


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
        above = life.nearest(life.unit.parent or life.unit, Role.SUPERVISOR, but=[life.handler.id])
        extend(life.case, until, life.said("extended"), by=life.by(above), at=life.pace.at)
    elif life.turn in (Turn.MERGED, Turn.PARTED) and (other := life.city.another(life.case)) is not None:
        yield from _merged(life, other)
    elif life.request.channel is Channel.WEB and life.draw.random() < 0.15:
        yield life.pace.soon(300, 3000)
        add(life.case, life.said("added"), by=life.member(), at=life.pace.at)


def _merged(life: Life, other: Case) -> Steps:
    """Joined with another case; now and then by mistake, so that the two are parted again."""
    yield life.pace.days(0, 2)
    if other.status not in life.city.open:
        return
    clerk = life.by(life.city.staff.at_the_top(Role.CASEWORKER, but=list(life.kept)))
    merge(life.case, other, by=clerk, at=life.pace.at)
    life.ended = life.turn is Turn.MERGED
    if not life.ended:
        yield life.pace.days(0, 2)
        undo_merge(life.case, by=clerk, at=life.pace.at)


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
