"""The import on real databases: every row kept, odd ones flagged, the second time nothing."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from services.cases.kinds import Channel, Status
from services.cases.models import Case, CaseCategory, Category, CategoryTree, ImportedRow, StatusSpan, UnitSpan
from services.core.access import unscoped
from services.core.audit import verify
from services.core.database import db
from services.core.time import local_date, local_midnight
from services.people.models import Employer
from tests.cases.import_house import PROFILE, TWIN, ImportHouse


def lines_of(file: Path) -> list[str]:
    return file.read_text("utf-8-sig").splitlines()


@pytest.fixture
def taken(import_house: ImportHouse) -> ImportHouse:
    done = import_house.run(TWIN)
    assert done.exit_code == 0, done.output
    return import_house


def test_every_row_is_kept(taken: ImportHouse) -> None:
    assert taken.count(ImportedRow) == 15
    assert taken.count(Case) == 14
    assert all(case.imported and case.channel is Channel.IMPORTED for case in taken.rows(Case))


def test_a_plain_row_becomes_a_closed_case_at_local_midnights(taken: ImportHouse) -> None:
    case = taken.case_from("TW-1001")
    assert case.status is Status.CLOSED
    assert case.received_at == local_midnight(date(2019, 8, 30))
    assert case.closed_at == local_midnight(date(2019, 9, 12))
    assert case.claim_fen == 41600
    assert [link.code for link in case.categories] == ["Wage Claim"]
    assert case.text.splitlines()[:2] == ["Violation: Rest Periods", "Violation: Meal Periods"]


def test_numbers_come_from_the_series_of_unit_and_year_in_the_order_of_the_table(taken: ImportHouse) -> None:
    assert [case.number for case in taken.rows(Case)] == [f"WA-2019-{place:06d}" for place in range(1, 15)]


def test_a_row_without_closing_date_is_an_open_case(taken: ImportHouse) -> None:
    case = taken.case_from("TW-1011")
    spans = taken.rows(StatusSpan, StatusSpan.case_id == case.id)
    assert (case.status, case.closed_at) == (Status.RECEIVED, None)
    assert [(span.status, span.until_at) for span in spans] == [(Status.RECEIVED, None)]


def test_history_runs_from_received_to_closed(taken: ImportHouse) -> None:
    case = taken.case_from("TW-1001")
    spans = taken.rows(StatusSpan, StatusSpan.case_id == case.id)
    assert [(span.status, span.from_at, span.until_at) for span in spans] == [
        (Status.RECEIVED, case.received_at, case.closed_at),
        (Status.CLOSED, case.closed_at, None),
    ]


@pytest.mark.parametrize("number", ["TW-1004", "TW-1012"])
def test_a_case_closed_on_its_first_day_or_before_was_never_open(taken: ImportHouse, number: str) -> None:
    case = taken.case_from(number)
    spans = taken.rows(StatusSpan, StatusSpan.case_id == case.id)
    assert [(span.status, span.from_at) for span in spans] == [(Status.CLOSED, case.closed_at)]
    owned = taken.rows(UnitSpan, UnitSpan.case_id == case.id)
    assert [span.from_at for span in owned] == [min(case.received_at, case.closed_at)]


def test_a_blank_category_stays_blank_and_kinds_join_the_local_tree(taken: ImportHouse) -> None:
    assert taken.case_from("TW-1003").categories == []
    local = taken.rows(Category, Category.tree == CategoryTree.LOCAL)
    assert {entry.code for entry in local} == {"Wage Claim", "non-wage claim", "Minor Injury", "Worker"}
    assert all(entry.name_zh == entry.name_en == entry.code for entry in local)
    assert len(taken.events("category.added")) == 4


def test_one_register_number_is_one_employer_with_its_first_spelling(taken: ImportHouse) -> None:
    first, second = taken.case_from("TW-1001"), taken.case_from("TW-1002")
    assert first.employer_id == second.employer_id
    assert (first.employer.name, first.employer.code) == ("Harbour Bakery LLC", "WA-UBI-600000001")
    assert (first.employer_told, second.employer_told) == (None, "HARBOUR BAKERY")


def test_without_a_number_the_exact_name_is_the_employer(taken: ImportHouse) -> None:
    assert taken.case_from("TW-1008").employer_id == taken.case_from("TW-1011").employer_id
    assert taken.case_from("TW-1009").employer.name == "Quiet Garage, west yard"
    assert taken.count(Employer) == 5


def test_no_employer_is_made_of_a_blank_or_of_na(taken: ImportHouse) -> None:
    assert taken.case_from("TW-1003").employer is None
    nobody = taken.case_from("TW-1006")
    assert nobody.employer is None
    assert "employer: na" in nobody.text.splitlines()


def test_a_bad_cell_is_empty_reported_and_still_readable_in_the_text(taken: ImportHouse) -> None:
    money, day = taken.case_from("TW-1008"), taken.case_from("TW-1007")
    assert money.claim_fen is None
    assert "amount_claimed: $190.00 plus" in money.text.splitlines()
    assert day.closed_at is None
    assert "closed_date: 8/29/" in day.text.splitlines()


@pytest.mark.parametrize(
    ("number", "occurrence", "flags"),
    [
        ("TW-1001", 1, ""),
        ("TW-1002", 2, "duplicate_number"),
        ("TW-1004", 1, "closed_before_received"),
        ("TW-1005", 1, "unusual_amount"),
        ("TW-1007", 1, "bad_date"),
        ("TW-1008", 1, "bad_amount"),
        ("TW-1010", 1, "no_received_date"),
        ("TW-1013", 1, "future_date"),
        ("", 1, "no_number"),
    ],
)
def test_flags_stay_on_the_row(taken: ImportHouse, number: str, occurrence: int, flags: str) -> None:
    came = (ImportedRow.source_number == number, ImportedRow.occurrence == occurrence)
    assert [row.flags for row in taken.rows(ImportedRow, *came)] == [flags]


def test_flags_stand_in_the_event_of_the_case(taken: ImportHouse) -> None:
    case = taken.case_from("TW-1004")
    told = [event for event in taken.events("case.imported") if event.subject_id == case.id]
    assert [event.payload["faults"] for event in told] == [
        [{"column": "closed_date", "flag": "closed_before_received", "value": "2019-01-06"}]
    ]


def test_a_number_used_twice_keeps_both_rows(taken: ImportHouse) -> None:
    first, second = taken.case_from("TW-1002", 1), taken.case_from("TW-1002", 2)
    assert (first.claim_fen, second.claim_fen) == (10010, 700)


def test_a_row_that_cannot_be_placed_in_time_waits_with_its_cells(taken: ImportHouse) -> None:
    waiting = taken.rows(ImportedRow, ImportedRow.case_id.is_(None))
    assert [row.source_number for row in waiting] == ["TW-1010"]
    assert '"received_date":"unreadable"' in waiting[0].cells
    assert "unreadable" not in waiting[0].cells_sealed


def test_figures_by_month_and_money_are_those_of_the_table(taken: ImportHouse) -> None:
    cases = taken.rows(Case)
    months = Counter(f"{local_date(case.received_at):%Y-%m}" for case in cases)
    assert months == {"2019-08": 1, "2019-09": 11, "2019-10": 2}
    assert sum(case.claim_fen or 0 for case in cases) == 76_300_078_594


def test_every_case_and_the_import_have_their_event_and_the_chain_holds(taken: ImportHouse) -> None:
    assert len(taken.events("case.imported")) == 14
    (whole,) = taken.events("import.taken")
    assert (whole.payload["new"], whole.payload["waiting"], whole.source) == (15, 1, "import")
    assert verify()[1] == []


def test_the_same_file_again_changes_nothing(taken: ImportHouse) -> None:
    before = taken.snapshot()
    again = taken.run(TWIN)
    assert again.exit_code == 0
    assert "新增 0 行，已有 15 行" in again.output
    assert taken.snapshot() == before


def test_only_appended_rows_are_taken(taken: ImportHouse, tmp_path: Path) -> None:
    longer = tmp_path / "longer.csv"
    extra = "TW-2001,Quiet Garage,,Service,Eastvale,90002,Wage Claim,Other,2019-11-01,2019-11-02,1.00,0.00\n"
    longer.write_text(TWIN.read_text("utf-8") + extra, "utf-8")
    assert "新增 1 行，已有 15 行" in taken.run(longer).output
    assert taken.case_from("TW-2001").number == "WA-2019-000015"
    assert taken.count(Employer) == 5


def test_rows_and_columns_in_another_order_are_recognised(taken: ImportHouse, tmp_path: Path) -> None:
    with TWIN.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    turned = tmp_path / "turned.csv"
    with turned.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [*reversed(rows[0]), "remark"])
        writer.writeheader()
        writer.writerows({**row, "remark": "x"} for row in reversed(rows))
    before = taken.snapshot()
    assert "新增 0 行，已有 15 行" in taken.run(turned).output
    assert taken.snapshot() == before


def test_a_row_changed_since_is_reported_and_its_case_left_alone(taken: ImportHouse, tmp_path: Path) -> None:
    changed, errors = tmp_path / "changed.csv", tmp_path / "errors.csv"
    changed.write_text(TWIN.read_text("utf-8").replace("416.00", "417.00"), "utf-8")
    before = taken.snapshot()
    assert "与上次不同、未改动 1 行" in taken.run(changed, PROFILE, "--errors", str(errors)).output
    assert taken.snapshot() == before
    assert taken.case_from("TW-1001").claim_fen == 41600
    assert ("TW-1001", "changed") in {(row["number"], row["flag"]) for row in csv.DictReader(lines_of(errors))}


def test_a_waiting_row_makes_its_case_once_the_date_is_mended(taken: ImportHouse, tmp_path: Path) -> None:
    mended = tmp_path / "mended.csv"
    mended.write_text(TWIN.read_text("utf-8").replace("unreadable", "2019-09-13"), "utf-8")
    assert "补正立案 1 行" in taken.run(mended).output
    case = taken.case_from("TW-1010")
    assert case.received_at == local_midnight(date(2019, 9, 13))
    assert taken.count(ImportedRow) == 15
    assert [row.cells for row in taken.rows(ImportedRow, ImportedRow.case_id == case.id)] == [None]


def test_a_dry_run_tells_the_same_and_writes_nothing(import_house: ImportHouse) -> None:
    before = import_house.snapshot()
    tried = import_house.run(TWIN, PROFILE, "--dry-run")
    assert tried.exit_code == 0
    assert "新增 15 行，已有 0 行" in tried.output
    assert import_house.snapshot() == before


def test_the_list_names_row_column_value_and_reason_of_every_odd_cell(
    import_house: ImportHouse, tmp_path: Path
) -> None:
    errors = tmp_path / "errors.csv"
    assert import_house.run(TWIN, PROFILE, "--dry-run", "--errors", str(errors)).exit_code == 0
    rows = list(csv.DictReader(lines_of(errors)))
    assert [(row["row"], row["column"], row["value"], row["flag"]) for row in rows] == [
        ("5", "closed_date", "2019-01-06", "closed_before_received"),
        ("6", "amount_claimed", "763000082.00", "unusual_amount"),
        ("8", "closed_date", "8/29/", "bad_date"),
        ("9", "amount_claimed", "$190.00 plus", "bad_amount"),
        ("9", "amount_assessed", "undet.", "bad_amount"),
        ("11", "case_no", "TW-1002", "duplicate_number"),
        ("12", "received_date", "unreadable", "no_received_date"),
        ("13", "amount_claimed", "'=1+1", "bad_amount"),
        ("15", "case_no", "", "no_number"),
        ("16", "closed_date", "2098-05-29", "future_date"),
    ]
    assert all(row["reason"] for row in rows)
    assert errors.stat().st_mode & 0o077 == 0


def test_a_category_that_the_profile_does_not_list_can_be_left_blank(import_house: ImportHouse, tmp_path: Path) -> None:
    strict = tmp_path / "strict.yaml"
    told = PROFILE.read_text("utf-8").replace("others: add", "others: report")
    strict.write_text(told.replace("column: complaint_type", "column: complaint_type\n    values: {Wage Claim: A1}"))
    done = import_house.run(TWIN, strict)
    assert done.exit_code == 0, done.output
    assert [link.code for link in import_house.case_from("TW-1001").categories] == ["A1"]
    injury = import_house.case_from("TW-1002", 2)
    assert injury.categories == []
    assert "complaint_type: Minor Injury" in injury.text.splitlines()


def test_an_unknown_category_code_in_the_profile_takes_nothing(import_house: ImportHouse, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(PROFILE.read_text("utf-8").replace("    others: add", "    values: {Wage Claim: Z9}"))
    before = import_house.snapshot()
    refused = import_house.run(TWIN, wrong)
    assert (refused.exit_code, refused.output) == (1, "配置里的类别代码“Z9”不存在。\n")
    assert import_house.snapshot() == before


def test_an_absent_unit_is_one_sentence(import_house: ImportHouse) -> None:
    refused = import_house.run(TWIN, PROFILE, "--unit", "NOWHERE")
    assert refused.exit_code == 1
    assert refused.output.count("\n") == 1
    assert "NOWHERE" in refused.output


def test_a_list_that_cannot_be_written_stops_the_import_before_it_begins(
    import_house: ImportHouse, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    refused = import_house.run(TWIN, PROFILE, "--errors", str(tmp_path / "taken" / "errors.csv"))
    assert refused.exit_code == 1
    assert import_house.count(Case) == 0


def test_a_local_word_that_is_a_code_elsewhere_is_kept_apart(import_house: ImportHouse, tmp_path: Path) -> None:
    file = tmp_path / "a1.csv"
    file.write_text(TWIN.read_text("utf-8").replace(",Worker,", ",A1,"), "utf-8")
    assert import_house.run(file).exit_code == 0
    assert [link.code for link in import_house.case_from("TW-1012").categories] == ["L:A1"]
    used = select(func.count()).select_from(CaseCategory).where(CaseCategory.code == "A1")
    assert db.session.scalar(unscoped(used, because="a test counts everything")) == 0
