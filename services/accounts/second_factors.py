"""A user's second factors: what there is, and whether a proof is right. Each proof is used up by being taken.

A technical writer: that a code was used, a key has signed or a challenge was asked is no verb of the union's work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from services.accounts.models import FactorRecovery, HalfSession, User, UserKey, UserSession, UserTotp
from services.accounts.passwords import matches
from services.accounts.rules import needs_second_factor
from services.accounts.security_keys import Site, count_signed, credential_in
from services.accounts.totp import step_of
from services.core.database import db, write_transaction
from services.core.settings import settings_in_use


@dataclass(frozen=True)
class SecondProof:
    """What was given as second proof: a typed code, or what a security key answered on this site."""

    site: Site
    code: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Ways:
    """By which ways a user can give the second proof at present."""

    app: bool
    keys: bool
    recovery: bool


def totp_of(user_id: int) -> UserTotp | None:
    """The authenticator app that the user enrolled."""
    return db.session.scalar(select(UserTotp).where(UserTotp.user_id == user_id))


def keys_of(user_id: int) -> Sequence[UserKey]:
    """The user's security keys, the oldest first."""
    return db.session.scalars(select(UserKey).where(UserKey.user_id == user_id).order_by(UserKey.id)).all()


def open_recovery(user_id: int, *, at: datetime) -> FactorRecovery | None:
    """The recovery whose secret still counts."""
    wanted = select(FactorRecovery).where(
        FactorRecovery.user_id == user_id, FactorRecovery.ended_at.is_(None), FactorRecovery.expires_at > at
    )
    return db.session.scalar(wanted.order_by(FactorRecovery.id.desc()).limit(1))


def ways_of(user_id: int, *, at: datetime) -> Ways:
    """How the user can prove themselves a second time."""
    return Ways(totp_of(user_id) is not None, bool(keys_of(user_id)), open_recovery(user_id, at=at) is not None)


def is_required(user: User) -> bool:
    """Whether the installation demands a second factor of the user, by the posts held now."""
    roles = {post.role for post in user.posts if post.is_live}
    return needs_second_factor(settings_in_use().second_factor, roles)


def must_enrol(user: User) -> bool:
    """Whether a second factor comes before anything else."""
    return user.must_enrol or (user.second_since is None and is_required(user))


def keep_challenge(holder: UserSession | HalfSession, challenge: str) -> None:
    """Keeps what a key is asked to sign; an earlier question is void."""
    model, ident = type(holder), holder.id
    with write_transaction() as session:
        session.execute(update(model).where(model.id == ident).values(challenge=challenge))


def take_challenge(holder: UserSession | HalfSession) -> str | None:
    """The challenge that was asked, which no second answer will find."""
    model, ident = type(holder), holder.id
    with write_transaction() as session:
        kept = session.scalar(select(model.challenge).where(model.id == ident).with_for_update())
        session.execute(update(model).where(model.id == ident).values(challenge=None))
    return kept


def use_proof(user_id: int, proof: SecondProof, holder: UserSession | HalfSession, *, at: datetime) -> str | None:
    """Which way it was proved – `key`, `app`, `recovery` – or None where the proof is wrong or used already."""
    if proof.answer:
        return "key" if _key_signed(user_id, proof, take_challenge(holder), at) else None
    if _code_fits(user_id, proof.code, at):
        return "app"
    return "recovery" if isinstance(holder, HalfSession) and _recovered(user_id, proof.code, at) else None


def _code_fits(user_id: int, code: str, at: datetime) -> bool:
    found = totp_of(user_id)
    step = found and step_of(found.secret or "", code, at=at, after=found.last_step)
    if not found or step is None:
        return False
    return _changed(update(UserTotp).where(UserTotp.id == found.id, UserTotp.last_step < step).values(last_step=step))


def _key_signed(user_id: int, proof: SecondProof, challenge: str | None, at: datetime) -> bool:
    named = credential_in(proof.answer)
    found = next((key for key in keys_of(user_id) if key.credential_id == named), None)
    if found is None or challenge is None:
        return False
    before, count = found.sign_count, count_signed(proof.answer, challenge, proof.site, found)
    if count is None:
        return False
    unused = (UserKey.id == found.id, UserKey.sign_count == before)
    return _changed(update(UserKey).where(*unused).values(sign_count=count, used_at=at))


def _recovered(user_id: int, secret: str, at: datetime) -> bool:
    found = open_recovery(user_id, at=at)
    if found is None or not matches(found.secret_hash, secret.strip().lower()):
        return False
    unused = (FactorRecovery.id == found.id, FactorRecovery.ended_at.is_(None))
    return _changed(update(FactorRecovery).where(*unused).values(ended_at=at))


def _changed(statement: Any) -> bool:
    """Whether the statement changed its one row: of two at once, one is too late."""
    with write_transaction() as session:
        done: Any = session.execute(statement, execution_options={"preserve_rowcount": True})
        return bool(done.rowcount == 1)
