"""Every form, filled in by nobody in their right mind: no error page, no step that the table does not have."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import TestResponse

from services.accounts.actions import disable_user
from services.cases.actions import log_contact
from services.cases.importing.profile import unread_profile
from services.cases.importing.runs import Brought
from services.cases.importing.staging import stage
from services.cases.importing.uploads import upload
from services.cases.kinds import Channel
from services.cases.models import Case, Contact
from services.cases.rules import BACK, NEXT
from services.core.access import SYSTEM, Level, unscoped
from services.core.database import db
from services.core.ids import new_id
from services.core.time import local_date, now
from services.desk.actions import TaskFacts, TextFacts, add_task, add_text
from services.desk.models import TextKind
from services.people.actions import add_employer, tag_person
from services.people.facts import EmployerFacts
from services.people.tag_facts import TagFacts
from services.units.actions import add_unit, close_unit
from tests.cases.states import (
    accepted,
    agreed,
    awaiting_completion,
    checked,
    closed,
    complained_of,
    dispatched,
    handled,
    merged,
    objected_to,
    registered,
    replied,
    sealed,
    suspended,
)
from tests.files import file_of
from tests.fixtures import MONDAY, House
from tests.house.answers import send
from tests.house.odd import ATTACKS, ODD, Sent, encoded, filled_in

FORM = "application/x-www-form-urlencoded"
Placed = Callable[[House], str]


@dataclass(frozen=True)
class Form:
    """A form: who fills it in, on which page it stands, where it is sent."""

    by: str | None
    page: Placed
    to: str | None = None


def of_case(page: str, prepared: Callable[[House], Case]) -> Placed:
    return lambda house: f"/cases/{prepared(house).number}/{page}"


def of_complaint(house: House) -> str:
    return f"/complaints/{complained_of(house).id}"


def of_removal(house: House) -> str:
    case = handled(house)
    return f"/cases/{case.number}/people/{case.persons[0].person_id}/removal"


def of_person(page: str) -> Placed:
    return lambda house: f"/people/{registered(house).persons[0].person_id}{page}"


def of_employer(house: House) -> str:
    made = add_employer(house.unit("DA"), EmployerFacts(name="示例工厂"), by=house.actor("lin"), at=MONDAY)
    return f"/employers/{made.id}/correction"


def of_closed_unit(house: House) -> str:
    close_unit(house.unit("SA"), by=SYSTEM, at=MONDAY)
    return "/units/SA/reopening"


def of_tag(house: House) -> str:
    person = registered(house).persons[0].person
    tag = tag_person(person, TagFacts("gig"), by=house.actor("lin"), at=MONDAY)
    return f"/people/{person.id}/tags/{tag.id}/ending"


def of_fang(page: str) -> Placed:
    return lambda house: f"/staff/{house.user('fang').id}{page}"


def of_disabled(house: House) -> str:
    disable_user(house.user("fang"), by=SYSTEM, at=MONDAY)
    return f"/staff/{house.user('fang').id}/enabling"


def of_post(house: House) -> str:
    return f"/staff/posts/{house.user('fang').posts[0].id}/revocation"


def of_file(house: House) -> str:
    case = registered(house)
    return f"/cases/{case.number}/files/{file_of(house, case).id}/withdrawal"


def of_task(house: House) -> str:
    facts = TaskFacts("核对到账", local_date(now()))
    return f"/desk/tasks/{add_task(house.unit('DA'), facts, house.user('lin'), by=house.actor('lin'), at=now()).id}"


def of_text(house: House) -> str:
    facts = TextFacts(TextKind.REPLY, "已补发", "{编号}的工资已补发")
    return f"/desk/texts/{add_text(house.unit('DA'), facts, by=house.actor('da.lead'), at=MONDAY).id}"


def of_import(house: House) -> str:
    """The page on which the columns of a file are named."""
    ident, by = new_id(), house.actor("city.admin")
    _size, digest = stage(ident, io.BytesIO("编号,收到\n1,2025-03-03\n".encode()))
    profile = unread_profile("fuzz", "utf-8")
    upload(house.unit("CITY"), ident, Brought(profile, "", "fuzz.csv", digest, 0), False, by=by, at=MONDAY)
    return f"/imports/{ident}/columns"


def at(address: str) -> Placed:
    return lambda _house: address


def enterprise_unions(house: House) -> str:
    add_unit(house.unit("SA"), "WKS", "示例工厂工会", Level.ENTERPRISE, by=SYSTEM, at=MONDAY)
    return "/enterprise-unions"


FORMS = {
    "accounts.change_password": Form("lin", at("/account"), to="/account/password"),
    "accounts.enrol_app": Form("lin", at("/account/second-factor/app")),
    "accounts.enrol_key": Form("lin", at("/account/second-factor"), to="/account/second-factor/keys"),
    "accounts.leaves": Form("da.lead", at("/account/leaves")),
    "accounts.recover": Form("da.lead", at("/account/recoveries")),
    "accounts.give_proof": Form("lin", at("/account/proof")),
    "accounts.enter": Form(None, at("/sign-in")),
    "categories.ending": Form("city.admin", at("/categories/A1/ending")),
    "categories.marks": Form("city.admin", at("/categories/A1/marks")),
    "categories.names": Form("city.admin", at("/categories/A1/names")),
    "categories.new": Form("city.admin", at("/categories/new")),
    "calendar.day": Form("city.admin", at("/calendar/2026/days")),
    "calendar.publication": Form("city.admin", at("/calendar/2031/publication")),
    "cases.acceptance": Form("lin", of_case("acceptance", registered)),
    "cases.consent_withdrawal": Form("lin", of_case("consent-withdrawals", agreed)),
    "cases.appoint": Form("da.lead", at("/officers"), to="/officers/DA"),
    "cases.exclusion": Form("lin", of_case("exclusions", registered)),
    "cases.respondent": Form("lin", of_case("respondents", registered)),
    "cases.ties": Form("lin", at("/account/ties")),
    "cases.unions": Form("city.lead", enterprise_unions),
    "cases.callback": Form("fang", of_case("callback", replied)),
    "cases.closure": Form("da.lead", of_case("closure", checked)),
    "cases.archiving": Form("da.lead", of_case("archiving", closed)),
    "cases.bouncing": Form("sun", of_case("return", dispatched)),
    "cases.completion": Form("lin", of_case("completion", awaiting_completion)),
    "cases.completion_request": Form("lin", of_case("completion-request", registered)),
    "cases.dispatching": Form("da.lead", of_case("dispatch", accepted)),
    "cases.choosing_columns": Form("lin", at("/cases/columns")),
    "cases.chasing": Form("da.lead", of_case("chaser", handled)),
    "cases.supervision": Form("city.lead", of_case("supervision", handled)),
    "cases.bringing_above": Form("lin", of_case("above", sealed)),
    "cases.extension": Form("city.lead", of_case("extension", handled)),
    "cases.handing_over": Form("da.lead", at("/hand-over")),
    "cases.merging": Form("lin", of_case("merging", handled)),
    "cases.complaint": Form("da.lead", of_complaint),
    "cases.objection_reply": Form("da.lead", of_case("objection-reply", objected_to)),
    "cases.parting": Form("lin", of_case("parting", merged)),
    "cases.refusal": Form("lin", of_case("refusal", registered)),
    "cases.reopening": Form("da.lead", of_case("reopening", closed)),
    "cases.resumption": Form("lin", of_case("resumption", suspended)),
    "cases.signature": Form("sun", of_case("signature", dispatched)),
    "cases.suspension": Form("lin", of_case("suspension", handled)),
    "cases.withdrawal": Form("lin", of_case("withdrawal", handled)),
    "cases.file_withdrawal": Form("lin", of_file),
    "cases.files": Form("lin", of_case("files", handled)),
    "cases.handler": Form("lin", of_case("handler", accepted)),
    "cases.import_columns": Form("city.admin", of_import),
    "cases.new_import": Form("city.admin", at("/imports/new")),
    "cases.new_case": Form("lin", at("/cases/new")),
    "cases.new_contact": Form("lin", at("/contacts/new")),
    "cases.note_page": Form("lin", of_case("notes", handled)),
    "cases.party": Form("lin", of_case("people", handled)),
    "cases.removal": Form("lin", of_removal),
    "cases.quality_check": Form("da.lead", of_case("check", replied)),
    "cases.recovery": Form("lin", of_case("recoveries", accepted)),
    "cases.reply_page": Form("lin", of_case("reply", handled)),
    "cases.export": Form("lin", at("/cases/export")),
    "cases.saved_views": Form("lin", at("/cases/views?state=open"), to="/cases/views"),
    "cases.search": Form("lin", at("/cases"), to="/cases/search"),
    "desk.call": Form("lin", lambda house: f"/desk/cases/{handled(house).number}/call"),
    "desk.new_task": Form("lin", at("/desk/tasks/new")),
    "desk.new_text": Form("da.lead", at("/desk/texts/new")),
    "desk.task": Form("lin", of_task),
    "desk.text": Form("da.lead", of_text),
    "employers.correct": Form("lin", of_employer),
    "employers.index": Form("lin", at("/employers")),
    "employers.new": Form("lin", at("/employers/new")),
    "groups.correct": Form("city.admin", at("/groups/gig")),
    "groups.new": Form("city.admin", at("/groups/new")),
    "groups.tags": Form("lin", of_person("/tags")),
    "groups.untag": Form("lin", of_tag),
    "messages.choices": Form("lin", at("/account/messages")),
    "oversight.export": Form("da.lead", at("/trail/export?deed=change"), to="/trail/export"),
    "people.correct": Form("lin", of_person("/correction")),
    "people.disclose": Form("lin", of_person("")),
    "people.find": Form("lin", at("/people")),
    "staff.disabling": Form("city.admin", of_fang("/disabling")),
    "staff.enabling": Form("city.admin", of_disabled),
    "staff.find": Form("city.admin", at("/staff")),
    "staff.grant": Form("city.admin", of_fang("/posts")),
    "staff.new": Form("city.admin", at("/staff/new")),
    "staff.sex": Form("city.admin", of_fang("/sex")),
    "staff.reset": Form("city.admin", of_fang("/reset")),
    "staff.revocation": Form("city.admin", of_post),
    "standards.unit": Form("city.lead", at("/standards/DA")),
    "units.closure": Form("city.admin", at("/units/SA/closure")),
    "units.name": Form("city.admin", at("/units/DA/name")),
    "units.new": Form("city.admin", at("/units/DA/units")),
    "units.reopening": Form("city.admin", of_closed_unit),
    "units.table": Form("city.admin", at("/units/DA/table")),
    "portal.continue_request": Form(None, at("/request")),
    "portal.show_progress": Form(None, at("/follow")),
}
ELSEWHERE = (
    {"accounts.draft", "accounts.finish", "desk.bulk"}
    | {
        f"portal.{said}"
        for said in ("addition", "complaint", "consent", "objection", "picture", "rating", "withdrawal")
    }
    | {"portal.ask_code", "portal.enter_mine", "portal.own_progress"}
)
"""Filled in by tests/desk, by tests/accounts/test_security_keys.py, in a browser whose password was right, by
tests/portal/test_voice.py, with a pass, and by tests/portal/test_mine.py, with a code or a session."""
NOTHING_TO_FILL_IN = {
    "accounts.end_one",
    "accounts.end_others",
    "accounts.key_challenge",
    "accounts.leave_ending",
    "accounts.proof_challenge",
    "accounts.remove_app",
    "accounts.remove_key",
    "accounts.second_challenge",
    "accounts.sign_out",
    "cases.answer",
    "cases.approve",
    "cases.drop_saved_view",
    "cases.fetch",
    "cases.refuse",
    "design.sent",
    "cases.import_checking",
    "cases.import_confirmation",
    "cases.import_removal",
    "cases.dismissal",
    "cases.tie_end",
    "desk.completion",
    "desk.text_ending",
    "language",
    "messages.new_calendar",
    "messages.open_notice",
    "messages.read_all",
    "messages.read_notice",
    "messages.revoke_calendar",
    "portal.leave_mine",
    "size",
    "theme",
}
PORTAL = (
    "step",
    "go",
    "text",
    "detail",
    "unit",
    "claim",
    "people",
    "naming",
    "name",
    "phone",
    "agreed",
    "employer",
    "not_for_told",
)
each_form = pytest.mark.parametrize("name", FORMS)
on_postgres = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
patient = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)


def fields_on(answer: TestResponse) -> dict[str, list[str]]:
    """Field → what is offered there, of all forms on a page."""
    body = answer.get_data(as_text=True)
    main = body[body.index("<main") : body.index("</main>")]
    fields: dict[str, list[str]] = {"key": [], "version": []}
    for tag in re.findall(r'<(?:input|textarea)[^>]*\sname="[^"]+"[^>]*>', main):
        name = re.search(r'\sname="([^"]+)"', tag)[1]
        value = re.search(r'\svalue="([^"]*)"', tag)
        fields.setdefault(name, []).extend([value[1]] if value else [])
    for name, options in re.findall(r'<select[^>]*\sname="([^"]+)"[^>]*>(.*?)</select>', main, re.DOTALL):
        fields[name] = re.findall(r'value="([^"]*)"', options)
    fields.pop("csrf_token", None)
    return fields | ({each: [] for each in PORTAL} if 'name="receipt"' in main else {})


def moves() -> dict[int, object]:
    rows = db.session.execute(unscoped(select(Case.id, Case.status), because="test"))
    return {row.id: row.status for row in rows}


def post(client: FlaskClient, to: str, sent: Sent) -> TestResponse:
    answer = client.post(to, data=encoded(sent), content_type=FORM)
    assert answer.status_code in (200, 303, 400, 403, 404, 409, 422, 429), (answer.status_code, sent)
    return answer


def prepared(house: House, name: str) -> tuple[FlaskClient, str, dict[str, list[str]]]:
    """The browser at the page of the form, where to send it, and its fields."""
    form = FORMS[name]
    client, page = house.client(form.by), form.page(house)
    to = form.to or (f"{page}/disclosure" if name == "people.disclose" else page)
    return client, to, fields_on(client.get(page))


def test_every_form_is_filled_in_here(small_house: House) -> None:
    posts = {rule.endpoint for rule in small_house.app.url_map.iter_rules() if "POST" in rule.methods}
    assert posts == FORMS.keys() | NOTHING_TO_FILL_IN | ELSEWHERE


@pytest.mark.slow
@each_form
def test_two_hundred_odd_inputs_break_nothing(small_house: House, name: str) -> None:
    client, to, fields = prepared(small_house, name)

    @settings(patient, max_examples=200)
    @given(filled_in(fields))
    def fill_in(sent: Sent) -> None:
        nonlocal to
        before = moves()
        post(client, to, sent)
        db.session.rollback()
        after = moves()
        moved = {case: (status, after[case]) for case, status in before.items() if after[case] is not status}
        assert all(new in NEXT[old].values() or BACK in NEXT[old].values() for old, new in moved.values())
        if moved:
            to = FORMS[name].page(small_house)

    fill_in()


@on_postgres
@each_form
def test_what_is_typed_to_do_harm_is_kept_as_text_or_refused(house: House, name: str) -> None:
    client, to, fields = prepared(house, name)
    for value in ODD:
        offered = [(field, options[0] if options else value) for field, options in fields.items()]
        answer = post(client, to, offered)
        if value in ATTACKS and answer.mimetype == "text/html":
            assert "<script>alert" not in answer.get_data(as_text=True)
            assert "onerror=alert(1)>" not in answer.get_data(as_text=True).replace("&gt;", "")


@example(b"0", "application/json")
@example(b'[{"text": []}]', "application/json")
@given(st.binary(max_size=300), st.sampled_from([FORM, "multipart/form-data; boundary=x", "application/json", ""]))
@settings(patient, max_examples=200)
def test_a_body_that_is_no_form_breaks_nothing(small_house: House, body: bytes, kind: str) -> None:
    answer = small_house.client().post("/request", data=body, content_type=kind)
    assert answer.status_code in (200, 303, 400, 413, 422)


def test_fields_that_were_not_asked_for_change_nothing(house: House) -> None:
    owner, other = house.unit("DA"), house.unit("DB")
    unasked = {"org": "DB", "org_path": other.org_path, "unit_id": other.id, "status": "closed", "owner": "sun"}
    unasked |= {"amount": "99999", "claim_fen": "99999", "handler_id": house.user("sun").id, "sealed": "1", "id": "7"}
    unasked |= {"number": "DA-2026-999999", "closed_at": "2026-01-01", "imported": "1", "received_at": "2020-01-01"}
    answer = send(house.client("lin"), "/cases/new", unit="DA", text="拖欠工资", claim="860", **unasked)
    assert answer.location == "/cases/DA-2026-000001"
    case = db.session.scalars(unscoped(select(Case), because="test")).one()
    assert (case.org_path, case.unit_id, case.status.value) == (owner.org_path, owner.id, "received")
    assert (case.claim_fen, case.handler_id, case.sealed, case.imported) == (86_000, None, False, False)
    assert case.received_at.year > 2020
    noted = send(house.client("lin"), f"/cases/{case.number}/notes", text="已电话联系", by_id=other.id, **unasked)
    assert noted.status_code == 303
    assert (case.org_path, case.status.value, case.handler_id) == (owner.org_path, "received", None)


def test_a_form_is_not_taken_as_data(house: House) -> None:
    client = house.client("lin")
    sent = {"unit": "DA", "channel": "visit", "text": "拖欠工资", "category": "", "category_2": "", "sex": ""}
    for body in (sent, {**sent, "text": ["a", {"b": 1}]}, [sent], 0, None, "text"):
        answer = client.post("/cases/new", json=body)
        assert answer.status_code in (200, 400, 422)
    assert moves() == {}


def test_a_unit_out_of_reach_is_not_taken_from_the_form(house: House) -> None:
    client = house.client("lin")
    for address in ("/cases/new", "/contacts/new"):
        for code in ("DB", "CITY", "NOWHERE", ""):
            assert send(client, address, unit=code, text="拖欠工资").status_code == 422, (address, code)


def test_contact_of_another_unit_is_neither_answered_nor_taken_up(house: House) -> None:
    log_contact(house.unit("DA"), Channel.HOTLINE, "问加班费", False, by=house.actor("lin"), at=MONDAY)
    contact = db.session.scalars(unscoped(select(Contact), because="test")).one()
    client = house.client("sun")
    assert client.post(f"/contacts/{contact.id}/answer").status_code == 404
    assert client.get(f"/cases/new?contact={contact.id}").status_code == 404
