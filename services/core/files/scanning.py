"""Asks a clamd whether a file is clean: its INSTREAM command, over a socket file or TCP (clamd(8))."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from services.core.errors import NotSetUp
from services.core.files.kinds import Verdict

CHUNK = 64 * 1024
LONGEST_ANSWER = 4_096
CLEAN, FOUND = " OK", " FOUND"


class ScannerAway(Exception):
    """The scanner did not answer, or did not answer the question: nothing is known of the file."""


@dataclass(frozen=True)
class Finding:
    """What the scanner said; `name` is what it calls what it found."""

    verdict: Verdict
    name: str | None = None


@dataclass(frozen=True)
class Scanner:
    """A clamd at an address: `/run/clamav/clamd.ctl`, `unix:/…`, `tcp://127.0.0.1:3310` or `127.0.0.1:3310`."""

    address: str
    seconds: float = 10

    def __post_init__(self) -> None:
        _ = self._where

    def scan(self, raw: bytes) -> Finding:
        """Raises ScannerAway where there is no answer in time, or one that is neither yes nor no."""
        try:
            with self._connected() as link:
                link.sendall(b"zINSTREAM\0")
                for place in range(0, len(raw), CHUNK):
                    chunk = raw[place : place + CHUNK]
                    link.sendall(struct.pack("!I", len(chunk)) + chunk)
                link.sendall(struct.pack("!I", 0))
                return _read(_answer(link))
        except OSError as problem:
            raise ScannerAway(type(problem).__name__) from problem

    @property
    def _where(self) -> str | tuple[str, int]:
        plain = self.address.removeprefix("unix:").removeprefix("tcp://")
        if plain.startswith("/") and not self.address.startswith("tcp:"):
            return plain
        host, colon, port = plain.rpartition(":")
        if not (colon and host and port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
            raise NotSetUp(f"CLAMD_ADDRESS should read unix:/path/of/socket or tcp://host:port, not {self.address!r}")
        return host.strip("[]"), int(port)

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        where = self._where
        if isinstance(where, tuple):
            link = socket.create_connection(where, self.seconds)
        else:
            link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with link:
            link.settimeout(self.seconds)
            if isinstance(where, str):
                link.connect(where)
            yield link


def _answer(link: socket.socket) -> str:
    """Everything up to the zero byte or the end."""
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        more = link.recv(LONGEST_ANSWER)
        if not more:
            break
        said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _read(answer: str) -> Finding:
    """`stream: OK`, `stream: Eicar-Test-Signature FOUND`; anything else is no verdict."""
    said = answer.removeprefix("stream:")
    if said != answer and said.endswith(CLEAN) and said.strip() == CLEAN.strip():
        return Finding(Verdict.CLEAN)
    if said != answer and said.endswith(FOUND) and said.removesuffix(FOUND).strip():
        return Finding(Verdict.FOUND, said.removesuffix(FOUND).strip()[:200])
    raise ScannerAway(answer[:80] or "no answer")
