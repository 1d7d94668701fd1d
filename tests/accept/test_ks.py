"""The messy table of wage claims: the import reports all the odd cells and only those, and counts as the table does."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from services.cases.models import Case, ImportedRow, Recovery
from services.core.access import unscoped
from services.core.audit import verify
from services.core.database import db
from services.core.money import yuan
from services.core.time import local_date
from services.people.models import Employer
from services.units.models import Unit
from tests.databases import Databases
from tests.fixtures import settings_for

PROFILE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "ks.yaml"
STEPS = {"served_field": "Served on the employer", "hearing_field": "Hearing", "order_field": "Order"}
STEPS["legal_field"] = "Handed to legal"
Reported = dict[tuple[str, str], list[tuple[str, str]]]
Told = dict[str, Any]


@pytest.fixture(scope="module")
def expected(shared_data: Path) -> Told:
    """Counts made straight from the table, outside this product."""
    file = shared_data / "data" / "expected_ks_wage_claims_2016_2018.json"
    told: Told = json.loads(file.read_text("utf-8"))
    return told


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def imported(
    request: pytest.FixtureRequest, shared_data: Path, run_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An empty house into which the real table was imported, with the list of what was odd in a new folder."""
    databases = Databases(run_folder, lambda: request.getfixturevalue("postgres"))
    folder = tmp_path_factory.mktemp("ks")
    app = create_app(settings_for(databases.fresh(request.param), folder))
    app.testing = True
    with app.app_context():
        app.config["TABLE"] = shared_data / "data" / "ks_wage_claims_2016_2018_raw.csv"
        app.config["LIST"] = folder / "out" / "ks.csv"
        assert "新增 2396 行，已有 0 行" in run(app)
        yield app
        db.session.remove()
        db.engine.dispose()
    databases.remove_all()


def run(app: Flask) -> str:
    told = ["cases", "import", str(app.config["TABLE"]), "--profile", str(PROFILE)]
    done = app.test_cli_runner().invoke(args=[*told, "--errors", str(app.config["LIST"])])
    assert done.exit_code == 0, done.output
    return done.output


def rows(statement: Any) -> list[Any]:
    return list(db.session.execute(unscoped(statement, because="the whole table")))


def month(day: date) -> str:
    return f"{day:%Y-%m}"


@pytest.fixture
def reported(imported: Flask) -> Reported:
    """(column, flag) → the numbers and what stood there, in the order of the table."""
    found: Reported = defaultdict(list)
    with imported.config["LIST"].open(encoding="utf-8-sig", newline="") as told:
        for row in csv.DictReader(told):
            found[row["column"], row["flag"]].append((row["number"], row["value"]))
    return found


def test_all_odd_cells_are_reported_and_only_those(reported: Reported, expected: Told) -> None:
    def pairs(field: str, name: str = "other_text") -> list[tuple[str, str]]:
        return [tuple(pair) for pair in expected[field][name]]

    odd = expected["anomalies"]
    first, second = odd["duplicate_claim_numbers"]
    assert first[0] == second[0]
    assert {
        key: [number for number, _value in cells] for key, cells in reported.items() if "closed_before" in key[1]
    } == {("Closed", "closed_before_received"): odd["closed_before_received"]}
    assert {key: cells for key, cells in reported.items() if "closed_before" not in key[1]} == {
        ("Wages", "bad_amount"): pairs("wages_field", "other_text_values"),
        ("Amount", "bad_amount"): pairs("amount_field", "other_text_values"),
        ("Closed", "bad_date"): pairs("closed_field"),
        ("Served", "bad_date"): pairs("served_field"),
        ("Closed", "after_table"): [tuple(pair) for pair in odd["closed_after_2022-10-31"]],
        ("Claim #", "duplicate_number"): [(second[0], second[0])],
        ("Claim #", "odd_number"): [(number, number) for number in odd["claim_number_not_NN-NNNN"]],
        ("Area", "bad_unit"): [tuple(pair) for pair in odd["area_not_1_to_4"]],
    }


def test_received_and_closed_by_month(imported: Flask, expected: Told) -> None:
    days = rows(select(Case.received_at, Case.closed_at))
    assert len(days) == expected["rows"]
    assert Counter(month(local_date(day.received_at)) for day in days) == expected["by_received_month"]
    closed = [local_date(day.closed_at) for day in days if day.closed_at]
    assert Counter(map(month, closed)) == expected["by_closed_month_valid_dates"]
    assert len(closed) == expected["closed_field"]["valid_date"]
    assert len(days) - len(closed) == expected["closed_field"]["blank"] + len(expected["closed_field"]["other_text"])


