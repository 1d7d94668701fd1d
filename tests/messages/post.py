"""What the tests of messages share: a real SMTP server, and what is in the outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from sqlalchemy import select

from services.core.access import unscoped
from services.core.database import db
from services.core.posting import MailServer
from services.messages.actions import Wishes, choose
from services.messages.models import Notice, Outgoing
from tests.fixtures import MONDAY, House
from tests.messages.certificates import Certificate

PHONE = "13812345678"
STAFF_PHONE = "13987654321"


@dataclass
class Inbox:
    """What a server took, each time it said yes; `on_data` may say something else instead."""

    taken: list[Message] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    on_data: Callable[[], str | None] = lambda: None

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        refused = self.on_data()
        if refused:
            return refused
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        self.to += envelope.rcpt_tos
        return "250 OK"

    @property
    def marks(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.taken]


class Server(Controller):
    """A real SMTP server on a port of its own; without a certificate it encrypts nothing.

    With one it offers STARTTLS and takes no mail before it, or, with `at_once`, speaks TLS from the first byte.
    """

    def __init__(self, inbox: Inbox, port: int = 0, certificate: Certificate | None = None, **more: Any) -> None:
        self.scheme = "smtp+plain"
        if certificate is not None:
            at_once = more.pop("at_once", False)
            self.scheme = "smtps" if at_once else "smtp"
            context = certificate.context()
            more |= {"ssl_context": context} if at_once else {"tls_context": context, "require_starttls": True}
        super().__init__(inbox, hostname="127.0.0.1", port=port, **more)

    def _trigger_server(self) -> None:
        """The port is known only once the server listens."""
        if self.port == 0:
            self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    @property
    def address(self) -> MailServer:
        return MailServer(self.scheme, "127.0.0.1", self.port, "", "", "Union <union@union.example>")


def leaving() -> list[Outgoing]:
    """Everything that was ever to leave, oldest first."""
    db.session.rollback()
    return list(db.session.scalars(unscoped(select(Outgoing).order_by(Outgoing.id), because="a test")))


def notices(login: str, house: House) -> list[Notice]:
    """What stands in somebody's inbox, oldest first."""
    db.session.rollback()
    wanted = select(Notice).where(Notice.user_id == house.user(login).id).order_by(Notice.id)
    return list(db.session.scalars(unscoped(wanted, because="a test")))


def kinds(login: str, house: House) -> list[str]:
    return [notice.kind for notice in notices(login, house)]


def wants(house: House, login: str, *codes: str, sms: tuple[str, ...] = (), language: str = "zh-CN") -> None:
    """The colleague wants e-mail about these kinds."""
    wishes = Wishes(f"{login}@union.example", STAFF_PHONE, language, frozenset(codes), frozenset(sms))
    choose(house.user(login), wishes, by=house.actor(login), at=MONDAY)


def with_settings(house: House, **changes: Any) -> None:
    """The application with other settings from now on."""
    house.app.extensions["settings"] = replace(house.app.extensions["settings"], **changes)
