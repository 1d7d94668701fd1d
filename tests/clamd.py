"""A stand-in for clamd: reads INSTREAM as the real one does, and answers as it is told, or not at all."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

CLEAN, FOUND = "stream: OK", "stream: Eicar-Test-Signature FOUND"
SILENT, DROPS = "silent", "drops"


@dataclass
class StandIn:
    """What it says next, what it was sent, and where it listens."""

    address: str
    says: str = CLEAN
    sent: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def serve(self, door: socket.socket) -> None:
        while not self.over.is_set():
            try:
                link, _where = door.accept()
            except OSError:
                return
            with link:
                link.settimeout(5)
                self._answer(link)

    def _answer(self, link: socket.socket) -> None:
        if self.says == DROPS:
            return
        with link.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            body = b""
            while size := struct.unpack("!I", said.read(4))[0]:
                body += said.read(size)
            self.sent.append(body)
        if self.says == SILENT:
            self.over.wait(5)
            return
        link.sendall(self.says.encode() + b"\0")


@contextmanager
def clamd(folder: Path | None = None, says: str = CLEAN) -> Iterator[StandIn]:
    """Listens on a socket file in the folder, or on a free port of this machine."""
    family = socket.AF_UNIX if folder else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.bind(str(folder / "clamd") if folder else ("127.0.0.1", 0))
        door.listen()
        where = f"unix:{folder / 'clamd'}" if folder else f"tcp://127.0.0.1:{door.getsockname()[1]}"
        stand_in = StandIn(where, says)
        serving = threading.Thread(target=stand_in.serve, args=(door,), daemon=True)
        serving.start()
        yield stand_in
        stand_in.over.set()
        door.shutdown(socket.SHUT_RDWR)
        serving.join(10)
