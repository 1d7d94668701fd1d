"""Calls to other systems: the one host that was named, no redirects, no private address unless it was named twice."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from services.core.errors import NotSetUp
from services.core.outbound import NoAnswer, Outside
from services.core.posting import SmsGateway, mail_server, sms_gateway
from services.messages.carriers import Letter, NotTaken, SmsCarrier
from services.messages.courier import deliver, mark_of
from services.messages.kinds import Channel, Standing
from services.messages.wording import Wording
from services.people.facts import PersonFacts
from tests.fixtures import MONDAY, House
from tests.messages.post import PHONE, leaving

NASTY = '"}, {"phone": "1"\n\\&text=x'


@dataclass
class Gateway:
    """What a gateway was asked, and what it answers."""

    asked: list[tuple[str, str, dict[str, str], str]] = field(default_factory=list)
    status: int = 200
    said: str = '{"code": "0"}'
    port: int = 0

    def setting(self, **changes: Any) -> SmsGateway:
        told = sms_gateway({"SMS_URL": f"http://127.0.0.1:{self.port}/send", "SMS_PRIVATE_HOST": "127.0.0.1"})
        assert told is not None
        return replace(told, **changes)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    told = Gateway()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told.asked.append((self.command, self.path, dict(self.headers), body))
            self.send_response(told.status)
            self.send_header("Location", f"http://127.0.0.1:{told.port}/elsewhere")
            self.send_header("Content-Length", str(len(told.said.encode())))
            self.end_headers()
            self.wfile.write(told.said.encode())

        do_GET = do_PUT = do_POST  # noqa: N815

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    told.port = server.server_address[1]
    running = threading.Thread(target=server.serve_forever)
    running.start()
    yield told
    server.shutdown()
    server.server_close()
    running.join()


def letter(text: str = "您好") -> Letter:
    return Letter("mark", PHONE, Wording("", text), MONDAY)


def test_a_short_message_is_asked_for_as_the_operator_wrote_it(house: House, gateway: Gateway) -> None:
    house.make_case(person=PersonFacts(name="郑一鸣", phone=PHONE))
    setting = gateway.setting(header=("Authorization", "Bearer token"))
    assert deliver({Channel.SMS: SmsCarrier(setting)}, lambda: MONDAY).sent == 1
    ((method, path, headers, body),) = gateway.asked
    (row,) = leaving()
    assert (method, path, headers["Authorization"]) == ("POST", "/send", "Bearer token")
    told = json.loads(body)
    assert (told["phone"], told["id"]) == (PHONE, mark_of(row.id))
    assert told["text"] == "工会已收到您的诉求，编号 DA-2026-000001。请保存编号。"
    assert (row.standing, row.address_sealed) == (Standing.SENT, None)


def test_what_a_message_says_stays_inside_its_place(gateway: Gateway) -> None:
    SmsCarrier(gateway.setting()).carry(letter(NASTY))
    assert json.loads(gateway.asked[0][3]) == {"phone": PHONE, "text": NASTY, "id": "mark"}
    form = gateway.setting(body="to={phone}&text={text}", content_type="application/x-www-form-urlencoded")
    SmsCarrier(form).carry(letter(NASTY))
    assert gateway.asked[1][3].count("&") == 1


@pytest.mark.parametrize(
    ("status", "said", "trouble", "for_good"),
    [
        (302, "", "http 302", False),
        (400, "", "http 400", True),
        (401, "", "http 401", False),
        (429, "", "http 429", False),
        (503, "", "http 503", False),
        (200, '{"code": "7"}', "refused", False),
    ],
)
def test_what_is_no_success_is_none_and_a_redirect_is_not_followed(
    gateway: Gateway, status: int, said: str, trouble: str, for_good: bool
) -> None:
    gateway.status, gateway.said = status, said
    with pytest.raises(NotTaken) as refused:
        SmsCarrier(gateway.setting(expect='"code": "0"')).carry(letter())
    assert (refused.value.trouble, refused.value.for_good) == (trouble, for_good)
    assert [path for _method, path, *_rest in gateway.asked] == ["/send"]


def test_a_private_address_is_refused_unless_the_host_was_named_twice(gateway: Gateway) -> None:
    address = f"http://127.0.0.1:{gateway.port}/send"
    with pytest.raises(NoAnswer, match="private address"):
        Outside(address).call("POST", b"x", {})
    assert gateway.asked == []
    assert Outside(address, private=True).call("POST", b"x", {}).status == 200


@pytest.mark.parametrize(
    "found",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1"]
    + ["fe80::1", "fd00::1", "::ffff:127.0.0.1"],
)
def test_a_name_that_leads_into_a_private_network_is_refused(monkeypatch: pytest.MonkeyPatch, found: str) -> None:
    """Also where only one of several addresses does."""
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in ("93.184.215.14", found)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: answers)
    with pytest.raises(NoAnswer, match="private address"):
        Outside("https://gateway.example/send").call("POST", b"x", {})


def test_the_address_that_was_checked_is_the_one_that_is_called(
    monkeypatch: pytest.MonkeyPatch, gateway: Gateway
) -> None:
    """A name that answers differently the second time leads nowhere else: there is no second time."""
    looked: list[str] = []

    def find(host: str, port: int, *_args: Any, **_kwargs: Any) -> list[Any]:
        looked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    called: list[tuple[str, int]] = []
    connect = socket.create_connection
    monkeypatch.setattr(socket, "getaddrinfo", find)

    def remember(place: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
        called.append(place)
        monkeypatch.undo()
        return connect(place, *args, **kwargs)

    monkeypatch.setattr(socket, "create_connection", remember)
    Outside(f"http://gateway.example:{gateway.port}/send", private=True).call("POST", b"x", {})
    assert (looked, called) == (["gateway.example"], [("127.0.0.1", gateway.port)])
    assert gateway.asked[0][2]["Host"] == f"gateway.example:{gateway.port}"


def test_a_host_that_is_not_there_is_a_code_and_no_sentence() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NoAnswer, match="^connection$"):
        Outside(f"http://127.0.0.1:{port}/", private=True).call("POST", b"x", {})


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"SMS_URL": "http://gateway.example/send"}, "https"),
        ({"SMS_URL": "https://user:secret@gateway.example/"}, "SMS_URL"),
        ({"SMS_URL": "https://gateway.example/?to={phone}"}, "SMS_URL"),
        ({"SMS_URL": "ftp://gateway.example/"}, "SMS_URL"),
        ({"SMS_URL": "https://gateway.example:x/"}, "SMS_URL"),
        ({"SMS_URL": "https://gateway.example/", "SMS_BODY": "{text}"}, "SMS_BODY"),
        ({"SMS_URL": "https://gateway.example/", "SMS_METHOD": "GET"}, "SMS_METHOD"),
        ({"SMS_URL": "https://gateway.example/", "SMS_HEADER": "no colon"}, "SMS_HEADER"),
        ({"SMS_URL": "https://gateway.example/", "SMS_HEADER": "A: b\r\nC: d"}, "SMS_HEADER"),
    ],
)
def test_a_gateway_that_cannot_be_is_refused_at_the_start(told: dict[str, str], named: str) -> None:
    with pytest.raises(NotSetUp, match=named) as refused:
        sms_gateway(told)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"MAIL_SERVER": "mail.example"}, "MAIL_SERVER"),
        ({"MAIL_SERVER": "http://mail.example"}, "MAIL_SERVER"),
        ({"MAIL_SERVER": "smtps://mail.example"}, "MAIL_FROM"),
        ({"MAIL_SERVER": "smtps://mail.example", "MAIL_FROM": "nobody"}, "MAIL_FROM"),
    ],
)
def test_a_mail_server_that_cannot_be_is_refused_at_the_start(told: dict[str, str], named: str) -> None:
    with pytest.raises(NotSetUp, match=named):
        mail_server(told)


def test_no_password_is_shown_when_settings_are_printed() -> None:
    mail = mail_server({"MAIL_SERVER": "smtps://u:p%40ss-word@mail.example", "MAIL_FROM": "a@b.example"})
    sms = sms_gateway({"SMS_URL": "https://gateway.example/", "SMS_HEADER": "Authorization: Bearer hush"})
    assert mail is not None
    assert (mail.password, mail.port) == ("p@ss-word", 465)
    assert "p@ss-word" not in repr(mail)
    assert "hush" not in repr(sms)
