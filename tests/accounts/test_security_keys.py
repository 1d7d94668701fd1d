"""Security keys in a real browser with a virtual authenticator; and what is no answer of a key opens nothing."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import CDPSession, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from services.accounts.models import UserKey
from services.accounts.security_keys import NewKey, Site, count_signed, credential_in, made_key
from services.core.database import db, write_transaction
from services.core.errors import Problem
from tests.accounts.second import enrol, events, finish, half, is_in
from tests.browser import DESK, PHONE, OpenPage, axe, press, spills_sideways
from tests.fixtures import MONDAY, PASSWORD, House

USB = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
HERE = Site("localhost", ("http://localhost",))


@pytest.fixture
def address(house: House) -> Iterator[str]:
    """The house, served: keys know hosts by name alone, so not at 127.0.0.1."""
    house.app.config["WTF_CSRF_ENABLED"] = True
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()


@dataclass
class Keyed:
    """A browser with a security key plugged in."""

    page: Page
    wire: CDPSession
    key: str

    def pull_out(self) -> None:
        self.wire.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.key})


def with_key(page: Page) -> Keyed:
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    made = wire.send("WebAuthn.addVirtualAuthenticator", {"options": USB})
    return Keyed(page, wire, made["authenticatorId"])


def sign_in(page: Page, address: str, login: str = "lin") -> None:
    page.goto(f"{address}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    press(page.locator("main form button[type=submit]"))


def add_key(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/account/second-factor")
    page.fill("[name=name]", name)
    press(page.locator("[data-security-key]"))


@pytest.mark.browser
def test_a_key_is_added_and_opens_the_door_from_then_on(house: House, address: str, open_page: OpenPage) -> None:
    browser = with_key(open_page(size=DESK))
    page = browser.page
    sign_in(page, address)
    add_key(page, address, "蓝色 U 盾")
    expect(page.locator("main")).to_contain_text("已添加安全密钥")
    expect(page.locator("main")).to_contain_text("蓝色 U 盾")
    page.context.clear_cookies()
    sign_in(page, address)
    assert page.url.endswith("/sign-in/second")
    assert axe(page) == []
    press(page.locator("[data-security-key]"))
    assert "/sign-in" not in page.url
    assert [event.payload for event in events("session.opened")][-1] == {"second": "key"}
    kept = db.session.scalars(select(UserKey)).one()
    assert kept.used_at is not None
    assert kept.sign_count > 0


@pytest.mark.browser
def test_the_same_key_is_not_added_twice_and_another_person_is_not_let_in_by_it(
    house: House, address: str, open_page: OpenPage
) -> None:
    browser = with_key(open_page(size=DESK))
    page = browser.page
    sign_in(page, address)
    add_key(page, address, "蓝色")
    page.fill("[name=name]", "又一个")
    page.locator("[data-security-key]").click()
    expect(page.locator("#answer-said")).to_be_visible()
    page.context.clear_cookies()
    enrol(house, "fang", at=MONDAY)
    sign_in(page, address, "fang")
    assert page.locator("[data-security-key]").count() == 0
    assert len(db.session.scalars(select(UserKey)).all()) == 1


@pytest.mark.browser
def test_without_the_key_the_page_says_so_and_the_door_stays_shut(
    house: House, address: str, open_page: OpenPage
) -> None:
    browser = with_key(open_page(size=DESK))
    page = browser.page
    sign_in(page, address)
    add_key(page, address, "蓝色")
    page.context.clear_cookies()
    browser.pull_out()
    browser.wire.send("WebAuthn.addVirtualAuthenticator", {"options": USB})
    sign_in(page, address)
    page.locator("[data-security-key]").click()
    expect(page.locator("#answer-said")).to_be_visible()
    page.goto(f"{address}/account")
    assert "/sign-in" in page.url


@pytest.mark.browser
def test_a_key_proves_again_and_nothing_typed_is_lost(house: House, address: str, open_page: OpenPage) -> None:
    browser = with_key(open_page(size=DESK))
    page = browser.page
    sign_in(page, address)
    add_key(page, address, "蓝色")
    page.goto(f"{address}/account/proof?next=/account/sessions")
    press(page.locator("[data-security-key]"))
    assert page.url.endswith("/account/sessions")
    assert len(events("session.proved")) == 1


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_pages_fit_a_phone_and_can_be_read_by_everyone(
    house: House, address: str, open_page: OpenPage, language: str
) -> None:
    page = open_page(size=PHONE, language=language)
    sign_in(page, address, "da.lead")
    for path in ("second-factor", "second-factor/app", "sessions", "proof", "recoveries"):
        page.goto(f"{address}/account/{path}")
        assert axe(page) == [], path
        assert not spills_sideways(page), path


@pytest.fixture
def keyed(house: House) -> House:
    """The house in which Lin has a key that nobody holds."""
    from services.accounts.actions import add_key as add

    add(house.user("lin"), "蓝色", NewKey("aWQ", "a2V5", 0), by=house.actor("lin"), at=MONDAY)
    return house


ANSWERS = (
    *("{}", "[]", "null", "0", '"x"', "{", "\x00", "𬭎", '{"id": "aWQ"}', '{"id": [], "rawId": {}}', "9" * 30_000),
    json.dumps({"id": "aWQ", "rawId": "aWQ", "type": "public-key", "response": {}}),
    json.dumps({"id": "aWQ", "rawId": "aWQ", "type": "public-key", "response": []}),
    json.dumps(
        {
            "id": "aWQ",
            "rawId": "aWQ",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "authenticatorData": "AA",
                "signature": "AA",
                "attestationObject": "AA",
            },
        }
    ),
)


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_is_no_answer_of_a_key_opens_nothing_and_breaks_nothing(keyed: House, answer: str) -> None:
    client = half(keyed, "lin")
    assert client.post("/sign-in/second/challenge").is_json
    assert client.post("/sign-in/second", data={"answer": answer}).status_code == 422
    assert not is_in(client)
    other = keyed.client("fang")
    assert other.post("/account/second-factor/keys/challenge").is_json
    assert other.post("/account/second-factor/keys", data={"name": "x", "answer": answer}).status_code == 422
    assert events("factor.added")[1:] == []


@given(st.one_of(st.text(max_size=200), st.recursive(st.text() | st.integers() | st.none(), st.lists).map(json.dumps)))
@settings(max_examples=200, suppress_health_check=list(HealthCheck))
def test_any_text_is_read_as_no_key(answer: str) -> None:
    key = UserKey(user_id=1, name="x", credential_id="aWQ", public_key="a2V5", sign_count=0)
    credential_in(answer)
    assert count_signed(answer, "Y2hhbGxlbmdl", HERE, key) is None
    with pytest.raises(Problem):
        made_key(answer, "Y2hhbGxlbmdl", HERE)


def test_a_challenge_is_good_for_one_answer_and_for_none_without_asking(keyed: House) -> None:
    from services.accounts.models import HalfSession
    from services.accounts.second_factors import take_challenge

    client = half(keyed, "lin")
    client.post("/sign-in/second/challenge")
    holder = db.session.scalars(select(HalfSession)).one()
    assert take_challenge(holder)
    assert take_challenge(holder) is None
    with pytest.raises(Problem):
        made_key("{}", None, HERE)


def test_keys_have_names_of_their_own_and_there_are_ten_at_most(keyed: House) -> None:
    from services.accounts.actions import add_key as add

    def name(text: str, ident: str) -> None:
        add(keyed.user("lin"), text, NewKey(ident, "a2V5", 0), by=keyed.actor("lin"), at=MONDAY)

    for text, ident in (("蓝色", "b3RoZXI"), ("红色", "aWQ"), (" ", "b3RoZXI"), ("字" * 41, "b3RoZXI")):
        with pytest.raises(Problem):
            name(text, ident)
    for number in range(9):
        name(f"第 {number}", f"aWQ{number}")
    with pytest.raises(Problem, match="最多 10 个"):
        name("第十一个", "b3RoZXI")


def test_one_of_several_keys_is_removed_and_the_rest_still_asked_for(keyed: House) -> None:
    enrol(keyed, "lin", at=MONDAY)
    ident = db.session.scalars(select(UserKey.id)).one()
    stranger = keyed.client("fang")
    assert stranger.post(f"/account/second-factor/keys/{ident}/removal").status_code == 404
    with write_transaction():
        keyed.user("lin").second_since = None
    client = keyed.client("lin")
    with write_transaction():
        keyed.user("lin").second_since = MONDAY
    assert client.post(f"/account/second-factor/keys/{ident}/removal").status_code == 303
    assert finish(half(keyed, "lin"), "000000").status_code == 422


def test_a_key_belongs_to_the_public_address(sqlite_app: Flask) -> None:
    import dataclasses

    from services.accounts.visitors import site_of_request

    with sqlite_app.test_request_context(base_url="http://union.example:8000"):
        assert site_of_request() == Site("union.example", ("https://union.example:8000", "http://union.example:8000"))
        known = sqlite_app.extensions["settings"]
        sqlite_app.extensions["settings"] = dataclasses.replace(known, public_address="https://help.example")
        assert site_of_request() == Site("help.example", ("https://help.example",))
