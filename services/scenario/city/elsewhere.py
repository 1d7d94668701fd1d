"""A second process with a database of its own, in which one half of the city is played while the other is played here.

One transaction can hold a city, but only one processor can work in it. What happened elsewhere is carried over at its
end, so that it is there as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from services.core.audit import Source, acting_through
from services.core.carrying import News, Rows, clear, news_since, put
from services.core.database import db, write_transaction
from services.core.migrating import upgrade
from services.core.mounting import mount
from services.core.rooms import rooms
from services.core.settings import settings_in_use
from services.scenario.city.halves import Half

PATIENCE = 0.2
"""Seconds between two looks at how far the other process is."""


@dataclass
class Elsewhere:
    """The other process, as it is seen from here."""

    connection: Connection
    begun: Any
    """How many cases have begun there, kept by the other process."""
    seen: int = 0

    def play(self, half: Half, standing: Rows) -> None:
        """Has the half played on top of the rows that stand here."""
        self.connection.send((half, standing))

    def newly_begun(self) -> int:
        """How many cases have begun there since the last call."""
        before, self.seen = self.seen, self.begun.value
        return self.seen - before

    def news(self, told: Callable[[int], None]) -> News:
        """What became of the half, as soon as it is at its end. Raises RuntimeError where it never came there."""
        while not self.connection.poll(PATIENCE):
            told(self.newly_begun())
        told(self.newly_begun())
        try:
            found: News = self.connection.recv()
        except EOFError as broken:
            raise RuntimeError("the other half of the city broke off") from broken
        return found


@contextmanager
def elsewhere() -> Iterator[Elsewhere]:
    """Begins the process, outside of any transaction; ends it with the block, however far it is."""
    context = get_context("fork")
    ours, theirs = context.Pipe()
    begun = context.Value("i", 0, lock=False)
    with TemporaryDirectory() as folder:
        db.session.remove()
        db.engine.dispose()  # no connection is shared with a process that goes on from here
        process = context.Process(target=_work, args=(theirs, Path(folder), begun), daemon=True)
        process.start()
        theirs.close()
        try:
            yield Elsewhere(ours, begun)
        finally:
            process.terminate()
            process.join()


def _work(connection: Connection, folder: Path, begun: Any) -> None:
    url = f"sqlite:///{folder / 'half.sqlite3'}"
    app = mount(rooms(), replace(settings_in_use(), database_url=url))
    upgrade(url)
    half, standing = connection.recv()

    def count() -> None:
        begun.value += 1

    with app.app_context():
        with write_transaction() as session:
            clear(session.connection())
            put(session.connection(), standing)
        with write_transaction(), acting_through(Source.DEMO):
            half.play(count)
        connection.send(news_since(standing, db.session.connection()))
