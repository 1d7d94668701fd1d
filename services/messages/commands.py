"""`flask messages`: hand over what waits, remind of deadlines, and say how things stand."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Mapping
from types import FrameType

import click
import structlog
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from services.core.access import SYSTEM
from services.core.audit import Source, acting_through
from services.core.database import db
from services.core.settings import settings_in_use
from services.core.time import now
from services.core.words import _
from services.messages.actions import remind
from services.messages.carriers import Carrier, MailCarrier, SmsCarrier
from services.messages.courier import Round, deliver
from services.messages.deadlines import CHASING
from services.messages.hours import hours_in_use
from services.messages.kinds import Channel

SECONDS_BETWEEN = 5
LONGEST_PAUSE = 60
"""So long a watching courier waits at most before it asks a server again that was not there."""
log = structlog.get_logger("courier")


@click.group("messages")
def messages() -> None:
    """消息：发出邮件和短信、提醒到期。 Messages: hand them over, remind of deadlines."""


@messages.command("deliver")
@click.option("--once/--watch", default=True, help="Hand over what is due and end, or go on until told to end.")
@click.option("--beside", type=int, metavar="PID", help="While watching: end when this process, the parent, is gone.")
@with_appcontext
def deliver_command(once: bool, beside: int | None) -> None:
    """Hands over e-mail and short messages that are due."""
    carriers = carriers_in_use()
    if not once:
        _watch(carriers, beside)
        return
    done = deliver(carriers, now)
    click.echo(_("已发出 %(sent)d 条，%(failed)d 条没有成功。", sent=done.sent, failed=done.failed))
    if not carriers:
        click.echo(_("没有配置邮件服务器，也没有配置短信网关：消息留在发件箱里。"))


@messages.command("remind")
@with_appcontext
def remind_command() -> None:
    """Chases by the lights, then reminds of deadlines that are near or over; each once, inside working hours."""
    at = now()
    with acting_through(Source.CLI):
        pressed = sum(chase(at) for chase in CHASING) if hours_in_use().working_at(at) else 0
        told = remind(None, by=SYSTEM, at=at)
    click.echo(_("已催办、督办 %(count)d 件。", count=pressed))
    click.echo(_("已提醒 %(count)d 次。", count=told))


def carriers_in_use() -> Mapping[Channel, Carrier]:
    """Who carries on which channel, as far as the operator named a server."""
    settings, carriers = settings_in_use(), dict[Channel, Carrier]()
    if settings.mail is not None:
        carriers[Channel.EMAIL] = MailCarrier(settings.mail)
    if settings.sms is not None:
        carriers[Channel.SMS] = SmsCarrier(settings.sms)
    return carriers


def _watch(carriers: Mapping[Channel, Carrier], beside: int | None) -> None:
    """Goes round until it is told to end. Servers that are away are asked again after longer and longer pauses."""
    pause, due = SECONDS_BETWEEN, 0
    for second in _seconds(beside):
        if second < due:
            continue
        done = _round(carriers)
        pause = min(pause * 2, LONGEST_PAUSE) if done is None or done.away else SECONDS_BETWEEN
        due = second + pause


def _round(carriers: Mapping[Channel, Carrier]) -> Round | None:
    """One round; None while the database does not answer."""
    try:
        return deliver(carriers, now)
    except OperationalError as problem:
        log.warning("database away", kind=type(problem).__name__)
        return None
    finally:
        db.session.remove()


def _seconds(beside: int | None) -> Iterator[int]:
    """Counts seconds until a signal comes, or the process beside which it runs is gone."""
    told = list[int]()

    def end(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    second = 0
    while not told and beside in (None, os.getppid()):
        yield second
        second += 1
        time.sleep(1)
