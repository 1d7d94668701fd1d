"""Query codes: what a member needs, with the number, to follow a case. Only digests of them are kept."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from services.cases.models import Case
from services.cases.numbers import CROCKFORD
from services.core.vault import vault

LENGTH = 10
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_Ahead = tuple[Iterator[str], dict[str, Future[str]]]
_ahead: ContextVar[_Ahead] = ContextVar("ahead", default=(iter(()), {}))
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_query_code() -> str:
    """Fifty bits from the system's generator, in letters that cannot be taken for one another."""
    drawn: str | None = next(_ahead.get()[0], None)
    return drawn or "".join(secrets.choice(CROCKFORD) for _ in range(LENGTH))


@contextmanager
def hashed_ahead(count: int) -> Iterator[None]:
    """Draws so many codes now and hashes them beside what happens meanwhile, each at the full cost.

    For many requests one after the other: the next codes are taken from these.
    """
    with ThreadPoolExecutor(1) as beside:
        codes = [new_query_code() for _place in range(count)]
        hashes = {code: beside.submit(_HASHER.hash, code) for code in codes}
        token = _ahead.set((iter(codes), hashes))
        try:
            yield
        finally:
            _ahead.reset(token)
            beside.shutdown(cancel_futures=True)


def shown(code: str) -> str:
    """`7K3M9-QXW42`: as it is printed on the receipt."""
    return f"{code[:5]}-{code[5:]}"


def normalised(typed: str) -> str:
    """What a person typed, without blanks and hyphens, in capitals, look-alikes put right."""
    return "".join(mark for mark in typed.upper() if mark.isalnum()).translate(_LOOKALIKES)


def keep(case: Case, code: str) -> None:
    """Stores the hash and the look-up of the code on the case."""
    case.query_code_index = look_up(code)
    hashed = _ahead.get()[1].pop(code, None)
    case.query_code_hash = hashed.result() if hashed else _HASHER.hash(code)


def look_up(code: str) -> str:
    """The keyed digest under which a code is found."""
    return vault().blind("cases.query_code", code)


def matches(case: Case, code: str) -> bool:
    """Whether the code is the case's, by the slow hash."""
    try:
        return bool(_HASHER.verify(case.query_code_hash or "", code))
    except VerificationError:
        return False


def waste_time(code: str) -> None:
    """Costs what a check costs, so that an unknown number answers no faster."""
    _HASHER.hash(code)
