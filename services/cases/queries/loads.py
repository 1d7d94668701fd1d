"""How much colleagues have in hand, for whoever hands out work; sealed cases count for their readers alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func

from services.accounts.leaves import away_on
from services.accounts.models import User
from services.accounts.posts import handlers_for_any, reach_of
from services.cases.models import Case, CaseWish
from services.cases.queries.readers import kept_pairs
from services.cases.rules import MOST_IN_HAND, OPEN, Fit
from services.core.access import Actor, Role, visible
from services.core.database import db
from services.core.sex import Sex


@dataclass(frozen=True)
class Able:
    """A colleague who is there and may handle a case, with the open cases in hand."""

    user: User
    in_hand: int
    near: int = 0
    """Length of the path of the unit through which they reach the case."""
    wish: Sex | None = None
    """The sex of the handler for which the member asked; None where either is fine."""

    @property
    def is_wished(self) -> bool:
        """Whether the wish is known to be met, or there is none."""
        return self.wish is None or self.user.sex is self.wish

    @property
    def is_full(self) -> bool:
        """Whether one more is more than one person should have."""
        return self.in_hand >= MOST_IN_HAND

    @property
    def fit(self) -> Fit:
        """How well they fit, for a suggestion."""
        handles = any(post.is_live and post.role is Role.CASEWORKER for post in self.user.posts)
        return Fit(self.user.id, self.in_hand, self.near, handles, self.user.login, self.is_wished)


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
    wishes = _wishes(cases, viewer)
    there = [user for user in users if user.id not in away]
    return {
        case.id: sorted(
            (
                Able(user, held.get(user.id, 0), near, wishes.get(case.id))
                for user in there
                if (near := reach_of(user, case.desk)) and (case.id, user.id) not in kept
            ),
            key=lambda able: able.fit.rank(),
        )
        for case in cases
    }


def _wishes(cases: Iterable[Case], viewer: Actor) -> Mapping[int, Sex]:
    """Case → the sex of the handler for which its member asked, of those that ask.

    The guarded path alone asks, and what it leads to is sealed: for other cases the database is not asked.
    """
    ids = [case.id for case in cases if case.sealed]
    if not ids:
        return {}
    asked = visible(CaseWish, viewer, CaseWish.case_id, CaseWish.handler_sex).where(CaseWish.case_id.in_(ids))
    found = db.session.execute(asked.where(CaseWish.handler_sex.is_not(None)))
    return {case: sex for case, sex in found}  # noqa: C416  (rows are no pairs for the type checker)
