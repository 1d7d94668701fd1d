"""Chains of work: platform → contractor → agent, seen from one employer up and down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Select, bindparam, literal, select, union
from sqlalchemy.orm import aliased

from services.core.database import db
from services.people.models import Employer

DEEPEST = 20
"""So many steps are followed; the verbs let no chain run in a circle."""
MOST_BELOW = 200


@dataclass(frozen=True)
class Chain:
    """For whom an employer works, the topmost first, and who works for it, each with its distance."""

    above: Sequence[Employer]
    here: Employer
    below: Sequence[tuple[int, Employer]]

    def __bool__(self) -> bool:
        return bool(self.above or self.below)


def chain_of(employer: Employer) -> Chain:
    """The chain of work around an employer, by one statement; of those below the nearest MOST_BELOW."""
    rows = db.session.execute(_around(), {"employer": employer.id}).all()
    return Chain(
        [other for steps, other in rows if steps < 0],
        employer,
        [(steps, other) for steps, other in rows if steps > 0],
    )


@cache
def _around() -> Select[Any]:
    """(steps, employer) of the chain around `employer`, negative where it is above."""
    up, down = _above(bindparam("employer")), _below(bindparam("employer"))
    steps = union(select(up.c.id, -up.c.steps), select(down.c.id, down.c.steps)).subquery()
    place = steps.c[1]
    found = select(place, Employer).join(Employer, Employer.id == steps.c.id).where(place != 0)
    return found.order_by(place, Employer.name, Employer.id).limit(DEEPEST + MOST_BELOW)


def chain_ids(employer_id: int) -> Select[Any]:
    """Ids of the employer, of all for whom it works, and of all who work for it."""
    up, down = _above(employer_id), _below(employer_id)
    both = union(select(up.c.id), select(down.c.id)).subquery()
    return select(both.c.id)


def chains_from(start: CompoundSelect[Any] | Select[Any]) -> Any:
    """(key, employer id) of whole chains: `start` gives pairs of both, each is followed all the way up and down."""
    begin = start.subquery()
    here = select(begin.c[0].label("key"), begin.c[1].label("employer_id"))
    up, down, other = here.cte(recursive=True), here.cte(recursive=True), aliased(Employer)
    further = select(up.c.key, other.upstream_id).join(other, other.id == up.c.employer_id)
    up = up.union(further.where(other.upstream_id.is_not(None)))
    other = aliased(Employer)
    down = down.union(select(down.c.key, other.id).join(other, other.upstream_id == down.c.employer_id))
    return union(select(up.c.key, up.c.employer_id), select(down.c.key, down.c.employer_id)).subquery()


def _above(employer_id: int | BindParameter[int]) -> Any:
    """The employer and all for whom it works: (id, upstream, steps)."""
    here = select(Employer.id, Employer.upstream_id, literal(0).label("steps")).where(Employer.id == employer_id)
    up, other = here.cte("above", recursive=True), aliased(Employer)
    return up.union_all(
        select(other.id, other.upstream_id, up.c.steps + 1).where(other.id == up.c.upstream_id, up.c.steps < DEEPEST)
    )


def _below(employer_id: int | BindParameter[int]) -> Any:
    """The employer and all who work for it: (id, steps)."""
    down = select(Employer.id, literal(0).label("steps")).where(Employer.id == employer_id).cte("below", recursive=True)
    other = aliased(Employer)
    return down.union_all(
        select(other.id, down.c.steps + 1).where(other.upstream_id == down.c.id, down.c.steps < DEEPEST)
    )
