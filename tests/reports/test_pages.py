"""Whole pages and the command: choose, read, open what stands behind a figure, take it away."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from services.core.figures import Figure
from services.core.rooms import rooms
from services.core.time import Month, local_date, now
from tests.fixtures import MONDAY, House
from tests.house.answers import words_of

MONTH = "/reports/CITY/2026-03"


def test_unit_and_month_lead_to_the_report(small_house: House) -> None:
    client = small_house.client("city.lead")
    page = client.get("/reports")
    assert page.status_code == 200
    assert "示例市总工会（CITY）" in page.text
    answer = client.get("/reports?unit=CITY&month=2026-03")
    assert (answer.status_code, answer.location) == (303, MONTH)


@pytest.mark.parametrize("query", ["unit=CITY&month=2026-13", "unit=NO&month=2026-03", "unit=&month=", "month=March"])
def test_a_wrong_choice_is_told_at_the_field_and_kept(small_house: House, query: str) -> None:
    answer = small_house.client("city.lead").get(f"/reports?{query}")
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert f'value="{query.rpartition("=")[2]}"' in answer.text


def test_every_figure_of_the_page_leads_to_the_cases_it_counts(small_house: House) -> None:
    small_house.closed(small_house.make_case())
    small_house.make_case(person=None, at=MONDAY + timedelta(days=1))
    client = small_house.client("city.lead")
    page = client.get(MONTH)
    assert page.status_code == 200
    links = set(re.findall(rf'href="({MONTH}/[a-z_.]+)"', page.text))
    for link in sorted(links):
        assert client.get(link).status_code == 200, link
    codes = {figure.code for room in rooms() for figure in room.figures}
    assert {f"{MONTH}/{code}" for code in codes} <= links
    listed = client.get(f"{MONTH}/cases.received").text
    assert listed.count('href="/cases/DA-2026-') == 2
    assert "正式数字见月报，可能包括不对您公开的案件" in listed
    assert "正式数字见月报，可能包括不对您公开的案件" in client.get(f"{MONTH}/cases.closed").text


def test_a_sealed_case_counts_and_is_listed_for_its_readers_alone(house: House) -> None:
    case = house.make_case(confidential=True)
    assert case.sealed
    for login, sees in (("da.lead", True), ("city.lead", False), ("city.audit", False)):
        client = house.client(login)
        assert '"cases.received": 1' in client.get("/reports/DA/2026-03/report.json").text
        page = client.get("/reports/DA/2026-03/cases.received")
        assert page.status_code == 200
        assert (case.number in page.text) is sees, login
        assert (("1 件" if sees else "0 件") in page.text) is True, login
        assert "其余不对您公开" not in page.text


@pytest.mark.parametrize(
    "figure", ["cases.received", "cases.open", "rate.on_time", "money.claimed", "group.women.received"]
)
def test_a_few_that_are_not_open_leave_the_page_as_it_was(
    house: House, figure: str, count_statements: Callable[[], list[str]]
) -> None:
    house.make_case(claim=100)
    client = house.client("city.lead")
    answers = []
    for _more in range(2):
        before = len(count_statements())
        page = client.get(f"{MONTH}/{figure}")
        answers.append((page.status_code, words_of(page), len(count_statements()) - before))
        for _each in range(4):
            house.make_case(confidential=True, claim=100)
    assert answers[0] == answers[1]


def test_many_that_are_not_open_are_counted_and_never_where_a_part_of_them_is_small(house: House) -> None:
    house.make_case()
    for _each in range(5):
        house.make_case(confidential=True)
    lead = house.client("city.lead")
    for unit in ("CITY", "DA"):
        assert (
            "月报中共 6 件，您可以查看 1 件，其余不对您公开。"
            in lead.get(f"/reports/{unit}/2026-03/cases.received").text
        )
    assert "其余不对您公开" not in lead.get(f"{MONTH}/cases.open").text
    assert "其余不对您公开" not in house.client("da.lead").get("/reports/DA/2026-03/cases.received").text
    house.make_case(unit="DB", by="sun", confidential=True)
    lead = house.client("city.lead")
    assert "其余不对您公开" not in lead.get(f"{MONTH}/cases.received").text
    assert "其余不对您公开" not in lead.get("/reports/DB/2026-03/cases.received").text
    assert "月报中共 6 件" in lead.get("/reports/DA/2026-03/cases.received").text


def test_what_is_not_open_of_a_month_that_still_runs_is_not_counted(house: House) -> None:
    today = now()
    for _each in range(6):
        house.make_case(confidential=True, at=today)
    page = house.client("city.lead").get(f"/reports/CITY/{Month.of(local_date(today))}/cases.received")
    assert "其余不对您公开" not in page.text


@pytest.mark.parametrize(
    ("login", "unit", "status"),
    [
        ("lin", "DA", 200),
        ("lin", "SA", 200),
        ("city.audit", "DA", 200),
        ("lin", "CITY", 404),
        ("lin", "DB", 404),
        ("lin", "NOWHERE", 404),
        ("da.money", "DA", 403),
        ("city.admin", "DA", 403),
        ("da.money", "DB", 404),
    ],
)
def test_a_report_is_open_to_those_who_read_cases_of_the_unit(
    small_house: House, login: str, unit: str, status: int
) -> None:
    client = small_house.client(login)
    for path in ("", "/cases.received", "/report.json", "/report.pdf"):
        assert client.get(f"/reports/{unit}/2026-03{path}").status_code == status, path


@pytest.mark.parametrize(("path", "status"), [("2026-13", 422), ("x", 422), ("2026-03/no.figure", 404)])
def test_what_does_not_exist_is_said_plainly(small_house: House, path: str, status: int) -> None:
    assert small_house.client("city.lead").get(f"/reports/CITY/{path}").status_code == status


def test_page_file_and_paper_carry_the_same_figures(small_house: House) -> None:
    small_house.closed(small_house.make_case())
    client = small_house.client("city.lead")
    facts = json.loads(client.get(f"{MONTH}/report.json").data)
    paper = "".join(page.extract_text() for page in PdfReader(BytesIO(client.get(f"{MONTH}/report.pdf").data)).pages)
    assert facts["metrics"]["cases.closed"] == 1
    assert facts["sha256"] in re.sub(r"\s", "", paper)
    assert facts["audit"]["head"]["chain"] == "CITY"
    assert facts["audit"]["chains"] == 4
    assert "示例市总工会" in paper
    for definition in facts["definitions"].values():
        assert definition["name"] in paper


def build(house: House, folder: Path, *more: str) -> tuple[int, str]:
    arguments = ["reports", "build", "--unit", "CITY", "--month", "2026-03", "--out", str(folder), *more]
    told = house.app.test_cli_runner().invoke(args=arguments)
    return told.exit_code, told.output


def test_the_command_writes_the_same_bytes_again(small_house: House, tmp_path: Path) -> None:
    small_house.closed(small_house.make_case())
    code, told = build(small_house, tmp_path / "one")
    assert code == 0, told
    assert "cases.closed" in told
    assert str(tmp_path / "one" / "report.pdf") in told
    build(small_house, tmp_path / "two")
    for name in ("report.json", "report.pdf"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert sorted(file.name for file in (tmp_path / "one").iterdir()) == ["report.json", "report.pdf"]


def test_the_english_paper_has_no_chinese_but_names(small_house: House, tmp_path: Path) -> None:
    code, told = build(small_house, tmp_path / "en", "--lang", "en")
    assert code == 0, told
    paper = "".join(page.extract_text() for page in PdfReader(tmp_path / "en" / "report.pdf").pages)
    assert re.findall(r"[\u3400-\u9fff]+", paper.replace("示例市总工会", "")) == []


@pytest.mark.parametrize(("option", "value"), [("--unit", "NOWHERE"), ("--month", "2026-13"), ("--month", "")])
def test_a_wrong_unit_or_month_is_one_sentence_and_writes_nothing(
    small_house: House, tmp_path: Path, option: str, value: str
) -> None:
    code, told = build(small_house, tmp_path / "out", option, value)
    assert code == 1
    assert len(told.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_one_sentence(small_house: House, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    code, told = build(small_house, tmp_path / "file" / "out")
    assert code == 1
    assert len(told.strip().splitlines()) == 1


def test_a_failure_halfway_leaves_the_earlier_files_as_they_were(
    small_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(small_house, tmp_path / "out")
    before = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    small_house.make_case()

    def full(*_args: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("services.reports.files.os.fsync", full)
    code, _told = build(small_house, tmp_path / "out")
    assert code == 1
    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == before


def test_a_month_without_anything_says_so_in_words(small_house: House, tmp_path: Path) -> None:
    build(small_house, tmp_path / "out", "--month", "2026-01")
    paper = "".join(page.extract_text() for page in PdfReader(tmp_path / "out" / "report.pdf").pages)
    for sentence in ("本月没有新收、办结或在办的案件", "本月没有新收案件", "本月没有接通的回访"):
        assert sentence in paper


def test_every_figure_has_name_and_definition_in_english(small_house: House) -> None:
    from flask_babel import force_locale

    figures: list[Figure] = [figure for room in rooms() for figure in room.figures]
    with small_house.app.test_request_context(), force_locale("en"):
        for figure in figures:
            assert not re.search(r"[\u3400-\u9fff]", figure.label + figure.definition + figure.unit.label), figure.code
