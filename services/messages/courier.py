"""The courier: takes what waits, hands it over, and notes what came of it. At least once, never two at a time.

Each message is held under a lease while it is handed over. A courier that is killed lets the lease run out, and the
message leaves again, under the same mark: it arrives twice only where the other side had taken it and the note of that
was not yet written. A technical writer: what leaves was decided by the action that wrote it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, or_, select, update

from services.accounts.models import User
from services.core.access import unscoped
from services.core.database import db, write_transaction
from services.core.settings import settings_in_use
from services.core.vault import Tampered, vault
from services.messages.carriers import Carrier, Letter, NotTaken
from services.messages.hours import hours_in_use
from services.messages.kinds import KINDS, Channel, MessageKind, Standing
from services.messages.models import MessageAddress, MessageChoice, Outgoing
from services.messages.rules import MOST_TRIES, wait_after
from services.messages.wording import letter, speaking

LEASE = timedelta(minutes=5)
"""Longer than any conversation with a server that keeps to its time limits."""
Clock = Callable[[], datetime]
log = structlog.get_logger("courier")


@dataclass
class Round:
    """What came of one round of the courier."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0
    away: set[Channel] = field(default_factory=set)
    """Channels on which nobody was there."""


@dataclass(frozen=True)
class Held:
    """A message under a lease, and what is to be handed over; None where it was settled without that."""

    id: int
    lease: str
    channel: Channel
    tries: int
    letter: Letter | None


def deliver(carriers: Mapping[Channel, Carrier], clock: Clock) -> Round:
    """Hands over everything that is due, until nothing is left or nobody is there."""
    done = Round()
    try:
        while (held := _take(set(carriers) - done.away, clock())) is not None:
            if held.letter is not None:
                _hand_over(held, held.letter, carriers[held.channel], done, clock)
    finally:
        for carrier in carriers.values():
            carrier.rest()
    return done


def _hand_over(held: Held, made: Letter, carrier: Carrier, done: Round, clock: Clock) -> None:
    try:
        carrier.carry(made)
    except NotTaken as problem:
        done.failed += 1
        if problem.away:
            done.away.add(held.channel)
        _note_failure(held, problem, done, clock())
    else:
        note_sent(held, clock())
        done.sent += 1


def _due(channels: set[Channel], at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Outgoing.standing == Standing.WAITING,
        Outgoing.channel.in_(channels),
        Outgoing.due_at <= at,
        or_(Outgoing.leased_until.is_(None), Outgoing.leased_until <= at),
    )


def _take(channels: set[Channel], at: datetime) -> Held | None:
    """The message that has waited longest, from now on held by this courier; None where none is due.

    The look comes before the write lock, so that an idle courier keeps nobody waiting.
    """
    if not channels:
        return None
    due = select(Outgoing.id).where(*_due(channels, at)).limit(1)
    db.session.rollback()
    if db.session.scalar(unscoped(due, because="a courier carries for everybody")) is None:
        db.session.rollback()
        return None
    with write_transaction() as session:
        first = select(Outgoing).where(*_due(channels, at)).order_by(Outgoing.due_at, Outgoing.id).limit(1)
        row = session.scalar(first.with_for_update(skip_locked=True), execution_options={"populate_existing": True})
        return _held(row, at) if row is not None else None


def _held(row: Outgoing, at: datetime) -> Held:
    """Leases the message, unless it is settled or put off right away."""
    lease, made, hours = secrets.token_urlsafe(12), None, hours_in_use()
    kind, place = KINDS.get(row.kind), _address(row)
    end = _end_of(row, at)
    if end is None and kind is not None and place is not None:
        if hours.may_leave(kind.when, at):
            row.lease, row.leased_until, row.tries = lease, at + LEASE, row.tries + 1
            made = _letter(row, kind, *place)
        else:
            row.lease = row.leased_until = None
            row.due_at = hours.earliest(kind.when, at)
    else:
        _settle(row, end or Standing.DROPPED, at)
    return Held(row.id, lease, row.channel, row.tries, made)


def _end_of(row: Outgoing, at: datetime) -> Standing | None:
    """What has become of a message that is not tried again: too old, or killed at every try."""
    if at >= row.good_until:
        return Standing.EXPIRED
    return Standing.GIVEN_UP if row.tries >= MOST_TRIES else None


def _letter(row: Outgoing, kind: MessageKind, address: str, language: str) -> Letter:
    with speaking(language):
        said = letter(kind, row.channel, row.told, row.neutral, settings_in_use().public_address)
    return Letter(mark_of(row.id), address, said, row.at)


def _address(row: Outgoing) -> tuple[str, str] | None:
    """Where it goes, and in which language; None where a colleague does not want it any more, or is gone."""
    if row.user_id is None:
        return _opened(row)
    wanted = (
        select(MessageAddress)
        .join(MessageChoice, MessageChoice.user_id == MessageAddress.user_id)
        .join(User, User.id == MessageAddress.user_id)
        .where(
            MessageAddress.user_id == row.user_id,
            MessageChoice.kind == row.kind,
            MessageChoice.channel == row.channel,
            User.disabled_at.is_(None),
        )
    )
    place: MessageAddress | None = db.session.scalar(wanted)
    address = place.on(row.channel) if place is not None else None
    return (address, place.language) if place is not None and address else None


def _opened(row: Outgoing) -> tuple[str, str] | None:
    try:
        address = row.address
    except Tampered:
        log.error("sealed", message=row.id)
        return None
    return (address, row.language) if address else None


def mark_of(outgoing_id: int) -> str:
    """What the message is called outside: the same at every try, and nobody's name or number."""
    return vault().blind("outgoing.mark", str(outgoing_id))


def _settle(row: Outgoing, standing: Standing, at: datetime) -> None:
    row.standing, row.ended_at, row.address = standing, at, None
    row.lease = row.leased_until = None
    log.info("settled", message=row.id, channel=row.channel.value, standing=standing.value)


def note_sent(held: Held, at: datetime) -> None:
    """The other side has taken it. Its address is needed no longer."""
    _write(held, standing=Standing.SENT, ended_at=at, address_sealed=None, trouble=None)


def _note_failure(held: Held, problem: NotTaken, done: Round, at: datetime) -> None:
    over = problem.for_good or held.tries >= MOST_TRIES
    if over:
        done.given_up += 1
        log.error("given up", message=held.id, channel=held.channel.value, trouble=problem.trouble, tries=held.tries)
        _write(held, standing=Standing.GIVEN_UP, ended_at=at, address_sealed=None, trouble=problem.trouble)
    else:
        log.warning("not taken", message=held.id, channel=held.channel.value, trouble=problem.trouble)
        _write(held, due_at=at + wait_after(held.tries), trouble=problem.trouble)


def _write(held: Held, **values: object) -> None:
    """Notes what came of it and gives the lease back, unless it ran out and somebody else holds the message now."""
    with write_transaction() as session:
        session.execute(
            update(Outgoing)
            .where(Outgoing.id == held.id, Outgoing.lease == held.lease)
            .values(lease=None, leased_until=None, **values)
        )
