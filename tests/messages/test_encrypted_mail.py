"""Mail leaves encrypted to a server that proved its name, or it does not leave; nothing is lost by that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from services.messages.carriers import MailCarrier
from services.messages.kinds import Standing
from tests.fixtures import MONDAY, House
from tests.messages.certificates import Certificate, new_certificate
from tests.messages.post import Inbox, Server, leaving
from tests.messages.test_courier import round_at, written

LATER = MONDAY + timedelta(minutes=5)


class Listening(Inbox):
    """An inbox that also notes whether what it took had come over an encrypted line."""

    encrypted: list[bool]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        self.encrypted = [
            *getattr(self, "encrypted", []),
            bool(session.ssl or server.transport.get_extra_info("ssl_object")),
        ]
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """A certificate that this machine trusts, as an operator would say it."""
    made = new_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.certificate))
    return made


@contextmanager
def serving(inbox: Inbox, certificate: Certificate | None = None, **more: Any) -> Iterator[Server]:
    server = Server(inbox, certificate=certificate, **more)
    server.start()
    try:
        yield server
    finally:
        server.stop(no_assert=True)


def test_mail_leaves_by_starttls_and_by_tls_from_the_first_byte(house: House, trusted: Certificate) -> None:
    inbox = Listening()
    written(house, 2)
    with serving(inbox, trusted) as server:
        assert server.address.scheme == "smtp"
        assert round_at(MONDAY, MailCarrier(server.address)).sent == 2
    assert inbox.encrypted == [True, True]
    written(house)
    with serving(inbox, trusted, at_once=True) as server:
        assert server.address.scheme == "smtps"
        assert round_at(MONDAY, MailCarrier(server.address)).sent == 1
    assert inbox.encrypted == [True, True, True]
    assert len(inbox.marks) == len(set(inbox.marks)) == 3


def test_name_and_password_are_told_only_once_the_line_is_encrypted(house: House, trusted: Certificate) -> None:
    told: list[tuple[bool, bytes, bytes]] = []

    def ask(_server: Any, session: Any, _envelope: Any, _mechanism: str, proof: Any) -> AuthResult:
        told.append((session.ssl is not None, proof.login, proof.password))
        return AuthResult(success=proof.password == b"p:w@d", handled=False)

    written(house)
    with serving(Inbox(), trusted, authenticator=ask, auth_required=True) as server:
        wrong = replace(server.address, user="union", password="other")
        assert round_at(MONDAY, MailCarrier(wrong)).sent == 0
        assert leaving()[0].trouble == "smtp 535"
        right = replace(server.address, user="union", password="p:w@d")
        assert round_at(LATER, MailCarrier(right)).sent == 1
    assert set(told) == {(True, b"union", b"other"), (True, b"union", b"p:w@d")}


@pytest.mark.parametrize("fault", ["unknown", "another name", "expired"])
@pytest.mark.parametrize("at_once", [False, True], ids=["starttls", "tls"])
def test_a_server_that_does_not_prove_its_name_gets_nothing(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: Certificate, fault: str, at_once: bool
) -> None:
    shown = {
        "unknown": lambda: new_certificate(tmp_path / "other"),
        "another name": lambda: new_certificate(tmp_path, "mail.union.example"),
        "expired": lambda: new_certificate(tmp_path, expired=True),
    }[fault]()
    if fault != "unknown":
        monkeypatch.setenv("SSL_CERT_FILE", str(shown.certificate))
    inbox = Inbox()
    written(house)
    with serving(inbox, shown, at_once=at_once) as server:
        assert round_at(MONDAY, MailCarrier(server.address)).failed == 1
    (row,) = leaving()
    assert (row.standing, row.trouble, inbox.taken) == (Standing.WAITING, "certificate", [])
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.certificate))
    with serving(inbox, new_certificate(tmp_path) if fault == "expired" else trusted) as server:
        if fault == "expired":
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "127.0.0.1.pem"))
        assert round_at(LATER, MailCarrier(server.address)).sent == 1
    assert len(inbox.marks) == 1


def test_a_server_without_encryption_gets_nothing_unless_the_operator_said_so(house: House) -> None:
    inbox = Inbox()
    written(house)
    with serving(inbox) as server:
        asked = replace(server.address, scheme="smtp")
        assert round_at(MONDAY, MailCarrier(asked)).failed == 1
        (row,) = leaving()
        assert (row.standing, row.trouble, inbox.taken) == (Standing.WAITING, "no encryption", [])
        assert round_at(LATER, MailCarrier(server.address)).sent == 1


def test_an_hour_without_the_server_over_starttls_loses_nothing_and_doubles_nothing(
    house: House, trusted: Certificate
) -> None:
    inbox = Inbox()
    with serving(inbox, trusted) as server:
        address = server.address
    written(house, 3)
    instant = MONDAY
    while instant < MONDAY + timedelta(hours=1):
        assert round_at(instant, MailCarrier(address)).sent == 0
        instant += timedelta(minutes=5)
    with serving(inbox, trusted, port=address.port):
        while instant < MONDAY + timedelta(hours=3):
            round_at(instant, MailCarrier(address))
            instant += timedelta(minutes=5)
    assert {row.standing for row in leaving()} == {Standing.SENT}
    doubled = len(inbox.marks) - len(set(inbox.marks))
    assert (len(inbox.marks), doubled) == (3, 0)
