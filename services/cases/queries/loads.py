"""How much colleagues have in hand, for whoever hands out work; sealed cases count for their readers alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func

from services.accounts.leaves import away_on
from services.accounts.models import User
from services.accounts.posts import handlers_for
from services.cases.models import Case
from services.cases.queries.readers import handlers_of
from services.cases.rules import MOST_IN_HAND, OPEN
from services.core.access import Actor, visible
from services.core.database import db


@dataclass(frozen=True)
class Able:
    """A colleague who is there and may handle a case, with the open cases in hand."""

    user: User
    in_hand: int

    @property
    def is_full(self) -> bool:
        """Whether one more is more than one person should have."""
        return self.in_hand >= MOST_IN_HAND


def in_hand_of(ids: Iterable[int], viewer: Actor) -> Mapping[int, int]:
    """User id → open cases in hand, as far as the viewer sees them; none for those who have none."""
    held = visible(Case, viewer, Case.handler_id, func.count(Case.id))
    counted = held.where(Case.handler_id.in_(list(ids)), Case.status.in_(OPEN)).group_by(Case.handler_id)
    return {user: count for user, count in db.session.execute(counted) if user is not None}


def able_to_handle(case: Case, viewer: Actor, day: date) -> Sequence[Able]:
    """Who may be given the case on the day: nobody who is away. Those of its own unit first."""
    away = away_on(day)
    users = [user for user in handlers_of(case) if user.id not in away]
    held = in_hand_of([user.id for user in users], viewer)
    return [Able(user, held.get(user.id, 0)) for user in users]


def able_for_all(cases: Sequence[Case], viewer: Actor, day: date) -> Sequence[Able]:
    """Who may be given any of the cases on the day, by unit; from whom a single one is kept, its verb says."""
    lists = [handlers_for(desk) for desk in sorted({case.desk for case in cases})]
    common = set.intersection(*({user.id for user in users} for users in lists)) if lists else set()
    away = away_on(day)
    users = [user for user in (lists[0] if lists else []) if user.id in common and user.id not in away]
    held = in_hand_of([user.id for user in users], viewer)
    return [Able(user, held.get(user.id, 0)) for user in users]
