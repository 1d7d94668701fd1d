"""The real table of complaints: what the import leaves must count as the table itself does."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from services.cases.kinds import Status
from services.cases.models import Case, CaseCategory, ImportedRow, StatusSpan
from services.core.access import SYSTEM, Level, unscoped
from services.core.audit import verify
from services.core.database import db
from services.core.money import yuan
from services.core.time import local_date, local_midnight
from services.people.models import Employer
from services.units.actions import add_unit
from tests.databases import Databases
from tests.fixtures import MONDAY, settings_for

PROFILE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "wa.yaml"
FEW_SECONDS = 30
BLANK = "(blank)"


@pytest.fixture(scope="module")
def expected(shared_data: Path) -> dict[str, Any]:
    """Counts made straight from the table, outside this product."""
    told: dict[str, Any] = json.loads((shared_data / "data" / "expected_wa_complaints_2019H2.json").read_text("utf-8"))
    return told


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def imported(
    request: pytest.FixtureRequest, shared_data: Path, run_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """A house into which the real table was imported, once for all tests of a kind of database."""
    databases = Databases(run_folder, lambda: request.getfixturevalue("postgres"))
    app = create_app(settings_for(databases.fresh(request.param), tmp_path_factory.mktemp("wa")))
    app.testing = True
    with app.app_context():
        add_unit(None, "WA", "示例", Level.PROVINCE, by=SYSTEM, at=MONDAY)
        app.config["TABLE"] = shared_data / "data" / "wa_complaints_2019H2.csv"
        began = perf_counter()
        assert "新增 3779 行，已有 0 行" in run(app)
        app.config["TOOK"] = perf_counter() - began
        yield app
        db.session.remove()
        db.engine.dispose()
    databases.remove_all()


def run(app: Flask) -> str:
    told = ["cases", "import", str(app.config["TABLE"]), "--profile", str(PROFILE)]
    done = app.test_cli_runner().invoke(args=told)
    assert done.exit_code == 0, done.output
    return done.output


def cases() -> list[Any]:
    """(received, closed, claim, main category) of every case, dates as local days."""
    statement = select(Case.received_at, Case.closed_at, Case.claim_fen, CaseCategory.code).join_from(
        Case, CaseCategory, CaseCategory.case_id == Case.id, isouter=True
    )
    return [
        (local_date(received), local_date(closed) if closed else None, claim or 0, code or BLANK)
        for received, closed, claim, code in db.session.execute(unscoped(statement, because="the whole table"))
    ]


def month(day: date) -> str:
    return f"{day:%Y-%m}"


def count(statement: Any) -> int:
    return int(db.session.scalar(unscoped(statement, because="the whole table")) or 0)


def test_all_rows_are_there_within_seconds(imported: Flask, expected: dict[str, Any]) -> None:
    assert len(cases()) == expected["rows"]
    assert imported.config["TOOK"] < FEW_SECONDS


def test_received_and_closed_by_month(imported: Flask, expected: dict[str, Any]) -> None:
    assert Counter(month(case[0]) for case in cases()) == expected["by_received_month"]
    assert Counter(month(case[1]) for case in cases() if case[1]) == expected["by_closed_month"]


def test_complaint_types_by_month_with_blank_as_blank(imported: Flask, expected: dict[str, Any]) -> None:
    assert Counter(case[3] for case in cases()) == expected["by_complaint_type"]
    by_month: dict[str, Counter[str]] = defaultdict(Counter)
    for received, _closed, _claim, code in cases():
        by_month[month(received)][code] += 1
    assert by_month == expected["received_month_x_complaint_type"]


def test_claimed_sums_are_exact(imported: Flask, expected: dict[str, Any]) -> None:
    sums: Counter[str] = Counter()
    for received, _closed, claim, _code in cases():
        sums[month(received)] += claim
    assert {key: yuan(fen) for key, fen in sums.items()} == expected["sum_amount_claimed_by_received_month"]
    assert yuan(sums.total()) == expected["sum_amount_claimed"]
    assert yuan(sums["2019-09"]) == "1154501.72"


def test_open_and_closed_as_of_each_month_end(imported: Flask, expected: dict[str, Any]) -> None:
    for day, told in expected["status_as_of_month_end"].items():
        end = local_midnight(date.fromisoformat(day) + timedelta(days=1))
        received = select(Case.id).where(Case.received_at < end)
        spans = select(StatusSpan.case_id).where(
            StatusSpan.case_id.in_(received),
            StatusSpan.from_at < end,
            (StatusSpan.until_at.is_(None)) | (StatusSpan.until_at >= end),
        )
        found = {
            "received_to_date": count(select(func.count()).select_from(received.subquery())),
            "closed": count(
                select(func.count()).select_from(spans.where(StatusSpan.status == Status.CLOSED).subquery())
            ),
            "open": count(
                select(func.count()).select_from(spans.where(StatusSpan.status == Status.RECEIVED).subquery())
            ),
        }
        assert found == told, day


def test_oddities_are_flagged_and_kept(imported: Flask, expected: dict[str, Any]) -> None:
    odd: dict[str, list[str]] = defaultdict(list)
    statement = select(ImportedRow.source_number, ImportedRow.flags).where(ImportedRow.flags != "")
    for number, flags in db.session.execute(unscoped(statement, because="the whole table")):
        odd[flags].append(number)
    assert {flag: sorted(numbers) for flag, numbers in odd.items()} == {
        "closed_before_received": expected["anomalies"]["closed_before_received"],
        "unusual_amount": expected["anomalies"]["amount_claimed_over_1_million"],
    }


def test_one_register_number_is_one_employer(imported: Flask, expected: dict[str, Any]) -> None:
    statement = (
        select(Employer.code, func.count(Case.id))
        .join(Case, Case.employer_id == Employer.id)
        .where(Employer.code.is_not(None))
        .group_by(Employer.code)
        .having(func.count(Case.id) >= 5)
    )
    found = db.session.execute(unscoped(statement, because="the whole table"))
    assert {code.removeprefix("WA-UBI-"): many for code, many in found} == expected[
        "employers_with_5_or_more_cases_by_ubi"
    ]


def test_the_chain_of_events_holds(imported: Flask) -> None:
    assert verify()[1] == []


def test_the_second_time_changes_nothing(imported: Flask) -> None:
    before = [count(select(func.count()).select_from(model)) for model in (Case, Employer, ImportedRow, StatusSpan)]
    assert "新增 0 行，已有 3779 行" in run(imported)
    assert [
        count(select(func.count()).select_from(model)) for model in (Case, Employer, ImportedRow, StatusSpan)
    ] == before
