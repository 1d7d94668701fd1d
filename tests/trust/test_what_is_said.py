"""Logs, error pages and addresses say nothing about people, and no input becomes more than text."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr

import pytest
from flask import Flask
from sqlalchemy import select, text

from services.cases.importing.report import harmless
from services.cases.models import Case, Note
from services.core.access import unscoped
from services.core.database import db
from services.core.errors import Problem
from services.core.money import parse_yuan
from services.reports.views import _file
from tests.fixtures import House
from tests.house.answers import form_of, send

STORY = "郑一鸣说站长欠他两个月工资"
PHONE = "13812345678"


def breaks(app: Flask) -> None:
    """Adds a page that fails inside the database with what people wrote among its parameters."""

    def broken() -> str:
        db.session.execute(text("SELECT * FROM no_such_table WHERE story = :story"), {"story": STORY})
        return ""

    def quoting() -> str:
        raise ValueError(STORY)

    broken.is_public = quoting.is_public = True  # type: ignore[attr-defined]
    app.add_url_rule("/broken", "broken", broken)
    app.add_url_rule("/quoting", "quoting", quoting)
    app.config["PROPAGATE_ERRORS"] = False


@pytest.mark.parametrize("address", ["/broken", "/quoting"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_fault_of_ours_says_a_reference_to_the_reader_and_a_place_to_the_log(
    house: House, address: str, language: str
) -> None:
    breaks(house.app)
    client, log = house.client(), io.StringIO()
    client.set_cookie("language", language, secure=True)
    with redirect_stderr(log):
        answer = client.get(address)
    assert answer.status_code == 500
    for words in (STORY, "no_such_table", "Traceback", "psycopg", "sqlite3", "ValueError"):
        assert words not in answer.text
    (line,) = log.getvalue().splitlines()
    entry = json.loads(line)
    assert entry["reference"] in answer.text
    assert entry["where"]
    assert STORY not in line
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_log_of_a_working_day_names_nobody(small_house: House) -> None:
    log = io.StringIO()
    with redirect_stderr(log):
        client = small_house.client("lin")
        send(client, "/cases/new", text=STORY, category="A1", name="郑一鸣", phone=PHONE)
        client.post("/people", data={"number": PHONE})
        small_house.client("city.audit").post("/cases/new", data={"text": STORY})
        small_house.client().post("/sign-in", data={"login": "lin", "password": "wrong \n {forged}"})
    for words in (STORY, "郑一鸣", PHONE, "wrong"):
        assert words not in log.getvalue()


def test_a_forged_line_stays_inside_its_entry(small_house: House) -> None:
    import structlog

    log = io.StringIO()
    with redirect_stderr(log):
        structlog.get_logger("test").warning("refused", value='x\n{"event": "signed in"}\r\u2028\x1b[2K')
    (line,) = log.getvalue().split("\n")[:-1]
    assert json.loads(line)["event"] == "refused"
    assert "\x1b" not in line


NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 191 }} {% for x in config %}",
    "' OR 1=1 --",
    "'); DROP TABLE cases; --",
    "$(touch /tmp/x) `id` | ls",
    "*)(uid=*))(|(uid=*",
    '=HYPERLINK("http://evil.example")',
    "a\x00b\x1f\x7f",
    "\u202egnp.exe\u202c",
    "%s %(x)s %n {0}",
    "..\\..\\etc/passwd\r\nSet-Cookie: a=b",
)


@pytest.mark.parametrize("nasty", NASTY)
def test_whatever_is_typed_stays_text(house: House, nasty: str) -> None:
    client = house.client("lin")
    made = send(client, "/cases/new", text=nasty, employer=nasty, category="A1", name="郑一鸣")
    assert made.status_code == 303
    case = db.session.scalars(unscoped(select(Case), because="a test")).one()
    page = client.get(f"/cases/{case.number}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "1337" not in page
    listed = client.get("/cases", query_string={"unit": nasty, "category": nasty, "key": nasty, "month": nasty})
    assert listed.status_code in (200, 400)
    assert client.get("/cases/" + nasty.replace("/", "")).status_code in (400, 404)
    house.handled(case)
    noted = send(client, f"/cases/{case.number}/notes", text=nasty)
    assert noted.status_code == 303
    assert "Set-Cookie" not in [name for name, value in noted.headers if "a=b" in value]
    kept = db.session.scalars(unscoped(select(Note), because="a test")).one()
    assert "\0" not in (kept.text or "")
    assert "<script>alert" not in client.get(f"/cases/{case.number}").text


@pytest.mark.parametrize("field", ["unit", "detail", "matter", "naming", "text", "name", "phone", "employer", "key"])
@pytest.mark.parametrize("value", ["\0", "a\0b", "x" * 100_000, "\ufffe\u202e"])
def test_the_portal_takes_any_sign_in_any_field(house: House, field: str, value: str) -> None:
    told = {"step": "story", "matter": "wages", "text": "x", field: value}
    for step in ("matter", "story", "contact", "check"):
        assert house.client().post("/request", data=told | {"step": step}).status_code in (200, 422)
    assert house.client().post("/follow", data={"number": value, "code": value}).status_code in (422, 429)


def test_fields_that_a_form_does_not_have_are_ignored(house: House) -> None:
    client, address = house.client("lin"), "/cases/new"
    smuggled = {"org": "DB", "org_path": "/CITY/DB/", "status": "closed", "handler_id": "1", "sealed": "y", "id": "7"}
    smuggled |= {"number": "DB-2026-000001", "imported": "y", "claim_fen": "999", "by": "city.lead", "at": "2020-01-01"}
    sent = form_of(client.get(address)) | {"text": [STORY], "category": ["A1"]} | {k: [v] for k, v in smuggled.items()}
    assert client.post(address, data=sent).status_code == 303
    case = db.session.scalars(unscoped(select(Case), because="a test")).one()
    assert (case.org_path, case.status, case.handler_id, case.sealed) == ("/CITY/DA/", "received", None, False)
    assert (case.imported, case.claim_fen, case.number) == (False, None, "DA-2026-000001")
    assert case.received_at.year > 2020
    assert case.id != 7


def test_where_someone_works_comes_from_the_session_alone(house: House) -> None:
    """A unit in the address, the body or a header opens nothing."""
    number = house.make_case().number
    client = house.client("sun")
    headers = {"X-Org": "DA", "X-Forwarded-User": "lin", "X-Original-URL": f"/cases/{number}"}
    for address in (f"/cases/{number}", f"/cases/{number}?unit=DA&org_path=/CITY/DA/&by=lin"):
        assert client.get(address, headers=headers).status_code == 404
    assert number not in client.get("/cases?unit=DA", headers=headers).text
    form = form_of(client.get("/cases/new")) | {"unit": ["DA"], "text": [STORY], "category": ["A1"]}
    assert client.post("/cases/new", data=form, headers=headers).status_code == 422
    assert client.get("/reports/DA/2026-03", headers=headers).status_code == 404


def test_another_host_name_leads_nowhere_else(house: House) -> None:
    answer = house.client().get("/cases", headers={"Host": "evil.example"})
    assert answer.location == "/sign-in?next=/cases"
    assert "evil.example" not in house.client().get("/sign-in", headers={"Host": "evil.example"}).text


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_list_is_a_formula(cell: str) -> None:
    assert harmless(cell) == "'" + cell


def test_a_file_name_cannot_break_out_of_its_header() -> None:
    made = _file(b"", "application/pdf", 'a"\r\nSet-Cookie: x=y\\…/月报.pdf')
    assert made.headers["Content-Disposition"].startswith('attachment; filename="')
    assert not {"\r", "\n", "\\"} & set(made.headers["Content-Disposition"])
    assert made.headers["Content-Disposition"].count('"') == 2


@pytest.mark.parametrize(
    "typed",
    ["-1", "NaN", "Infinity", "1e99", "1.005", "0x10", "1,00", "¥", "1 2", "--", "٣", "1" * 4000, "1.2.3", "+5"],
)
def test_what_is_no_amount_is_refused_everywhere(typed: str) -> None:
    for lenient in (True, False):
        with pytest.raises(Problem):
            parse_yuan(typed, lenient=lenient)


@pytest.mark.parametrize(("typed", "fen"), [("１，２３４．５０", 123450), ("¥860", 86000), ("￥8.1元", 810)])
def test_people_may_type_amounts_their_way_and_files_may_not(typed: str, fen: int) -> None:
    assert parse_yuan(typed, lenient=True) == fen
    with pytest.raises(Problem):
        parse_yuan(typed, lenient=False)


def test_signing_in_again_ends_the_session_before(house: House) -> None:
    client = house.client("lin")
    before = client.get_cookie("__Host-sid")
    assert before is not None
    assert client.post("/sign-in", data={"login": "fang", "password": "seven quiet herons wade"}).status_code == 303
    other = house.client()
    other.set_cookie("__Host-sid", before.value, secure=True)
    assert other.get("/account").status_code == 303
