"""Exports: exactly what is shown, safe to open, marked, on record, and a long one only with somebody else's consent."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date, timedelta

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from services.cases.actions import exports as verbs
from services.cases.exporting.files import FORMULA, Sheet, made, plain
from services.cases.exporting.kinds import Column, ExportState, FileKind
from services.cases.models import Export
from services.core.access import unscoped
from services.core.audit import Event
from services.core.database import db
from services.people.facts import PersonFacts
from tests.cases.test_sealed import STRANGERS
from tests.fixtures import MONDAY, House
from tests.house.many import many_cases

ALL = [column.value for column in Column]
PERSON = PersonFacts(name="王小明", phone="13812345678", id_number="11010519491231002X")


def ask(client: FlaskClient, kind: str = "csv", columns: list[str] | None = None, **given: str) -> TestResponse:
    sent = {"columns": columns or ALL, "kind": kind, "purpose": "季度分析", **given}
    return client.post("/cases/export", data=sent)


def rows_in(answer: TestResponse) -> list[list[str]]:
    assert (answer.status_code, answer.mimetype) == (200, "text/csv"), answer.text[:300]
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def kept() -> list[Export]:
    return list(db.session.scalars(unscoped(select(Export).order_by(Export.at, Export.id), because="test")))


def test_the_file_has_the_rows_of_the_list_in_its_order_with_its_columns(house: House) -> None:
    for days in range(4):
        house.make_case(text="拖欠工资" if days % 2 else "工伤", at=MONDAY + timedelta(days=days))
    client = house.client("lin")
    for given in ({}, {"order": "oldest"}, {"q": "工伤"}, {"month": "2026-02"}, {"order": "due", "state": "open"}):
        page = client.get("/cases", query_string=given).text
        shown = ["DA-" + row.split('"')[0] for row in page.split('href="/cases/DA-')[1:]]
        table = rows_in(ask(client, columns=["number", "received", "status"], **given))
        assert table[0] == ["编号", "状态", "登记日期"]
        assert [row[0] for row in table[1:-1]] == shown, given


def test_names_stay_masked_and_numbers_stay_out(house: House) -> None:
    house.make_case(person=PERSON, claim=1_280_000)
    client = house.client("lin")
    text = ask(client).get_data().decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(ask(client, "xlsx").get_data()))
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    for words in (text, " ".join(cells)):
        assert "王*" in words
        assert not any(secret in words for secret in ("王小明", "13812345678", "11010519491231002X"))


def test_money_and_days_are_numbers_and_days(house: House) -> None:
    number = house.make_case(claim=1_280_050).number
    sheet = openpyxl.load_workbook(io.BytesIO(ask(house.client("lin"), "xlsx").get_data())).worksheets[0]
    heading, row = list(sheet.iter_rows())
    found = {head.value: cell for head, cell in zip(heading, row, strict=True)}
    assert found["编号"].value == number
    assert (found["涉及金额（元）"].value, found["涉及金额（元）"].number_format) == (12800.5, "#,##0.00")
    assert found["登记日期"].value.date() == date(2026, 3, 2)
    assert rows_in(ask(house.client("lin"), columns=["claim"]))[1] == ["12800.50"]


@pytest.mark.parametrize("start", FORMULA)
def test_no_cell_begins_a_formula(start: str) -> None:
    evil = f"{start}cmd|'/C calc'!A0"
    sheet = Sheet([evil], [[evil]], [evil])
    for row in csv.reader(io.StringIO(made(sheet, FileKind.CSV).contents.decode("utf-8-sig"))):
        assert not row[0].startswith(FORMULA)
    book = openpyxl.load_workbook(io.BytesIO(made(sheet, FileKind.XLSX).contents))
    for table in book:
        for line in table.iter_rows():
            assert all(cell.data_type == "s" and not cell.value.startswith(FORMULA) for cell in line)


def test_what_a_table_cannot_hold_is_left_out() -> None:
    assert plain("a\x00b\x1b") == "ab"
    made(Sheet(["一"], [["\x01字\ufffe"]], ["二"]), FileKind.XLSX)


def test_an_employer_typed_as_a_formula_is_text_in_both_files(house: House) -> None:
    house.make_case(employer_name="=HYPERLINK(1)")
    assert rows_in(ask(house.client("lin"), columns=["employer"]))[1] == ["'=HYPERLINK(1)"]


def test_it_is_on_record_with_filter_purpose_count_and_digest(house: House) -> None:
    house.make_case(text="拖欠工资")
    answer = ask(house.client("lin"), columns=["number"], q="工资")
    export = kept()[-1]
    digest = hashlib.sha256(answer.get_data()).hexdigest()
    assert (export.state, export.rows, export.digest) == (ExportState.GIVEN, 1, digest)
    told = unscoped(select(Event).where(Event.kind == "export.given"), because="test")
    event = db.session.scalars(told).one()
    assert event.actor_id == house.user("lin").id
    assert event.payload == {
        "filter": "/cases?q=%E5%B7%A5%E8%B5%84",
        "columns": ["number"],
        "kind": "csv",
        "rows": 1,
        "purpose": "季度分析",
        "sha256": digest,
    }


def test_the_file_says_who_took_it_when_and_what_for(house: House) -> None:
    house.make_case()
    last = rows_in(ask(house.client("lin")))[-1][0]
    assert "林一" in last
    assert "季度分析" in last
    book = openpyxl.load_workbook(io.BytesIO(ask(house.client("lin"), "xlsx").get_data()))
    assert "林一" in book.properties.creator
    assert "季度分析" in book.worksheets[1]["A3"].value


@pytest.mark.parametrize(
    "bad", [{"purpose": ""}, {"purpose": "一"}, {"columns": []}, {"columns": ["story"]}, {"kind": "exe"}]
)
def test_without_purpose_column_or_kind_nothing_goes_out(house: House, bad: dict[str, object]) -> None:
    house.make_case()
    sent: dict[str, object] = {"columns": ALL, "kind": "csv", "purpose": "季度分析", **bad}
    answer = house.client("lin").post("/cases/export", data=sent)
    assert answer.status_code == 422
    assert kept() == []


def test_a_long_list_needs_another_supervisor_and_goes_out_once(house: House) -> None:
    many_cases(house, verbs.ALONE + 1)
    lead = house.client("da.lead")
    assert ask(lead).location == "/cases/exports"
    export = kept()[0]
    address = f"/cases/exports/{export.id}"
    assert lead.post(f"{address}/file").status_code == 409
    lead.post(f"{address}/approval")
    assert kept()[0].state is ExportState.WAITING
    city = house.client("city.lead")
    assert "季度分析" in city.get("/cases/exports").text
    assert city.post(f"{address}/approval").status_code == 303
    assert city.post(f"{address}/file").status_code == 403
    answer = lead.post(f"{address}/file")
    assert len(rows_in(answer)) == verbs.ALONE + 3
    assert kept()[0].digest == hashlib.sha256(answer.get_data()).hexdigest()
    assert lead.post(f"{address}/file").status_code == 409


def test_exactly_so_many_rows_go_out_alone(house: House) -> None:
    many_cases(house, verbs.ALONE)
    assert len(rows_in(ask(house.client("lin"), columns=["number"]))) == verbs.ALONE + 2


def test_a_refused_request_gives_nothing(house: House) -> None:
    many_cases(house, verbs.ALONE + 1)
    client = house.client("lin")
    ask(client)
    address = f"/cases/exports/{kept()[0].id}"
    assert client.post(f"{address}/approval").status_code == 403
    house.client("da.lead").post(f"{address}/refusal")
    assert kept()[0].state is ExportState.REFUSED
    assert client.post(f"{address}/file").status_code == 409


def test_others_do_not_learn_of_a_request(house: House) -> None:
    many_cases(house, verbs.ALONE + 1)
    ask(house.client("lin"))
    ident = kept()[0].id
    for login in ("fang", "sun", "db.lead"):
        client = house.client(login)
        assert "季度分析" not in client.get("/cases/exports").text
        for step in ("approval", "refusal", "file"):
            assert client.post(f"/cases/exports/{ident}/{step}").status_code == 404, (login, step)


@pytest.mark.parametrize("login", ["da.money", "city.admin", "city.audit"])
def test_who_reads_no_cases_takes_none_out(house: House, login: str) -> None:
    client = house.client(login)
    assert client.get("/cases/export").status_code == 403
    assert ask(client).status_code == 403


def test_a_sealed_case_is_in_no_file_but_its_readers(house: House) -> None:
    case = house.make_case(text="半夜堵门", categories=("C5",))
    open_case = house.make_case().number
    for login in (*(each for each in STRANGERS if each not in ("da.money", "city.admin")), "lin"):
        answer = ask(house.client(login))
        if answer.status_code == 200:
            assert case.number not in answer.get_data().decode("utf-8-sig"), login
    assert [row[0] for row in rows_in(ask(house.client("lin")))[1:-1]] == [open_case]
    assert case.number in ask(house.client("da.lead")).get_data().decode("utf-8-sig")


def test_a_personal_search_is_not_exported(house: House) -> None:
    house.make_case(person=PERSON)
    client = house.client("lin")
    found = client.post("/cases/search", data={"typed": "王小明"}).text
    assert "/cases/export" not in found
    ask(client, q="王小明")
    assert "王" not in kept()[-1].address
