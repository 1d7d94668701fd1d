"""Passwords as they are kept: argon2id hashes, verified in the same time whether or not the account exists."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.accounts.rules import plain_password

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that look alike."""


@dataclass
class Cost:
    """What one hash costs; set once when the application is put together (RFC 9106, second choice)."""

    memory_kib: int = 65536


COST = Cost()


@cache
def _hasher(memory_kib: int) -> PasswordHasher:
    return PasswordHasher(time_cost=3, memory_cost=memory_kib, parallelism=4)


@cache
def _nobody(memory_kib: int) -> str:
    """A hash that no password opens, for accounts that do not exist."""
    return _hasher(memory_kib).hash(secrets.token_hex(32))


def hash_of(password: str) -> str:
    """The hash to keep."""
    return _hasher(COST.memory_kib).hash(plain_password(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether the password opens the hash. Without a hash it takes the same time and is False."""
    try:
        _hasher(COST.memory_kib).verify(kept or _nobody(COST.memory_kib), plain_password(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made at another cost than the present one."""
    return _hasher(COST.memory_kib).check_needs_rehash(kept)


def one_time_secret() -> str:
    """A first password to be handed over and changed at once: four groups of five, 98 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(4))
