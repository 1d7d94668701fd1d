"""How much colleagues have in hand, for whoever hands out work; sealed cases count for their readers alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func

from services.accounts.leaves import away_on
from services.accounts.models import User
from services.accounts.posts import handlers_for_any, reach_of
from services.cases.models import Case
from services.cases.queries.readers import kept_pairs
from services.cases.rules import MOST_IN_HAND, OPEN, Fit
from services.core.access import Actor, Role, visible
from services.core.database import db


@dataclass(frozen=True)
class Able:
    """A colleague who is there and may handle a case, with the open cases in hand."""

    user: User
    in_hand: int
    near: int = 0
    """Length of the path of the unit through which they reach the case."""

    @property
    def is_full(self) -> bool:
        """Whether one more is more than one person should have."""
        return self.in_hand >= MOST_IN_HAND

    @property
    def fit(self) -> Fit:
        """How well they fit, for a suggestion."""
        handles = any(post.is_live and post.role is Role.CASEWORKER for post in self.user.posts)
        return Fit(self.user.id, self.in_hand, self.near, handles, self.user.login)


def in_hand_of(ids: Iterable[int], viewer: Actor) -> Mapping[int, int]:
    """User id → open cases in hand, as far as the viewer sees them; none for those who have none."""
    held = visible(Case, viewer, Case.handler_id, func.count(Case.id))
    counted = held.where(Case.handler_id.in_(list(ids)), Case.status.in_(OPEN)).group_by(Case.handler_id)
    return {user: count for user, count in db.session.execute(counted) if user is not None}


def able_to_handle(case: Case, viewer: Actor, day: date) -> Sequence[Able]:
    """Who may be given the case on the day, the best suggestion first: nobody who is away or from whom it is kept."""
    return able_for_each([case], viewer, day)[case.id]


def able_for_each(cases: Sequence[Case], viewer: Actor, day: date) -> Mapping[int, Sequence[Able]]:
    """Case → who may be given it on the day, the best suggestion first; by a few statements for all of them."""
    users, away = handlers_for_any({case.desk for case in cases}), away_on(day)
    kept = kept_pairs([case.id for case in cases])
    held = in_hand_of([user.id for user in users], viewer)
    there = [user for user in users if user.id not in away]
    return {
        case.id: sorted(
            (
                Able(user, held.get(user.id, 0), near)
                for user in there
                if (near := reach_of(user, case.desk)) and (case.id, user.id) not in kept
            ),
            key=lambda able: able.fit.rank(),
        )
        for case in cases
    }
