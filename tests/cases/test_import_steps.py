"""A messy table: units by a column, money won, days of steps, amounts that nobody knew; and how its case looks."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from services.cases.kinds import RecoveryKind, RecoveryStage
from services.cases.models import Case, ImportedRow, Recovery
from services.core.audit import verify
from services.core.time import local_date
from services.units.models import Unit
from tests.cases.import_house import ROOT, ImportHouse
from tests.fixtures import House

TWIN = ROOT / "tests" / "data" / "ks_twin.csv"
PROFILE = ROOT / "docs" / "examples" / "ks.yaml"


@pytest.fixture
def taken(import_house: ImportHouse) -> ImportHouse:
    done = import_house.run(TWIN, PROFILE)
    assert done.exit_code == 0, done.output
    return import_house


def test_units_that_the_profile_describes_are_set_up_once(taken: ImportHouse) -> None:
    assert taken.run(TWIN, PROFILE).exit_code == 0
    added = [unit.org_path for unit in taken.rows(Unit, Unit.code.startswith("KS"))]
    assert sorted(added) == ["/KS/", "/KS/KS1/", "/KS/KS2/", "/KS/KS3/", "/KS/KS4/"]
    assert len(taken.events("unit.added")) == 6


def test_a_row_belongs_to_the_unit_that_it_names_and_has_a_number_of_its_series(taken: ImportHouse) -> None:
    case = taken.case_from("70-0001")
    assert (case.org_path, case.number) == ("/KS/KS1/", "KS1-2017-000001")


@pytest.mark.parametrize("number", ["70-0005", "Cr-PIT-7-1"])
def test_a_row_that_names_no_known_unit_stays_with_the_table_s_own(taken: ImportHouse, number: str) -> None:
    assert taken.case_from(number).org_path == "/KS/"


def test_money_won_is_paid_on_the_day_of_closing(taken: ImportHouse) -> None:
    case = taken.case_from("70-0001")
    (won,) = taken.rows(Recovery, Recovery.case_id == case.id)
    assert (won.stage, won.kind, won.amount_fen) == (RecoveryStage.PAID, RecoveryKind.WAGES, 30050)
    assert local_date(won.at) == date(2018, 4, 10)


def test_money_won_without_a_day_of_closing_stands_on_the_last_day_of_its_row(taken: ImportHouse) -> None:
    (won,) = taken.rows(Recovery, Recovery.case_id == taken.case_from("Cr-PIT-7-1").id)
    assert local_date(won.at) == date(2017, 4, 2)


def test_an_amount_that_nobody_knew_is_no_fault_and_stays_in_the_text(taken: ImportHouse) -> None:
    case = taken.case_from("70-0002")
    assert case.claim_fen is None
    assert case.text.splitlines() == ["Wages: undetermined"]
    assert [row.flags for row in taken.rows(ImportedRow, ImportedRow.case_id == case.id)] == [""]


def test_more_than_two_decimals_are_rounded_and_told_in_the_text(taken: ImportHouse) -> None:
    case = taken.case_from("Cr-PIT-7-1")
    assert case.claim_fen == 1235
    assert "Wages: 12.345" in case.text.splitlines()


def test_days_of_steps_stay_with_the_row(taken: ImportHouse) -> None:
    (row,) = taken.rows(ImportedRow, ImportedRow.source_number == "70-0001")
    assert row.steps == [
        ("Served on the employer", date(2017, 3, 7)),
        ("Hearing", date(2017, 5, 17)),
        ("Order", date(2017, 6, 5)),
        ("Handed to legal", date(2017, 8, 21)),
    ]


def test_every_odd_cell_is_listed_in_a_folder_made_for_the_list(import_house: ImportHouse, tmp_path: Path) -> None:
    errors = tmp_path / "not" / "yet" / "there.csv"
    assert import_house.run(TWIN, PROFILE, "--errors", str(errors)).exit_code == 0
    with errors.open(encoding="utf-8-sig", newline="") as told:
        found = [(row["number"], row["column"], row["value"], row["flag"]) for row in csv.DictReader(told)]
    assert found == [
        ("70-0003", "Closed", "8/29/", "bad_date"),
        ("70-0003", "Served", "unreadable", "bad_date"),
        ("70-0003", "Wages", "$190.00 plus", "bad_amount"),
        ("70-0003", "Amount", "bankrupt", "bad_amount"),
        ("Cr-PIT-7-1", "Claim #", "Cr-PIT-7-1", "odd_number"),
        ("Cr-PIT-7-1", "Area", "", "bad_unit"),
        ("70-0005", "Closed", "2028-05-29", "after_table"),
        ("70-0005", "Amount", "$145,00", "bad_amount"),
        ("70-0005", "Area", "K3", "bad_unit"),
        ("70-0006", "Closed", "2017-03-01", "closed_before_received"),
        ("70-0006", "Claim #", "70-0006", "duplicate_number"),
    ]


def test_a_dry_run_sets_no_unit_up(import_house: ImportHouse) -> None:
    before = import_house.snapshot()
    tried = import_house.run(TWIN, PROFILE, "--dry-run")
    assert "新增 7 行，已有 0 行" in tried.output
    assert import_house.snapshot() == before


def test_a_unit_outside_the_table_s_own_is_refused(import_house: ImportHouse, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(PROFILE.read_text("utf-8").replace('"4": KS4', '"4": WA'), "utf-8")
    refused = import_house.run(TWIN, outside)
    assert refused.exit_code == 1
    assert "WA" in refused.output
    assert import_house.count(Case) == 0


def test_the_chain_holds_in_every_unit(taken: ImportHouse) -> None:
    assert verify()[1] == []


def test_the_page_of_the_case_shows_the_days_of_its_steps_and_the_money(small_house: House) -> None:
    told = ["cases", "import", str(TWIN), "--profile", str(PROFILE)]
    for code in ("KS1", "KS2", "KS3", "KS4"):
        small_house.app.test_cli_runner().invoke(
            args=["units", "add", code, code, "--level", "street", "--parent", "DA"]
        )
    profile = PROFILE.read_text("utf-8").replace("unit: KS\n", "unit: DA\n")
    file = Path(small_house.app.instance_path) / "da.yaml"
    file.write_text(profile, "utf-8")
    done = small_house.app.test_cli_runner().invoke(args=[*told[:-1], str(file)])
    assert done.exit_code == 0, done.output
    page = small_house.client("da.lead").get("/cases/KS1-2017-000001").get_data(as_text=True)
    for words in ("Served on the employer", "Handed to legal", "300.50"):
        assert words in page
