"""Whatever is sent to the forms of the portal, the answer is a page and never a fault of the server."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from services.cases import query_codes
from services.portal.forms import ON_PAGE
from services.portal.rules import Matter, Naming, Step
from tests.fixtures import House
from tests.portal.pages import Member

FINE = {200, 409, 422, 429}
NASTY = st.sampled_from(
    [
        "",
        "\x00",
        "a\x00b",
        "‮⁦",
        "٣٤٥",
        "１２３",
        "1e99",
        "NaN",
        "-1",
        "99999999999999999999999999",
        "' OR 1=1 --",
        "{{7*7}}",
        "%s%(a)s",
        "<script>alert(1)</script>",
        "𬭎" * 50,
        "字" * 4_001,
        "v1.A256GCM.k1..",
        "v1.A256GCM.k9.AAAA.AAAA",
        "\ud800".encode("utf-8", "replace").decode(),
        "²",
        "１３８１２３４５６７８",
        "y",
        "false",
    ]
)
VALUES = st.one_of(
    NASTY,
    st.text(max_size=60),
    st.sampled_from([*Matter, *Naming, *Step, "C5", "B6", "A1", "CITY", "DA", "13812345678"]).map(str),
)
NAMES = (*(name for names in ON_PAGE.values() for name in names), "step", "go", "key", "version", "receipt", "reached")


@pytest.fixture
def client(small_house: House, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A phone; the slow hash is left out, it has tests of its own."""
    monkeypatch.setattr(query_codes, "matches", lambda *_: False)
    monkeypatch.setattr(query_codes, "waste_time", lambda *_: None)
    monkeypatch.setattr(query_codes, "keep", lambda *_: None)
    small_house.app.testing = False
    return small_house.client()


@settings(max_examples=200)
@given(typed=st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_any_post_to_the_request_is_answered(client: FlaskClient, typed: dict[str, str]) -> None:
    assert client.post("/request", data=typed).status_code in FINE


@settings(max_examples=200)
@given(changed=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4))
def test_any_change_to_a_filled_request_is_answered(client: FlaskClient, changed: dict[str, str]) -> None:
    started = Member(client).begin().page.hidden
    filled = {**started, "step": "check", "matter": "wages", "text": "欠薪", "naming": "no_name"}
    assert client.post("/request", data={**filled, **changed}).status_code in FINE


@settings(max_examples=200)
@given(
    typed=st.dictionaries(st.sampled_from(["number", "code", "key", "version"]), VALUES),
)
def test_any_post_to_the_look_up_is_answered(client: FlaskClient, typed: dict[str, str]) -> None:
    assert client.post("/follow", data=typed).status_code in FINE


@settings(max_examples=50)
@given(raw=st.binary(max_size=400))
def test_bytes_that_are_no_form_are_answered(client: FlaskClient, raw: bytes) -> None:
    for address in ("/request", "/follow"):
        answer = client.post(address, data=raw, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500
