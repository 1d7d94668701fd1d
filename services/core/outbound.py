"""Calls to other systems: to the one host that the operator named, never where it redirects to.

A host that turns out to lie at a private address is refused, unless the operator said that it may.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_ANSWER = 64 * 1024


class NoAnswer(Exception):
    """Nothing was answered, or nothing was asked; the text is a short code, never what anybody wrote."""


@dataclass(frozen=True)
class Answer:
    """What the other system said."""

    status: int
    text: str


@dataclass(frozen=True)
class Outside:
    """One address that may be called. `private`: it may lie in a private network."""

    url: str
    private: bool = False
    seconds: float = 10

    def call(self, method: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Sends it and reads at most LONGEST_ANSWER bytes. A redirect is an answer like any other. Raises NoAnswer."""
        parts = urlsplit(self.url)
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        line = _Line(self._address_of(host, port), host, port, self.seconds, secure)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            line.request(method, target, body, dict(headers))
            return _read(line.getresponse(), time.monotonic() + self.seconds)
        except TimeoutError as problem:
            raise NoAnswer("timeout") from problem
        except (OSError, http.client.HTTPException) as problem:
            raise NoAnswer("connection") from problem
        finally:
            line.close()

    def _address_of(self, host: str, port: int) -> str:
        """The address that is called, looked up once and checked, so that a second look-up cannot change it."""
        try:
            found = [str(place[4][0]) for place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except OSError as problem:
            raise NoAnswer("unknown host") from problem
        if not self.private and not all(ipaddress.ip_address(each).is_global for each in found):
            raise NoAnswer("private address")
        return found[0]


class _Line(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name of its host."""

    def __init__(self, address: str, host: str, port: int, seconds: float, secure: bool) -> None:
        super().__init__(host, port, timeout=seconds)
        self._address, self._secure, self._seconds = address, secure, seconds
        if secure:
            self.default_port = 443

    def connect(self) -> None:
        """Connects, and proves the host's certificate where the address says so."""
        self.sock = socket.create_connection((self._address, self.port), self._seconds)
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _read(answer: http.client.HTTPResponse, until: float) -> Answer:
    said = b""
    while len(said) < LONGEST_ANSWER and time.monotonic() < until:
        more = answer.read1(4096)
        if not more:
            break
        said += more
    return Answer(answer.status, said.decode("utf-8", "replace"))
