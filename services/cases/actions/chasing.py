"""Chasers (催办) and supervision (督办): by the lights, in working hours, or in a supervisor's own words."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select

from services.accounts.leaves import deputies_on
from services.accounts.rules import who_is_there
from services.cases.actions.moving import said, write
from services.cases.actions.telling import LEADS, at_the_desk, tell
from services.cases.kinds import CaseEvent, ChaserKind
from services.cases.messages import CHASED, SUPERVISED
from services.cases.models import Case, Chaser
from services.cases.queries.chasers import due_for_a_chaser
from services.cases.queries.deadlines import in_whose_hands
from services.cases.rules import Move, must
from services.clocks.queries import bands_on
from services.clocks.rules import Light
from services.core.access import SYSTEM, Actor, unscoped
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.time import local_date
from services.core.words import _l
from services.messages.deadlines import CHASING
from services.messages.hours import hours_in_use

KIND_OF = {Light.YELLOW: ChaserKind.CHASER, Light.RED: ChaserKind.CHASER, Light.PURPLE: ChaserKind.SUPERVISION}
"""What each light brings about (domain.md §1)."""
COPIED = frozenset({Light.RED, Light.PURPLE})
"""With these lights the leader of the unit is told too."""
EVENT_OF = {ChaserKind.CHASER: CaseEvent.CHASED, ChaserKind.SUPERVISION: CaseEvent.SUPERVISED}
MESSAGE_OF = {ChaserKind.CHASER: CHASED, ChaserKind.SUPERVISION: SUPERVISED}


@action("case.chase")
def chase(case: Case, words: str, *, by: Actor, at: datetime) -> Chaser:
    """Presses whoever has the case in hand, in one's own words. Problem: illegal_move, invalid."""
    must(case.status, Move.CHASE)
    return _press(case, ChaserKind.CHASER, words, by=by, at=at)


@action("case.supervise")
def supervise(case: Case, words: str, *, by: Actor, at: datetime) -> Chaser:
    """The same from above: the leaders of the unit are told as well. Problem: illegal_move, invalid."""
    must(case.status, Move.SUPERVISE)
    return _press(case, ChaserKind.SUPERVISION, words, by=by, at=at)


def _press(case: Case, kind: ChaserKind, words: str, *, by: Actor, at: datetime) -> Chaser:
    entry = write(case, said(words, _l("请写明要求。"), "words"), public=False, by=by, at=at)
    pressed = Chaser(case_id=case.id, kind=kind, by_id=by.user_id, at=at)
    db.session.add(pressed)
    record(EVENT_OF[kind], case, {"note": entry.id}, by=by, at=at)
    tell(case, MESSAGE_OF[kind], _meant(case, kind is ChaserKind.SUPERVISION, at), by=by, at=at)
    return pressed


@action("case.chase_by_light")
def chase_by_light(case: Case, clock_id: int, light: Light, *, by: Actor, at: datetime) -> Chaser:
    """Presses whoever has the case in hand because a clock of it shows the light, once for each light.

    Problem: illegal_move (not in working hours, or the case has ended), duplicate (this light was told before).
    """
    must(case.status, Move.CHASE)
    if not hours_in_use().working_at(at):
        raise Problem(ErrorCode.ILLEGAL_MOVE, _l("现在不是工作时间，没有发提醒。"))
    told = select(Chaser.id).where(Chaser.case_id == case.id, Chaser.clock_id == clock_id, Chaser.light == light)
    if db.session.scalar(unscoped(told, because="inside an action on the case")) is not None:
        raise Problem(ErrorCode.DUPLICATE, _l("这个灯号已经催办过。"))
    kind = KIND_OF[light]
    pressed = Chaser(case_id=case.id, kind=kind, clock_id=clock_id, light=light, at=at)
    db.session.add(pressed)
    record(EVENT_OF[kind], case, {"light": light, "clock": case.next_rule, "day": case.next_due_on}, by=by, at=at)
    users = _meant(case, light in COPIED, at)
    tell(case, MESSAGE_OF[kind], users, by=by, at=at, once=f"{clock_id}:{local_date(at)}")
    return pressed


def _meant(case: Case, copied: bool, at: datetime) -> Iterable[int]:
    """Ids of those who have the case in hand, and of the leaders of its unit where they are told too.

    For whoever is away it is their deputy; where nobody is left, the leaders.
    """
    away, leaders = deputies_on(local_date(at)), at_the_desk(case, case.desk, LEADS)
    there = who_is_there(in_whose_hands([case])[case.id], away)
    return there | who_is_there(leaders, away) if copied or not there else there


def chase_by_lights(at: datetime) -> int:
    """Presses all whose clocks show a light that was not told yet, case by case; gives how many cases."""
    pressed = 0
    for case, clock_id, light in due_for_a_chaser(bands_on(local_date(at))):
        with suppress(Problem):  # somebody else was quicker, or the case has ended meanwhile
            chase_by_light(case, clock_id, light, by=SYSTEM, at=at)
            pressed += 1
    return pressed


CHASING.append(chase_by_lights)
