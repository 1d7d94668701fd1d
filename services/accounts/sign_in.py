"""Signing in, proving again and signing out: the same text, work and wait whether or not the account exists."""

from __future__ import annotations

from datetime import datetime

from services.accounts.actors import actor_of
from services.accounts.attempts import Attempt, clear, count_attempt
from services.accounts.devices import Visit
from services.accounts.events import EventKind
from services.accounts.models import User, UserSession
from services.accounts.passwords import hash_of, is_outdated, matches
from services.accounts.queries import Credentials, find_credentials
from services.accounts.sessions import close_session, open_session, renew_session
from services.core.access import ANONYMOUS
from services.core.audit import record
from services.core.database import write_transaction
from services.core.errors import ErrorCode, Problem
from services.core.words import _l


def sign_in(login: str, password: str, *, visit: Visit, at: datetime) -> str:
    """Opens a session and gives its secret.

    Raises Waiting while account or address has to wait, Problem(invalid) for any other refusal.
    """
    attempt = count_attempt(login, visit.address, at=at)
    known = find_credentials(login)
    if not matches(known.password_hash, password) or not known.active:
        _note_failure(attempt, known, at)
        raise Problem(ErrorCode.INVALID, _l("账号或密码不正确。"))
    with write_transaction() as session:
        clear(attempt, at=at)
        user = session.get_one(User, known.id)
        if known.password_hash and is_outdated(known.password_hash):
            user.password_hash = hash_of(password)
        record(EventKind.SIGNED_IN, user, by=actor_of(user), at=at)
        return open_session(user, visit=visit, at=at)


def prove(session: UserSession, password: str, *, address: str, at: datetime) -> str:
    """Takes the password of whoever is signed in once more, and gives the session a new secret.

    Raises Waiting while account or address has to wait, Problem(invalid) for another password.
    """
    ident, user = session.id, session.user
    attempt = count_attempt(user.login, address, at=at)
    known = find_credentials(user.login)
    if not matches(known.password_hash, password):
        _note_failure(attempt, known, at)
        raise Problem(ErrorCode.INVALID, _l("密码不正确。"), field="proof_password")
    with write_transaction():
        clear(attempt, at=at)
        record(EventKind.PROVED, user, by=actor_of(user), at=at)
        return renew_session(ident, at=at)


def sign_out(user: User, token: str, *, at: datetime) -> None:
    """Ends the session."""
    with write_transaction():
        close_session(token, at=at)
        record(EventKind.SIGNED_OUT, user, by=actor_of(user), at=at)


def _note_failure(attempt: Attempt, known: Credentials, at: datetime) -> None:
    """Writes an event for each failure that leads to a wait: rare by itself, however often someone tries."""
    if attempt.leads_to_a_wait:
        with write_transaction():
            facts = {"against_account": attempt.against_account, "against_address": attempt.against_address}
            record(EventKind.SIGN_IN_FAILED, known, facts, by=ANONYMOUS, at=at)
