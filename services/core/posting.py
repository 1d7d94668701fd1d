"""How messages leave the house, as the operator wrote it down: a mail server, an SMS gateway, and the hours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from email.utils import parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from services.core.errors import NotSetUp

MAIL_PORTS = {"smtps": 465, "smtp": 587, "smtp+plain": 25}
"""Scheme → port: TLS from the first byte, STARTTLS or nothing, and no encryption at all."""
METHODS = ("POST", "PUT")
"""Never GET: a telephone number does not belong into an address."""
PLACES = re.compile(r"\{(phone|text|id)\}")
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_ADDRESS = re.compile(r"[!-?A-~]+@[0-9A-Za-z.-]+", re.ASCII)
_HEADER = re.compile(r"([A-Za-z0-9-]+): ?([ -~]+)", re.ASCII)


@dataclass(frozen=True)
class Hours:
    """A stretch of every local day, its end excluded; it may run across midnight."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str, name: str) -> Hours:
        """`21:00-08:00`. Raises NotSetUp for anything else, and for a stretch without length."""
        found = _HOURS.fullmatch(text.strip())
        if not found or found.group(1, 2) == found.group(3, 4):
            raise NotSetUp(f"{name} should read 21:00-08:00, not {text[:40]!r}")
        hour, minute, until, past = (int(part) for part in found.groups())
        return cls(time(hour, minute), time(until, past))

    def has(self, moment: time) -> bool:
        """Whether the local time lies in the stretch."""
        if self.start < self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


QUIET = Hours(time(21), time(8))
WORKING = Hours(time(9), time(17))


@dataclass(frozen=True)
class MailServer:
    """A server that takes mail, and in whose name. `smtps` and `smtp` never send in clear."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    sender: str

    @property
    def domain(self) -> str:
        """The domain of the sender's address."""
        return parseaddr(self.sender)[1].rpartition("@")[2]


@dataclass(frozen=True)
class SmsGateway:
    """An HTTP interface that takes short messages: `{phone}`, `{text}` and `{id}` stand in the body.

    `expect` is what an answer of success contains; empty: its status alone counts. `private`: its host may lie at a
    private address, because the operator named it a second time.
    """

    url: str
    method: str
    body: str
    content_type: str
    header: tuple[str, str] | None = field(repr=False)
    expect: str
    private: bool


def mail_server(environ: Mapping[str, str]) -> MailServer | None:
    """From MAIL_SERVER (`smtps://user:password@host:465`) and MAIL_FROM; None where no server is named."""
    address = environ.get("MAIL_SERVER", "").strip()
    if not address:
        return None
    parts, sender = _split(address, "MAIL_SERVER"), environ.get("MAIL_FROM", "").strip()
    if parts.scheme not in MAIL_PORTS or not parts.hostname or parts.path.strip("/"):
        raise NotSetUp("MAIL_SERVER should read smtps://user:password@host:465, smtp://… or smtp+plain://…")
    if not is_mail_address(parseaddr(sender)[1]):
        raise NotSetUp("MAIL_FROM should be the address in whose name mail is sent: Union <union@union.example>")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.scheme, parts.hostname, _port(parts) or MAIL_PORTS[parts.scheme], user, password, sender)


def sms_gateway(environ: Mapping[str, str]) -> SmsGateway | None:
    """From SMS_URL, SMS_METHOD, SMS_BODY, SMS_CONTENT_TYPE, SMS_HEADER, SMS_EXPECT; None where no gateway is named."""
    url = environ.get("SMS_URL", "").strip()
    if not url:
        return None
    parts, private = _split(url, "SMS_URL"), environ.get("SMS_PRIVATE_HOST", "").strip()
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or "{" in url:
        raise NotSetUp("SMS_URL should read https://host/path, without a name, a password or a telephone number")
    allowed = bool(private) and private == parts.hostname
    if parts.scheme == "http" and not allowed:
        raise NotSetUp("SMS_URL should begin with https://; http:// only to the host in SMS_PRIVATE_HOST")
    body = environ.get("SMS_BODY") or '{"phone": "{phone}", "text": "{text}", "id": "{id}"}'
    if not {"phone", "text"} <= set(PLACES.findall(body)):
        raise NotSetUp("SMS_BODY should contain {phone} and {text}")
    method = environ.get("SMS_METHOD") or METHODS[0]
    if method not in METHODS:
        raise NotSetUp("SMS_METHOD should be POST or PUT: a number does not belong into an address")
    kind = environ.get("SMS_CONTENT_TYPE") or "application/json"
    return SmsGateway(
        url, method, body, kind, _header(environ.get("SMS_HEADER", "")), environ.get("SMS_EXPECT", ""), allowed
    )


def is_mail_address(text: str) -> bool:
    """Whether it looks like a mail address in plain ASCII, one alone."""
    return len(text) <= 254 and text.count("@") == 1 and bool(_ADDRESS.fullmatch(text)) and "." in text.split("@")[1]


def _header(text: str) -> tuple[str, str] | None:
    """`Authorization: Bearer …`; what stands in it is never shown."""
    if not text.strip():
        return None
    found = _HEADER.fullmatch(text.strip())
    if not found:
        raise NotSetUp("SMS_HEADER should read Name: value")
    return found[1], found[2]


def _split(address: str, name: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _port(parts)
    except ValueError as problem:
        raise NotSetUp(f"{name} is no address") from problem
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or 0
