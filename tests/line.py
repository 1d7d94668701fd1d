"""A line between browser and server that can be cut, lose an answer, and count what goes over it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CHUNK = 65_536


@dataclass
class Line:
    """Carries bytes from a port of its own to the server's, one connection for each request.

    `cut`: nobody answers. `loses_answers`: the server gets what was sent, and what it answers is lost on the way.
    `requests` are the first lines of what was asked, `bytes_back` what came back, heads included.
    """

    server: int
    cut: bool = False
    loses_answers: bool = False
    requests: list[str] = field(default_factory=list)
    bytes_back: int = 0

    def __post_init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self._writing = threading.Lock()
        threading.Thread(target=self._open, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._door.getsockname()[1]}"

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def count_from_here(self) -> None:
        with self._writing:
            self.requests, self.bytes_back = [], 0

    def _open(self) -> None:
        with suppress(OSError):
            while True:
                caller, _address = self._door.accept()
                threading.Thread(target=self._carry, args=(caller,), daemon=True).start()

    def _carry(self, caller: socket.socket) -> None:
        with caller, suppress(OSError):
            first = caller.recv(CHUNK)
            if not first or self.cut:
                return
            with self._writing:
                self.requests.append(first.split(b"\r\n", 1)[0].decode("latin-1"))
            with socket.create_connection(("127.0.0.1", self.server)) as called:
                called.sendall(first)
                threading.Thread(target=self._forward, args=(caller, called), daemon=True).start()
                self._back(called, caller)

    def _forward(self, caller: socket.socket, called: socket.socket) -> None:
        with suppress(OSError):
            while chunk := caller.recv(CHUNK):
                called.sendall(chunk)

    def _back(self, called: socket.socket, caller: socket.socket) -> None:
        while chunk := called.recv(CHUNK):
            if not self.loses_answers:
                with self._writing:
                    self.bytes_back += len(chunk)
                caller.sendall(chunk)
        caller.shutdown(socket.SHUT_RDWR)  # another thread still listens, and a bare close would wait for it


@contextmanager
def line_to(address: str) -> Iterator[Line]:
    """A line to the server at this address."""
    line = Line(urlsplit(address).port or 80)
    try:
        yield line
    finally:
        line.close()
