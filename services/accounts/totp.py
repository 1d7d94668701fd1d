"""Time-based codes (RFC 6238): six digits of thirty seconds each, as every authenticator app makes them."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

import pyotp
from pyotp.utils import strings_equal

from services.core.vault import Tampered, vault

SECONDS = 30
SLACK = 1
"""Steps before and after the present one that are taken too: clocks of phones differ (RFC 6238, 5.2)."""
OFFER_LASTS = timedelta(minutes=30)
ISSUER = "工会维权帮扶"


def fresh_secret() -> str:
    """160 random bits in base32 (RFC 4226, 4 R6)."""
    return pyotp.random_base32()


def address_of(secret: str, login: str) -> str:
    """What the app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def offer_of(secret: str, user_id: int, *, at: datetime) -> str:
    """The secret, sealed, to travel with the form that confirms it; it is written nowhere before that."""
    return vault().seal(f"{at.isoformat()} {secret}", f"totp.offer.{user_id}")


def secret_in(offer: str, user_id: int, *, at: datetime) -> str | None:
    """The secret that was offered to this user a short while ago; None for anything else."""
    try:
        since, secret = vault().open(offer, f"totp.offer.{user_id}").split(" ")
    except Tampered:
        return None
    return secret if at - datetime.fromisoformat(since) < OFFER_LASTS else None


def step_of(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """The time step whose code this is, later than `after`, the last one used up; None where there is none."""
    typed = "".join(unicodedata.normalize("NFKC", code).split())
    if not (typed.isascii() and typed.isdigit() and len(typed) == 6):
        return None
    present, clock = int(at.timestamp()) // SECONDS, pyotp.TOTP(secret)
    for step in range(max(present - SLACK, after + 1), present + SLACK + 1):
        if strings_equal(clock.generate_otp(step), typed):
            return step
    return None
