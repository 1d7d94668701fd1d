"""Sign-ins that failed: counted by account and by address, in the database, so that every process knows of them.

A technical writer. An attempt is counted before the password is looked at, so that many at once gain nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Literal

from sqlalchemy import delete, select, text

from services.accounts.models import SignInAttempt
from services.accounts.rules import ACCOUNT_FREE, ADDRESS_FREE, MEMORY, wait_after
from services.core.database import db, write_transaction
from services.core.errors import ErrorCode, Problem
from services.core.vault import vault
from services.core.words import _l

Step = Literal["login", "second"]


class Waiting(Problem):
    """The next attempt is taken only after so many seconds."""

    def __init__(self, left: timedelta) -> None:
        self.seconds = max(1, ceil(left.total_seconds()))
        minutes = ceil(self.seconds / 60)
        sentence = (
            _l("登录失败次数过多。请在 %(seconds)s 秒后再试。", seconds=self.seconds)
            if self.seconds < 90
            else _l("登录失败次数过多。请在 %(minutes)s 分钟后再试。", minutes=minutes)
        )
        super().__init__(ErrorCode.FROZEN, sentence)


@dataclass(frozen=True)
class Attempt:
    """One attempt that was counted: its rows, and how many now stand against the account and the address."""

    login_key: str
    rows: tuple[int, ...]
    against_account: int
    against_address: int

    @property
    def leads_to_a_wait(self) -> bool:
        """Whether the next attempt will have to wait if this one fails."""
        return self.against_account >= ACCOUNT_FREE or self.against_address >= ADDRESS_FREE


def count_attempt(login: str, address: str, *, at: datetime, step: Step = "login") -> Attempt:
    """Counts an attempt as failed until it is cleared. Raises Waiting while account or address has to wait.

    The password and the second proof are counted apart: knowing the one gives no more guesses at the other.
    """
    keys = {account_key(login, step): ACCOUNT_FREE, address_key(address): ADDRESS_FREE}
    with write_transaction() as session:
        _one_at_a_time(keys)
        before = [_failures(key, free, at) for key, free in keys.items()]
        rows = [SignInAttempt(key_index=key, at=at) for key in keys]
        session.add_all(rows)
        return Attempt(account_key(login, step), tuple(row.id for row in rows), before[0] + 1, before[1] + 1)


def clear(attempt: Attempt, *, at: datetime) -> None:
    """The password was right: the account starts afresh, the address loses this one attempt; old rows go."""
    with write_transaction() as session:
        session.execute(
            delete(SignInAttempt).where(
                (SignInAttempt.key_index == attempt.login_key)
                | SignInAttempt.id.in_(attempt.rows)
                | (SignInAttempt.at <= at - MEMORY)
            )
        )


def forget_failures(login: str) -> None:
    """Lifts the wait from an account, at both steps."""
    steps: tuple[Step, ...] = ("login", "second")
    with write_transaction() as session:
        keys = [account_key(login, step) for step in steps]
        session.execute(delete(SignInAttempt).where(SignInAttempt.key_index.in_(keys)))


def account_key(login: str, step: Step = "login") -> str:
    """What stands in the table for a login as typed, known or not."""
    return vault().blind(f"sign_in_attempt.{step}", login.strip().lower())


def address_key(address: str) -> str:
    """What stands in the table for a network address."""
    return vault().blind("sign_in_attempt.address", address)


def _failures(key: str, free: int, at: datetime) -> int:
    """How many failures count against the key. Raises Waiting where the last is too recent."""
    recent = select(SignInAttempt.at).where(SignInAttempt.key_index == key, SignInAttempt.at > at - MEMORY)
    failed = db.session.scalars(recent).all()
    left = max(failed) + wait_after(len(failed), free) - at if failed else timedelta()
    if left > timedelta():
        raise Waiting(left)
    return len(failed)


def _one_at_a_time(keys: Iterable[str]) -> None:
    """Attempts on one key queue up on PostgreSQL; SQLite has one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        for number in sorted(int(key[:15], 16) for key in keys):
            db.session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