def test_closed_before_received_is_kept_as_it_is(imported: Flask, expected: Told) -> None:
    early = select(ImportedRow.source_number).join(Case, Case.id == ImportedRow.case_id)
    found = rows(early.where(Case.closed_at < Case.received_at).order_by(ImportedRow.row_number))
    assert [row.source_number for row in found] == expected["anomalies"]["closed_before_received"]


def test_areas_are_units_and_what_names_none_stays_with_the_whole(imported: Flask, expected: Told) -> None:
    told = Counter(expected["by_area"])
    wanted = {f"KS{area}": told[area] for area in "1234"} | {"KS": told["(blank)"] + told["K3"]}
    found = rows(select(Unit.code, func.count(Case.id)).join(Case, Case.unit_id == Unit.id).group_by(Unit.code))
    assert dict(map(tuple, found)) == wanted


def test_years_by_area(imported: Flask, expected: Told) -> None:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for received, code, text in rows(
        select(Case.received_at, Unit.code, Case.story).join(Unit, Unit.id == Case.unit_id)
    ):
        kept = next((line.removeprefix("Area: ") for line in text.splitlines() if line.startswith("Area: ")), "(blank)")
        found[str(local_date(received).year)][kept if code == "KS" else code.removeprefix("KS")] += 1
    assert found == expected["received_year_x_area"]


def test_both_rows_of_a_number_used_twice_are_cases(imported: Flask, expected: Told) -> None:
    number = expected["anomalies"]["duplicate_claim_numbers"][0][0]
    twice = (
        select(ImportedRow.source_number, Employer.name, Case.received_at)
        .join(Case, Case.id == ImportedRow.case_id)
        .join(Employer, Employer.id == Case.employer_id)
        .where(ImportedRow.source_number == number)
        .order_by(ImportedRow.occurrence)
    )
    found = [[row.source_number, row.name, local_date(row.received_at).isoformat()] for row in rows(twice)]
    assert found == expected["anomalies"]["duplicate_claim_numbers"]


def test_claimed_and_recovered_sums_are_exact(imported: Flask, expected: Told) -> None:
    claims = [row.claim_fen for row in rows(select(Case.claim_fen)) if row.claim_fen is not None]
    won = [row.amount_fen for row in rows(select(Recovery.amount_fen).where(Recovery.stage == "paid"))]
    assert (len(claims), yuan(sum(claims))) == (expected["wages_field"]["number"], expected["sum_wages_numeric_only"])
    assert (len(won), yuan(sum(won))) == (expected["amount_field"]["number"], expected["sum_amount_numeric_only"])


def test_an_undetermined_claim_is_an_answer_and_no_fault(imported: Flask, expected: Told) -> None:
    texts = [row.story.splitlines() for row in rows(select(Case.story).where(Case.claim_fen.is_(None)))]
    said = expected["wages_field"]
    assert sum("Wages: undetermined" in lines for lines in texts) == said["undetermined"]
    assert len(texts) == said["undetermined"] + said["other_text"] + said["blank"]


def test_days_of_the_steps_are_kept_with_their_rows(imported: Flask, expected: Told) -> None:
    kept: Counter[str] = Counter()
    for (stages,) in rows(select(ImportedRow.stages)):
        kept.update(label for label, _day in json.loads(stages))
    assert kept == {label: expected[field]["valid_date"] for field, label in STEPS.items()}
    for field, label in STEPS.items():
        assert expected["rows"] - kept[label] == expected[field]["blank"] + len(expected[field]["other_text"])


def test_masked_employers_are_employers_like_others(imported: Flask, expected: Told) -> None:
    masked = select(Case.id).join(Employer, Employer.id == Case.employer_id)
    found = rows(masked.where(Employer.name.startswith("[Individual employer")))
    assert len(found) == expected["anomalies"]["employer_masked"]


def test_the_chain_of_events_holds_and_the_second_time_changes_nothing(imported: Flask, reported: Reported) -> None:
    tables = (Case, Employer, ImportedRow, Recovery, Unit)
    before = [rows(select(func.count()).select_from(model)) for model in tables]
    assert "新增 0 行，已有 2396 行" in run(imported)
    assert [rows(select(func.count()).select_from(model)) for model in tables] == before
    assert verify()[1] == []
