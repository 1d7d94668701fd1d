"""The query code of a request on its way: sealed in the page, bound to the form's key, opened when it is sent.

The server keeps nothing until the case is made; a retry or a second click brings the same key and the same code.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.cases.query_codes import new_query_code
from services.core.vault import Tampered, vault


def seal_new_code(key: str) -> str:
    """A fresh query code, sealed for the form with this key."""
    return vault().seal(new_query_code(), _bound_to(key))


def open_code(sealed: str | None, key: str | None) -> str | None:
    """The code; None where it is absent, was changed, or belongs to another form."""
    try:
        return vault().open(sealed or "", _bound_to(key or ""))
    except Tampered:
        return None


def _bound_to(key: str) -> str:
    return f"portal.query_code.{key}"


PICTURE_FOR = timedelta(minutes=30)
_PICTURE = "portal.picture"


def seal_picture(number: str, code: str, due: str, at: datetime) -> str:
    """What stands on the receipt, sealed into its page for half an hour; `due` is the promise in words, or empty."""
    return vault().seal("\n".join((str(int((at + PICTURE_FOR).timestamp())), number, code, due)), _PICTURE)


def open_picture(ticket: str | None, at: datetime) -> tuple[str, str, str] | None:
    """Number, code and promise of the receipt; None for a ticket that was changed or has run out."""
    try:
        until, number, code, due = vault().open(ticket or "", _PICTURE).split("\n")
    except Tampered:
        return None
    return (number, code, due) if at < datetime.fromtimestamp(int(until), UTC) else None
