"""Visitors who keep cookies and fill in forms: one over HTTP, one that calls an application in its own process."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
HIDDEN = re.compile(r'name="(csrf_token|key)" value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of one answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def words(self) -> list[str]:
        """The words of the page's main part, tags aside."""
        found = MAIN.search(self.body.decode())
        return TAG.sub(" ", found.group() if found else "").split()

    @property
    def hidden(self) -> dict[str, str]:
        """What the page's own forms carry without being asked."""
        return dict(HIDDEN.findall(self.body.decode()))


@dataclass
class Visitor:
    """One client of one application. Where the answer comes from is the matter of those below."""

    cookies: dict[str, str] = field(default_factory=dict, init=False)
    cases: Iterator[str] = field(default_factory=lambda: iter(()), init=False)
    """Numbers of the cases to open, one after the other."""

    def get(self, path: str) -> Answer:
        """Opens a page. Raises RuntimeError for anything but a page."""
        return self._ask("GET", path, b"", 200)

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        """Sends a form. Raises RuntimeError for anything but a redirect."""
        return self._ask("POST", path, urlencode(form).encode(), 303)

    def _ask(self, method: str, path: str, body: bytes, expected: int) -> Answer:
        answer = self._answer(method, path, body)
        if answer.status != expected:
            raise RuntimeError(f"{method} {path}: {answer.status} {' '.join(answer.words)[:300]}")
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer

    def _answer(self, method: str, path: str, body: bytes) -> Answer:
        raise TypeError("say where the application is")

    @property
    def cookie(self) -> str:
        """What is sent back."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


@dataclass
class Client(Visitor):
    """Over the loopback, on one connection that stays open."""

    port: int

    def __post_init__(self) -> None:
        self.line = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def _answer(self, method: str, path: str, body: bytes) -> Answer:
        headers = {"Cookie": self.cookie, "Accept-Language": "zh-CN,zh;q=0.9"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(method, path, body or None, headers)
        answer = self.line.getresponse()
        return Answer(answer.status, answer.getheaders(), answer.read())


@dataclass
class Inside(Visitor):
    """In this process, without a network: for what is counted, not timed."""

    app: Wsgi

    def _answer(self, method: str, path: str, body: bytes) -> Answer:
        begun: list[Any] = []
        chunks = self.app(self._environ(method, path, body), lambda *start: begun.extend(start[:2]))
        answer = Answer(int(begun[0][:3]), begun[1], b"".join(chunks))
        if hasattr(chunks, "close"):
            chunks.close()
        return answer

    def _environ(self, method: str, path: str, body: bytes) -> dict[str, Any]:
        place, _, query = path.partition("?")
        return {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": place,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT_LANGUAGE": "zh-CN,zh;q=0.9",
            "HTTP_COOKIE": self.cookie,
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if body else "",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
