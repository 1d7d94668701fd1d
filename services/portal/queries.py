"""What the portal reads: units that take requests, the choices of a matter, and where a member's case stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from services.cases import query_codes
from services.cases.kinds import Outcome, Status
from services.cases.models import Callback, Case, Category, Note, Objection, Reply, StatusSpan
from services.cases.rules import Move, may
from services.clocks.models import Clock
from services.clocks.queries import clocks_of
from services.core.access import Actor, Level, unscoped, visible
from services.core.database import db
from services.core.time import local_date
from services.core.words import N_
from services.portal.rules import BY_TELEPHONE, ENTRIES, PROMISES
from services.units.models import Unit

OFFERED_LEVELS = (Level.NATIONAL, Level.PROVINCE, Level.CITY, Level.DISTRICT)
"""Levels among which a member may choose; below them the employer is near."""
MOST_OFFERED = 120
OF_THE_MEMBER = "the case was loaded for its member"
NOT_TOLD = frozenset({Status.CHECKED, Status.REPLIED, Status.ARCHIVED})
"""Stages that make no entry of their own: the check is the union's affair, a reply tells of itself."""


def receiving_unit(code: str | None = None) -> Unit | None:
    """The unit with this code if it is offered, else the highest unit that takes requests; None where none does."""
    takes = select(Unit).where(Unit.active.is_(True))
    if code:
        chosen = db.session.scalar(takes.where(Unit.code == code, Unit.level.in_(OFFERED_LEVELS)))
        if chosen is not None:
            return chosen
    return db.session.scalar(takes.order_by(func.length(Unit.org_path), Unit.org_path).limit(1))


def offered_units() -> Sequence[Unit]:
    """Units from which a member may choose, each before those below it; where they are many, the upper levels only."""
    offered = select(Unit).where(Unit.active.is_(True))
    for depth in range(len(OFFERED_LEVELS), 0, -1):
        levels = OFFERED_LEVELS[:depth]
        chosen = offered.where(Unit.level.in_(levels)).order_by(Unit.org_path).limit(MOST_OFFERED + 1)
        units = db.session.scalars(chosen).all()
        if len(units) <= MOST_OFFERED:
            return units
    return ()


def categories_on(day: date, codes: Sequence[str]) -> Sequence[Category]:
    """The categories with these codes that hold on a local day, in the order given."""
    held = select(Category).where(
        Category.code.in_(codes),
        Category.valid_from <= day,
        func.coalesce(Category.valid_to, day) >= day,
    )
    return sorted(db.session.scalars(held), key=lambda category: codes.index(category.code))


def case_with(number: str, code: str, at: datetime) -> Case | None:
    """The case whose number and query code these are, while the code holds; None for anything else.

    One slow hash is worked out either way, so that the answer takes as long.
    """
    plain = plain_text_of(code)
    asked = select(Case).where(Case.query_code_index == query_codes.look_up(plain))
    found: Case | None = db.session.scalar(unscoped(asked, because="the query code says who looks"))
    if found is None:
        query_codes.waste_time(plain)
        return None
    right = query_codes.matches(found, plain)
    same = plain_text_of(found.number) == plain_text_of(number)
    live = found.query_code_until is not None and at <= found.query_code_until
    return found if right and same and live else None


def plain_text_of(typed: str) -> str:
    """A number or code as it is compared: half-width capitals without hyphens and blanks, look-alikes put right."""
    return query_codes.normalised(unicodedata.normalize("NFKC", typed))


def case_with_id(case_id: int, member: Actor) -> Case | None:
    """The case of a pass, as its member may see it."""
    found: Case | None = db.session.scalar(visible(Case, member).where(Case.id == case_id))
    return found


def may_say(case: Case, move: Move) -> bool:
    """Whether the member has the move now: the table has it, and it was not made already."""
    if not may(case.status, move):
        return False
    if move is Move.RATE:
        own = select(Callback.id).join(Reply, Reply.id == Callback.reply_id)
        rated = own.where(Callback.case_id == case.id, Callback.by_id.is_(None), Reply.cancelled_at.is_(None))
        return db.session.scalar(unscoped(rated, because=OF_THE_MEMBER)) is None
    if move is Move.OBJECT:
        waiting = select(Objection.id).where(Objection.case_id == case.id, Objection.decided_at.is_(None))
        return db.session.scalar(unscoped(waiting, because=OF_THE_MEMBER)) is None
    return True


@dataclass(frozen=True)
class Promise:
    """A day by which something happens, as a message id with `day` in it."""

    words: str
    due: date
    provisional: bool
    late: bool


def promise_of(case: Case, today: date) -> Promise | None:
    """What the member is promised next; None while nothing is due."""
    running = (clock for clock in clocks_of(case.id) if clock.met_at is None and clock.cancelled_at is None)
    return next((made for clock in running if (made := _promise(clock, case, today))), None)


def _promise(clock: Clock, case: Case, today: date) -> Promise | None:
    if clock.due_on is None or clock.rule not in PROMISES:
        return None
    if clock.rule in BY_TELEPHONE and not has_telephone(case):
        return None
    return Promise(PROMISES[clock.rule], clock.due_on, clock.provisional, clock.due_on < today)


def has_telephone(case: Case) -> bool:
    """Whether the member can be called."""
    return any(link.person.phone_sealed for link in case.persons)


@dataclass(frozen=True)
class Entry:
    """Something that the member is told: the local day, what it is, and the words if there are any."""

    at: datetime
    status: Status | None = None
    outcome: Outcome | None = None
    text: str | None = None
    own: bool = False
    """Whether the member wrote it."""

    @property
    def title(self) -> str:
        """What it is, as a message id."""
        if self.status:
            return ENTRIES[self.status]
        return N_("您写的") if self.own else N_("工会的说明")

    @property
    def day(self) -> date:
        """The local day; the time of day is nobody's business."""
        return local_date(self.at)


@dataclass(frozen=True)
class History:
    """Status → the local day on which the case last came to stand there; and the entries, newest first."""

    reached: Mapping[Status, date]
    entries: Sequence[Entry]


def history_of(case: Case, member: Actor) -> History:
    """What a member is told of the past: stages, notes made for the member, the reply that stands.

    The quality check is left out, and so is a reply that was cancelled.
    """
    spans = db.session.scalars(
        visible(StatusSpan, member).where(StatusSpan.case_id == case.id).order_by(StatusSpan.from_at)
    ).all()
    notes = db.session.scalars(visible(Note, member).where(Note.case_id == case.id, Note.public.is_(True)))
    standing = visible(Reply, member).where(Reply.case_id == case.id, Reply.cancelled_at.is_(None))
    reply: Reply | None = db.session.scalar(standing)
    told = [Entry(span.from_at, status=span.status) for span in spans if span.status not in NOT_TOLD]
    told += [Entry(note.at, text=note.text, own=note.by_id is None) for note in notes]
    if reply is not None:
        told.append(Entry(reply.at, status=Status.REPLIED, outcome=reply.outcome, text=reply.text))
    told.sort(key=lambda entry: entry.at)
    told.reverse()
    return History({span.status: local_date(span.from_at) for span in spans}, told)
