"""The city at work: the same rules, a believable spread over fourteen months, and the same city for the same seed."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
import time_machine
import yaml
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from services.cases.exporting.kinds import ExportState
from services.cases.kinds import Channel, DispatchMode, Group, PartyRole, Rating, RecoveryStage, Status
from services.cases.models import (
    Callback,
    Case,
    CaseCategory,
    CaseExclusion,
    CaseFile,
    CaseGroup,
    CasePerson,
    CaseRespondent,
    Contact,
    Dispatch,
    EmployerUnion,
    ExclusionWhy,
    Export,
    IntakeOfficer,
    Merge,
    Note,
    QualityCheck,
    Recovery,
    Reply,
    Tie,
)
from services.cases.models.saved import SavedView
from services.cases.queries import categories_on
from services.cases.rules import COLLECTIVE_FROM
from services.clocks.queries import bands_on
from services.clocks.rules import Light
from services.core.access import Role
from services.core.calendar import WorkingCalendar
from services.core.calendar_seed import seed_from_library
from services.core.database import db
from services.core.files.kinds import FileKind
from services.core.migrating import upgrade
from services.core.time import Month, local_date
from services.people.models import Employer, EmployerKind, PersonTag
from services.scenario.city.halves import Half
from services.scenario.city.months import ARREARS, WINTER, arrivals, shares
from services.scenario.city.places import Places
from services.scenario.city.sayings import MOST_USES, Sayings
from services.scenario.city.turns import TO_THE_DECIDER
from services.scenario.demo import CITY
from tests.fixtures import settings_for

UNTIL = "2026-10"
LAST_DAY = date(2026, 10, 31)
CASES = 200


def load(app: Flask, *asked: str) -> Result:
    with time_machine.travel("2026-11-26T02:00:00Z", tick=True):
        return app.test_cli_runner().invoke(args=["demo", "load", *asked])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """A loaded city, small but with everything in it; the tests only look at it."""
    folder = tmp_path_factory.mktemp("city")
    url = f"sqlite:///{folder / 'city.sqlite3'}"
    upgrade(url)
    app = create_app(settings_for(url, folder))
    result = load(app, "--cases", str(CASES), "--seed", "7", "--until", UNTIL)
    assert result.exit_code == 0, result.output
    return app


@pytest.fixture
def city(loaded: Flask) -> Iterator[Flask]:
    with loaded.app_context():
        yield loaded
        db.session.remove()
        db.engine.dispose()


def rows(*columns: object) -> list[tuple[object, ...]]:
    """Whole columns, whoever looks."""
    found = db.session.execute(select(*columns).execution_options(scope="test"))  # type: ignore[call-overload]
    return [tuple(row) for row in found]


def texts() -> Counter[str]:
    """Everything that somebody said or wrote, with how often it was."""
    written: list[object] = []
    for model in (Note, Reply, Contact):
        written += [row.text for row in db.session.scalars(select(model).execution_options(scope="test"))]
    checks = db.session.scalars(select(QualityCheck).execution_options(scope="test"))
    written += [look.note for look in checks if look.note]
    written += [case.text for case in db.session.scalars(select(Case).execution_options(scope="test"))]
    return Counter(str(text) for text in written)


def test_everything_that_there_is_can_be_looked_at(city: Flask) -> None:
    cases = [case for (case,) in rows(Case)]
    assert len(cases) == CASES
    assert {case.status for case in cases} == set(Status)
    assert {case.channel for case in cases} == set(Channel) - {Channel.IMPORTED}
    assert {group for (group,) in rows(CaseGroup.group)} == set(Group)
    assert {code for (code,) in rows(CaseCategory.code)} >= {category.code for category in categories_on(LAST_DAY)}
    bands = bands_on(LAST_DAY)
    lights = {bands.light(case.next_due_on) for case in cases if case.next_due_on}
    assert lights == {Light.GREEN, Light.YELLOW, Light.RED, Light.PURPLE}
    assert any(case.sealed for case in cases)
    assert any(case.people >= COLLECTIVE_FROM for case in cases)
    assert {rating for (rating,) in rows(Callback.rating)} == set(Rating)
    assert {stage for (stage,) in rows(Recovery.stage)} == set(RecoveryStage)
    assert {kind for (kind,) in rows(Employer.kind)} == set(EmployerKind)


def test_what_hangs_on_cases_can_be_looked_at_too(city: Flask) -> None:
    assert {role for (role,) in rows(CasePerson.role)} == set(PartyRole)
    assert max(Counter(case_id for (case_id,) in rows(CasePerson.case_id)).values()) > 2
    assert any(removed for (removed,) in rows(CasePerson.removed_at))
    assert {why for (why,) in rows(CaseExclusion.why)} >= {ExclusionWhy.STRUCK_OUT, ExclusionWhy.RECUSED}
    assert rows(CaseRespondent.id)
    assert {kind for (kind,) in rows(CaseFile.kind)} == {FileKind.JPEG, FileKind.PDF}
    assert len({tag for (tag,) in rows(PersonTag.group)}) > 2
    assert len({evidence for (evidence,) in rows(PersonTag.evidence)}) > 3
    assert any(until for (until,) in rows(Merge.at))
    assert len({path for sealed, path in rows(Case.sealed, Case.org_path) if sealed}) > 2


def test_cases_went_from_unit_to_unit_and_came_back(city: Flask) -> None:
    sent = rows(Dispatch.case_id, Dispatch.bounced_at, Dispatch.mode, Dispatch.decided)
    assert {mode for _case, _back, mode, _decided in sent} == set(DispatchMode)
    assert max(Counter(case for case, back, _mode, _decided in sent if back).values()) == TO_THE_DECIDER
    assert any(decided for _case, _back, _mode, decided in sent)


def test_offices_have_arranged_what_they_arrange(city: Flask) -> None:
    assert rows(IntakeOfficer.id)
    assert any(ended is None for (ended,) in rows(Tie.ended_at))
    assert rows(EmployerUnion.id)
    assert rows(SavedView.id)
    assert {state for (state,) in rows(Export.state)} == set(ExportState) - {ExportState.GIVEN}


def test_nothing_is_said_more_than_three_times(city: Flask) -> None:
    said = texts()
    assert len(said) > 3 * CASES
    assert said.most_common(1)[0][1] <= MOST_USES
    assert not [text for text in said if re.search(r"[{}]", text)]


def test_every_step_lies_in_the_fourteen_months_and_the_chains_are_whole(city: Flask) -> None:
    received = [local_date(at) for (at,) in rows(Case.received_at)]
    assert min(received) >= date(2025, 9, 1)
    assert max(received) <= LAST_DAY
    assert {f"{day:%Y-%m}" for day in received} == {str(Month.parse(UNTIL).back(back)) for back in range(14)}
    verified = city.test_cli_runner().invoke(args=["audit", "verify"])
    assert verified.exit_code == 0, verified.output


def test_the_same_seed_makes_the_same_city_and_another_seed_another_one(
    fresh_database: Callable[[str], str], tmp_path: Path
) -> None:
    def told(seed: str) -> list[tuple[object, ...]]:
        app = create_app(settings_for(fresh_database("sqlite"), tmp_path))
        assert load(app, "--cases", "100", "--seed", seed, "--until", UNTIL).exit_code == 0
        with app.app_context():
            cases = [
                (case.number, case.text, case.received_at, case.status, case.next_due_on) for (case,) in rows(Case)
            ]
            people = sorted((row.person.name, row.person.phone) for (case,) in rows(Case) for row in case.persons)
            return [*sorted(cases), *people, *sorted(texts().items())]

    first = told("7")
    assert told("7") == first
    assert told("8") != first


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("until", ["2026-10", "2026-02", "2025-12"])
def test_weekends_are_quiet_and_winters_full_of_arrears(seed: int, until: str) -> None:
    month, calendar = Month.parse(until), seed_from_library()
    found = arrivals(2000, month, month.end, ["A1", "A2", "A3", "B1", "C5", "D1"], calendar, Random(seed))
    days = [local_date(arrival.at) for arrival in found]
    assert len(found) == 2000
    assert sum(day.weekday() >= 5 for day in days) < 0.08 * len(days)
    arrears = Counter(f"{day:%Y-%m}" for day, arrival in zip(days, found, strict=True) if arrival.category == ARREARS)
    winter = [count for name, count in arrears.items() if int(name[-2:]) in WINTER]
    others = [count for name, count in arrears.items() if int(name[-2:]) not in WINTER]
    ratio = (sum(winter) / len(winter)) / (sum(others) / len(others))
    assert 1.5 < ratio < 2.5


def test_a_month_that_is_not_over_holds_what_there_was_time_for() -> None:
    month, calendar = Month.parse("2026-11"), WorkingCalendar({}, frozenset({2025, 2026}))
    end = month.start + timedelta(days=10)
    found = arrivals(1400, month, end, ["A1", "A2"], calendar, Random(1))
    last = [arrival for arrival in found if arrival.at >= month.start]
    assert max(arrival.at for arrival in found) < end
    assert 20 < len(last) < 70


def test_shares_add_up_whatever_the_weights() -> None:
    assert shares(10, [1, 1, 1]) == [4, 3, 3]
    assert shares(0, [2, 1]) == [0, 0]
    assert sum(shares(1999, [0.3, 0.3, 0.4])) == 1999


def test_a_sentence_that_was_used_up_is_refused_rather_than_said_again() -> None:
    sayings = Sayings(Random(1))
    for _time in range(MOST_USES):
        assert sayings.say(["同一句话。"], {}, LAST_DAY, {}) == "同一句话。"
    with pytest.raises(RuntimeError):
        sayings.say(["同一句话。"], {}, LAST_DAY, {})


def test_it_fills_a_database_that_only_a_first_start_has_touched(whole_app: Flask) -> None:
    first = whole_app.test_cli_runner().invoke(args=["demo", "first-start"])
    second = load(whole_app, "--cases", "100", "--until", UNTIL)
    assert (first.exit_code, second.exit_code) == (0, 0), second.output
    known = set(re.findall(r"^([a-z.]+) ", first.output, re.MULTILINE))
    added = set(re.findall(r"^([a-z.]+) ", second.output, re.MULTILINE))
    assert "chen.lan" in known
    assert "pan.ruo" in added
    assert not known & added
    with whole_app.app_context():
        assert db.session.scalar(select(func.count(Case.id)).execution_options(scope="test")) > 100


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (["--until", "2026-13"], "月份应写成"),
        (["--until", "2027-01"], "还没有开始"),
        (["--cases", "3"], "3"),
    ],
)
def test_what_cannot_be_is_refused_with_one_sentence(sqlite_app: Flask, asked: list[str], why: str) -> None:
    result = load(sqlite_app, *asked)
    assert result.exit_code in (1, 2)
    assert why in result.output


def test_it_never_mixes_with_work_of_others(city: Flask) -> None:
    again = load(city, "--cases", "100", "--until", UNTIL)
    assert again.exit_code == 1
    assert again.output.count("\n") == 1
    assert "数据库里已有记录" in again.output


def test_the_places_are_those_of_the_first_start_and_more() -> None:
    first = yaml.safe_load(CITY.read_text("utf-8"))["world"]
    grown = Places().told
    assert all(entry in grown["units"] for entry in first["units"])
    assert all(entry in grown["staff"] for entry in first["staff"])
    companies = [entry for trade in grown["trades"].values() for entry in trade]
    assert {entry["code"] for entry in first["employers"]} <= {entry["code"] for entry in companies}


def test_what_one_says_another_never_does() -> None:
    many = [f"第{number}句。" for number in range(400)]
    speakers = [Sayings(Random(place), place, 3) for place in range(3)]
    said = [{speaker.say(many, {}, LAST_DAY, {}) for _time in range(100)} for speaker in speakers]
    assert all(len(texts) > 60 for texts in said)
    assert sum(map(len, said)) == len(set.union(*said))


def test_a_district_is_never_parted_from_what_lies_below_it() -> None:
    places = Places()
    above = {entry["code"]: entry.get("parent") for entry in places.units}
    halves = {code: places.half_of(code) for code in above}
    assert set(halves.values()) == {0, 1}
    parted = [code for code, parent in above.items() if parent and halves[code] != halves[parent]]
    assert all(above[code] == places.root for code in parted)


def test_a_half_that_breaks_off_leaves_nothing_behind(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    here = os.getpid()
    played = Half.play

    def broken(half: Half, told: Callable[[], None]) -> None:
        if os.getpid() != here:
            os._exit(1)
        played(half, told)

    monkeypatch.setattr(Half, "play", broken)
    before = sqlite_app.test_cli_runner().invoke(args=["users", "list"]).output
    result = load(sqlite_app, "--cases", "100", "--until", UNTIL)
    assert "broke off" in str(result.exception)
    with sqlite_app.app_context():
        assert db.session.scalar(select(func.count(Case.id)).execution_options(scope="test")) == 0
    assert sqlite_app.test_cli_runner().invoke(args=["users", "list"]).output == before


def test_one_line_of_units_signs_in_at_once_and_the_others_are_told_how(
    fresh_database: Callable[[str], str], tmp_path: Path
) -> None:
    app = create_app(settings_for(fresh_database("sqlite"), tmp_path))
    result = load(app, "--cases", "100", "--until", UNTIL)
    told = re.findall(r"^([a-z.]+) .*\w{5}(?:-\w{5}){3}$", result.output, re.MULTILINE)
    at_once = [entry["login"] for entry in Places().told["staff"] if entry["unit"] in Places().told["sign_ins"]]
    assert told == at_once
    roles = {role for entry in Places().told["staff"] if entry["login"] in told for role in entry["roles"]}
    assert roles == {role.value for role in Role}
    assert "其余 46 个账号还没有密码" in result.output
    reset = app.test_cli_runner().invoke(args=["users", "reset", "sun.wei"])
    assert reset.exit_code == 0, reset.output
