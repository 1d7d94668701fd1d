"""Signing in, proving again and signing out: the same text, work and wait whether or not the account exists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.accounts.actors import actor_of
from services.accounts.attempts import Attempt, clear, count_attempt
from services.accounts.devices import Visit
from services.accounts.events import EventKind
from services.accounts.half_sessions import close_halves, open_half
from services.accounts.models import HalfSession, User, UserSession
from services.accounts.passwords import hash_of, is_outdated, matches
from services.accounts.queries import Credentials, find_credentials
from services.accounts.second_factors import SecondProof, use_proof
from services.accounts.sessions import close_session, open_session, renew_session
from services.core.access import ANONYMOUS
from services.core.audit import record
from services.core.database import write_transaction
from services.core.errors import ErrorCode, Problem
from services.core.words import _l


@dataclass(frozen=True)
class Entry:
    """The secret of what was opened: a session, or the half of one that waits for the second proof."""

    token: str
    is_half: bool = False


def sign_in(login: str, password: str, *, visit: Visit, at: datetime) -> Entry:
    """Takes the password, and opens a session where no second factor was enrolled.

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
        if user.second_since is not None:
            return Entry(open_half(user, at=at), is_half=True)
        record(EventKind.SIGNED_IN, user, by=actor_of(user), at=at)
        return Entry(open_session(user, visit=visit, at=at))


def finish_sign_in(half: HalfSession, proof: SecondProof, *, visit: Visit, at: datetime) -> Entry:
    """Takes the second proof and opens the session.

    Raises Waiting like a sign-in, Problem(invalid) where the proof is wrong, too old or used already.
    """
    user_id, login = half.user_id, half.user.login
    attempt = count_attempt(login, visit.address, at=at, step="second")
    way = use_proof(user_id, proof, half, at=at)
    if way is None:
        _note_failure(attempt, find_credentials(login), at)
        raise Problem(ErrorCode.INVALID, _l("验证没有通过。验证码每 30 秒换一个，用过的不能再用。"), field="code")
    with write_transaction() as session:
        clear(attempt, at=at)
        close_halves(user_id)
        user = session.get_one(User, user_id)
        record(EventKind.SIGNED_IN, user, {"second": way}, by=actor_of(user), at=at)
        return Entry(open_session(user, visit=visit, at=at))


def prove(session: UserSession, proof: SecondProof | str, *, address: str, at: datetime) -> str:
    """Takes the password or a second proof of whoever is signed in, and gives the session a new secret.

    Raises Waiting while account or address has to wait, Problem(invalid) for a wrong one.
    """
    ident, login = session.id, session.user.login
    attempt = count_attempt(login, address, at=at, step="login" if isinstance(proof, str) else "second")
    known = find_credentials(login)
    if isinstance(proof, str):
        right, field, sentence = matches(known.password_hash, proof), "proof_password", _l("密码不正确。")
    else:
        right = use_proof(known.id, proof, session, at=at) is not None
        field, sentence = "proof_code", _l("验证没有通过。验证码每 30 秒换一个，用过的不能再用。")
    if not right:
        _note_failure(attempt, known, at)
        raise Problem(ErrorCode.INVALID, sentence, field=field)
    with write_transaction() as writing:
        clear(attempt, at=at)
        user = writing.get_one(User, known.id)
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
