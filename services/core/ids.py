"""Ids of rows: known before the row is written, and in the order of time."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00Z
_last_id = 0
_lane = (0, 1)
_one_id_at_a_time = threading.Lock()


def new_id() -> int:
    """A fresh 63-bit row id: milliseconds since 2020, then 22 bits that grow within the process.

    Known before the row is written, so that sealed cells can be bound to their row, and ordered by time.
    """
    global _last_id
    fresh = (time.time_ns() // 1_000_000 - _EPOCH_MS) << 22 | secrets.randbits(21)
    with _one_id_at_a_time:
        given, (lane, lanes) = max(fresh, _last_id + 1), _lane
        given += (lane - given) % lanes
        _last_id = given
    return given


def ids_after(ident: int) -> None:
    """From now on this process gives only ids after this one, whatever the clock of the machine says."""
    global _last_id
    with _one_id_at_a_time:
        _last_id = max(_last_id, ident)


@contextmanager
def ids_of_lane(lane: int, lanes: int) -> Iterator[None]:
    """Inside, this process gives ids that no other lane of so many gives: for processes whose rows come together."""
    global _lane
    before, _lane = _lane, (lane, lanes)
    try:
        yield
    finally:
        _lane = before
