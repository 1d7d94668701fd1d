"""Every route: shut to strangers, safe from forged requests, with the headers and the markup that all pages share."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from services.accounts.actions import add_user, tell_leave
from services.accounts.models import Leave, User, UserPost
from services.cases.actions import TieFacts, accept, complain, declare_tie, log_contact, name_officer, take
from services.cases.actions.exports import Order, ask_export
from services.cases.actions.saved import save_view
from services.cases.exporting.kinds import Column, FileKind
from services.cases.importing.profile import unread_profile
from services.cases.importing.runs import Brought
from services.cases.importing.staging import stage
from services.cases.importing.uploads import upload
from services.cases.kinds import Channel, Difficulty
from services.cases.models import (
    CaseFile,
    Complaint,
    Contact,
    Export,
    ImportRun,
    IntakeOfficer,
    SavedView,
    Tie,
    TieKind,
)
from services.core.access import SYSTEM, Actor, ActorKind, Level, Role, unscoped
from services.core.database import db, write_transaction
from services.core.ids import new_id
from services.core.time import local_date, now
from services.desk.actions import TaskFacts, TextFacts, add_task, add_text
from services.desk.models import Task, TextKind, TextModule
from services.messages.models import Notice
from services.people.actions import add_employer, tag_person
from services.people.facts import EmployerFacts, PersonFacts
from services.people.kinds import Occupation
from services.people.models import Employer, Person, PersonTag
from services.people.tag_facts import TagFacts
from services.units.actions import add_unit
from tests.files import file_of
from tests.fixtures import MONDAY, PASSWORD, House, unit_named, user_named
from tests.house.answers import Page, form_of

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

PUBLIC = {
    "accounts.enter",
    "accounts.finish",
    "accounts.second_challenge",
    "accounts.second_step",
    "accounts.sign_in",
    "accounts.sign_out",
    "design.member_pages",
    "design.sent",
    "design.staff_pages",
    "healthz",
    "language",
    "messages.feed",
    "portal.addition",
    "portal.ask_code",
    "portal.complaint",
    "portal.consent",
    "portal.continue_request",
    "portal.enter_mine",
    "portal.follow",
    "portal.front",
    "portal.holidays",
    "portal.leave",
    "portal.leave_mine",
    "portal.manifest",
    "portal.mine",
    "portal.objection",
    "portal.offline",
    "portal.own_progress",
    "portal.picture",
    "portal.rating",
    "portal.request",
    "portal.show_progress",
    "portal.withdrawal",
    "portal.worker_script",
    "readyz",
    "size",
    "static",
    "theme",
}
"""What may be opened without signing in. A new public page is written down here, by hand."""

ROLES = {
    "worker": (Role.CASEWORKER,),
    "sender": (Role.DISPATCHER,),
    "lead": (Role.SUPERVISOR,),
    "money": (Role.FINANCE,),
    "audit": (Role.AUDITOR,),
    "admin": (Role.ADMINISTRATOR,),
    "nobody": (),
}
NUMBERED = {"user": User, "post": UserPost, "contact": Contact, "person": Person, "employer": Employer}
NUMBERED |= {"tag": PersonTag, "export": Export, "run": ImportRun, "file": CaseFile}

NUMBERED |= {"view": SavedView, "officer": IntakeOfficer, "tie": Tie, "notice": Notice}
NUMBERED |= {"complaint": Complaint, "task": Task, "text": TextModule, "leave": Leave}
Route = tuple[str, str, str]


@pytest.fixture
def latin_house(sqlite_app: Flask) -> Iterator[House]:
    """A house in which every name is written in Latin letters, with one case, one call and one of each role."""
    with sqlite_app.app_context():
        add_unit(None, "HQ", "Example Federation", Level.CITY, by=SYSTEM, at=MONDAY)
        for login, roles in ROLES.items():
            add_user(unit_named("HQ"), login, f"{login.title()} Example", roles, secret=PASSWORD, by=SYSTEM, at=MONDAY)
            with write_transaction():
                user_named(login).must_change = False
        house = House(sqlite_app)
        person = PersonFacts(name="Ann Example", phone="13812345678")
        case = house.make_case(unit="HQ", by="worker", text="No wages for two months", person=person)
        file_of(house, case, "worker", name="photo.jpg")
        by = house.actor("worker")
        tag_person(case.persons[0].person, TagFacts("gig", occupation=Occupation.RIDER), by=by, at=MONDAY)
        log_contact(unit_named("HQ"), Channel.HOTLINE, "A question", answered=False, by=by, at=MONDAY)
        add_employer(unit_named("HQ"), EmployerFacts(name="Example Works"), by=by, at=MONDAY)
        order = Order("/cases", (Column.NUMBER,), FileKind.CSV, "Statistics")
        ask_export(unit_named("HQ"), order, 501, by=by, at=MONDAY)
        an_import(house)
        name_officer(unit_named("HQ"), user_named("worker"), by=house.actor("lead"), at=MONDAY)
        works = db.session.scalar(select(Employer))
        declare_tie(user_named("sender"), TieFacts(TieKind.OWNS, works), by=house.actor("sender"), at=MONDAY)
        accept(case, Difficulty.ORDINARY, by=house.actor("lead"), at=MONDAY)
        take(case, user_named("worker"), by=house.actor("lead"), at=MONDAY)
        complain(
            case, "Nobody calls back", by=Actor(ActorKind.MEMBER, "member", receipts=frozenset({case.id})), at=MONDAY
        )
        save_view(unit_named("HQ"), "Open", "/cases?state=open", by=by, at=MONDAY)
        visit = TaskFacts("Visit the workshop", local_date(now()))
        add_task(unit_named("HQ"), visit, user_named("worker"), case, by=by, at=now())
        day = local_date(now())
        tell_leave(user_named("sender"), day, day, by=house.actor("sender"), at=now())
        words = TextFacts(TextKind.ANSWER, "Overtime", "Ask for the record of attendance")
        add_text(unit_named("HQ"), words, by=house.actor("lead"), at=MONDAY)
        yield house
        db.session.remove()


def an_import(house: House, unit: str = "HQ", login: str = "admin") -> None:
    """A file that waits, in the hands of the administrator."""
    ident, profile = new_id(), unread_profile("table", "utf-8")
    _size, digest = stage(ident, io.BytesIO(b"no,in\n1,2025-03-03\n"))
    brought = Brought(profile, "", "table.csv", digest, 0)
    upload(house.unit(unit), ident, brought, False, by=house.actor(login), at=MONDAY)


def examples(house: House) -> dict[str, str]:
    """What may stand in an address, as it is in the house of these tests."""
    ids = {name: db.session.scalar(unscoped(select(model.id), because="test")) for name, model in NUMBERED.items()}
    plain = {"number": "HQ-2026-000001", "code": "HQ", "month": "2026-03", "figure": "cases.received"}
    plain |= {"year": "2026", "category": "A1"}
    absent = {"session_id": "1", "key_id": "1", "secret": "nowhere"}
    plain |= {"form": "cases.note_page", "subject": "HQ-2026-000001"}
    return {**plain, **absent, "filename": "build/app.css", **{f"{name}_id": str(ident) for name, ident in ids.items()}}


def routes(house: House) -> list[Route]:
    """(endpoint, method, address) of every route, with what stands in the address filled in."""
    known, found = examples(house), []
    for rule in house.app.url_map.iter_rules():
        address = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: known[part[1]], rule.rule)
        found += [(rule.endpoint, method, address) for method in sorted(rule.methods & {"GET", "POST"})]
    return sorted(found)


def pages(client: FlaskClient, house: House) -> Iterator[tuple[str, TestResponse]]:
    """The answers to every GET that are pages of words, refusals included."""
    for _endpoint, method, address in routes(house):
        if method == "GET" and not address.endswith((".pdf", ".json", ".css")):
            answer = client.get(address)
            if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
                yield address, answer


def test_public_endpoints_are_those_written_down(sqlite_app: Flask) -> None:
    views = sqlite_app.view_functions.items()
    assert {name for name, view in views if getattr(view, "is_public", False)} | {"static"} == PUBLIC


def test_every_other_route_sends_a_stranger_to_the_sign_in_page(latin_house: House) -> None:
    client = latin_house.client()
    for endpoint, method, address in routes(latin_house):
        answer = client.open(address, method=method)
        if endpoint in PUBLIC:
            assert not (answer.location or "").startswith("/sign-in?next="), address
        else:
            assert (answer.status_code, answer.location) == (303, f"/sign-in?next={address}"), (method, address)


def test_what_does_not_exist_looks_the_same_to_a_stranger_as_what_does(latin_house: House) -> None:
    client = latin_house.client()
    for number in ("HQ-2026-000001", "HQ-2026-999999"):
        assert client.get(f"/cases/{number}").location == f"/sign-in?next=/cases/{number}"


@pytest.mark.parametrize("login", [None, "lead", "admin"])
def test_every_post_without_its_token_is_refused(latin_house: House, login: str | None) -> None:
    client = latin_house.client(login)
    latin_house.app.config["WTF_CSRF_ENABLED"] = True
    posts = [address for _endpoint, method, address in routes(latin_house) if method == "POST"]
    assert len(posts) > 15
    for address in posts:
        assert client.post(address, data={"text": "x"}).status_code == 400, address
        assert client.post(address, data={"csrf_token": "forged"}).status_code == 400, address


def test_the_token_of_the_page_lets_its_form_through(latin_house: House) -> None:
    latin_house.app.config["WTF_CSRF_ENABLED"] = True
    client = latin_house.client()
    filled = form_of(client.get("/sign-in")) | {"login": ["worker"], "password": [PASSWORD]}
    assert client.post("/sign-in", data=filled).status_code == 303
    filled = form_of(client.get("/cases/new")) | {"text": ["No wages"]}
    assert client.post("/cases/new", data=filled).status_code == 303


def test_a_state_is_never_changed_by_opening_an_address(latin_house: House) -> None:
    """Every route that is not safe to open is a POST: asked by GET, it answers with a form, or not at all."""
    client = latin_house.client("lead")
    for _endpoint, method, address in routes(latin_house):
        if method == "POST":
            assert client.get(address).status_code in (200, 303, 403, 404, 405), address


@pytest.mark.parametrize("login", [None, *ROLES])
def test_every_answer_carries_the_headers_that_protect_it(latin_house: House, login: str | None) -> None:
    client = latin_house.client(login)
    answers = [client.open(address, method=method) for _name, method, address in routes(latin_house)]
    answers += [client.get("/nowhere"), client.get("/cases/HQ-2026-999999"), client.delete("/cases")]
    for answer in answers:
        said = answer.headers
        policy = said["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert said["X-Content-Type-Options"] == "nosniff"
        assert said["Referrer-Policy"] == "no-referrer"
        assert said["X-Frame-Options"] == "DENY"
        assert "Server" not in said or "Python" not in said["Server"]
        if answer.request.path.startswith("/static/") and answer.status_code == 200:
            assert "immutable" in said["Cache-Control"]
        else:
            assert said["Cache-Control"] == "no-store", answer.request.path


def test_every_cookie_is_locked_to_this_site(latin_house: House) -> None:
    client = latin_house.client()
    answers = [client.get("/sign-in"), client.post("/sign-in", data={"login": "worker", "password": PASSWORD})]
    answers += [client.post(f"/{name}", data={name: value}) for name, value in DISPLAY.items()]
    cookies = [line for answer in answers for line in answer.headers.getlist("Set-Cookie")]
    assert {line.partition("=")[0] for line in cookies} == {"__Host-form", "__Host-sid", *DISPLAY}
    for line in cookies:
        attributes = {part.strip().lower() for part in line.split(";")[1:]}
        assert {"secure", "httponly", "path=/"} <= attributes, line
        assert {"samesite=lax", "samesite=strict"} & attributes, line
        assert not any(part.startswith("domain") for part in attributes), line


DISPLAY = {"language": "en", "theme": "dark", "size": "large"}


@pytest.mark.parametrize("login", [None, *ROLES])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_is_whole_and_brings_no_script_of_its_own(
    latin_house: House, login: str | None, language: str
) -> None:
    client = latin_house.client(login)
    client.set_cookie("language", language)
    opened = 0
    for address, answer in pages(client, latin_house):
        page, opened = Page(answer.get_data(as_text=True)), opened + 1
        assert page.inline == [], address
        assert page.lang == language, address
        assert page.headings == 1, address
        assert page.title.split("·")[0].strip(), address
        ids = [value for _tag, name, value in page.attributes if name == "id"]
        assert len(ids) == len(set(ids)), (address, [each for each in ids if ids.count(each) > 1])
    assert opened >= 4


@pytest.mark.parametrize("login", [None, *ROLES])
def test_no_chinese_stands_on_an_english_page(latin_house: House, login: str | None) -> None:
    client = latin_house.client(login)
    client.set_cookie("language", "en")
    foreign: dict[str, list[str]] = {}
    for address, answer in pages(client, latin_house):
        words = Page(answer.get_data(as_text=True)).read_aloud()
        found = [word for word in words if HAN.search(word)]
        if found:
            foreign[address] = found
    assert foreign == {}


def test_redirects_stay_on_this_site(latin_house: House) -> None:
    client = latin_house.client()
    for target in (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\t//evil.example",
    ):
        chosen = client.post("/language", data={"language": "en", "next": target})
        assert chosen.location == "/", target
        entered = latin_house.client().post("/sign-in", data={"login": "worker", "password": PASSWORD, "next": target})
        assert entered.location in ("/", "/desk"), target
