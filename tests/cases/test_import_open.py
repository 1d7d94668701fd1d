"""Open cases of a predecessor system: they stand where their row says, and their clocks run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services.accounts.actions import add_user
from services.accounts.actors import actor_of
from services.accounts.models import User
from services.cases.actions.admission import complete
from services.cases.actions.closing import call_back, check, close
from services.cases.actions.dispatching import bounce, sign
from services.cases.actions.handling import accept, reply, take
from services.cases.actions.pausing import extend, resume
from services.cases.actions.ties import TieFacts, declare_tie
from services.cases.kinds import Difficulty, Outcome, Rating, Status
from services.cases.models import (
    Case,
    CaseReader,
    Dispatch,
    ImportedRow,
    ReaderKind,
    Reply,
    StatusSpan,
    TieKind,
    UnitSpan,
)
from services.cases.queries.lists import list_cases
from services.cases.queries.wanted import Wanted
from services.clocks.models import Clock, ClockDue
from services.clocks.queries import clocks_of
from services.core.access import SYSTEM, Level, Role, unscoped
from services.core.audit import verify
from services.core.database import db
from services.core.time import local_midnight
from services.people.actions import import_employers
from services.people.facts import EmployerFacts
from services.people.models import Person
from services.units.actions import add_unit
from services.units.queries import find_unit
from tests.cases.import_house import ROOT, ImportHouse

TWIN = ROOT / "tests" / "data" / "open_twin.csv"
PROFILE = ROOT / "docs" / "examples" / "open-cases.yaml"
AT = datetime(2025, 9, 30, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def office(import_house: ImportHouse) -> ImportHouse:
    """A city with two districts; a caseworker of the city, and one of the second district alone."""
    root = find_unit("WA")
    city = add_unit(root, "CITY", "河城市总工会", Level.CITY, by=SYSTEM, at=AT)
    add_unit(city, "D1", "东区总工会", Level.DISTRICT, by=SYSTEM, at=AT)
    second = add_unit(city, "D2", "西区总工会", Level.DISTRICT, by=SYSTEM, at=AT)
    add_user(city, "lin.jie", "林洁", [Role.CASEWORKER, Role.DISPATCHER], by=SYSTEM, at=AT)
    add_user(city, "chief", "主任", [Role.SUPERVISOR], by=SYSTEM, at=AT)
    add_user(second, "d2.worker", "西区经办", [Role.CASEWORKER], by=SYSTEM, at=AT)
    return import_house


@pytest.fixture
def taken(office: ImportHouse) -> ImportHouse:
    done = office.run(TWIN, PROFILE, "--unit", "CITY")
    assert done.exit_code == 0, done.output
    return office


def user(login: str) -> User:
    found: User = db.session.scalars(unscoped(select(User).where(User.login == login), because="a test")).one()
    return found


def dues(case: Case) -> dict[str, date | None]:
    """Rule → date of the clocks that run or stand still."""
    return {clock.rule: clock.due_on for clock in clocks_of(case.id) if not clock.met_at and not clock.cancelled_at}


def flags(office: ImportHouse, number: str) -> list[str]:
    (row,) = office.rows(ImportedRow, ImportedRow.source_number == number)
    return str(row.flags).split()


def spans(office: ImportHouse, case: Case) -> Sequence[tuple[Status, date | None]]:
    found = office.rows(StatusSpan, StatusSpan.case_id == case.id)
    return [(span.status, span.from_at.astimezone(AT.tzinfo)) for span in found]


def test_every_row_is_kept_and_each_with_a_readable_day_is_a_case(taken: ImportHouse) -> None:
    assert taken.count(ImportedRow) == 26
    assert taken.count(Case) == taken.count(Person) == 25, "each with the worker to call"
    assert flags(taken, "OC-16") == ["no_received_date"]


@pytest.mark.parametrize(
    ("number", "status", "handler", "running"),
    [
        ("OC-01", Status.RECEIVED, None, {"sla.accept": date(2025, 10, 10)}),
        ("OC-02", Status.HANDLING, "lin.jie", {"sla.handle.difficult": date(2025, 10, 21)}),
        (
            "OC-03",
            Status.SUSPENDED,
            "lin.jie",
            {"sla.handle.ordinary": None, "suit.after_award": date(2025, 10, 9)},
        ),
        ("OC-04", Status.DISPATCHED, None, {"sla.accept": date(2025, 9, 26), "sla.sign_for": date(2025, 9, 25)}),
        (
            "OC-11",
            Status.HANDLING,
            "lin.jie",
            {"sla.handle.complex": date(2025, 11, 3), "arbitration.limitation": date(2026, 3, 10)},
        ),
        ("OC-14", Status.HANDLING, "lin.jie", {"sla.handle.ordinary": date(2025, 9, 18)}),
        ("OC-20", Status.AWAITING_COMPLETION, None, {"sla.accept": None}),
        ("OC-21", Status.REPLIED, "lin.jie", {"sla.callback": date(2025, 9, 25)}),
        ("OC-22", Status.CHECKED, "lin.jie", {"sla.callback": date(2025, 9, 26)}),
    ],
)
def test_a_case_stands_where_its_row_says_and_its_clocks_run(
    taken: ImportHouse, number: str, status: Status, handler: str | None, running: dict[str, date | None]
) -> None:
    case = taken.case_from(number)
    assert (case.status, case.handler.login if case.handler else None) == (status, handler)
    assert dues(case) == running


@pytest.mark.parametrize(
    ("number", "status", "handler", "expected"),
    [
        ("OC-05", Status.ACCEPTED, None, ["bad_handler"]),
        ("OC-06", Status.ACCEPTED, None, ["bad_handler"]),
        ("OC-07", Status.HANDLING, "lin.jie", ["closed_without_date"]),
        ("OC-08", Status.HANDLING, "lin.jie", ["status_without_date", "out_of_order"]),
        ("OC-09", Status.RECEIVED, None, ["future_date", "status_without_date"]),
        ("OC-12", Status.HANDLING, "lin.jie", ["open_with_closing_date"]),
        ("OC-13", Status.ACCEPTED, None, ["bad_status"]),
        ("OC-15", Status.ACCEPTED, None, ["bad_difficulty", "no_handler"]),
        ("OC-17", Status.RECEIVED, None, ["against_status", "due_without_start"]),
        ("OC-18", Status.ACCEPTED, None, ["status_without_date"]),
        ("OC-19", Status.HANDLING, "lin.jie", ["against_status"]),
        ("OC-22", Status.CHECKED, "lin.jie", ["bad_outcome"]),
        ("OC-23", Status.ACCEPTED, None, ["no_handler"]),
        ("OC-24", Status.REPLIED, "lin.jie", ["status_without_date", "out_of_order"]),
        ("OC-25", Status.RECEIVED, None, ["status_without_date", "against_status"]),
        ("OC-26", Status.ACCEPTED, None, ["bad_handler"]),
    ],
)
def test_a_row_that_contradicts_itself_is_kept_flagged_and_one_step_behind(
    taken: ImportHouse, number: str, status: Status, handler: str | None, expected: list[str]
) -> None:
    case = taken.case_from(number)
    assert flags(taken, number) == expected
    assert (case.status, case.handler.login if case.handler else None) == (status, handler)
    assert dues(case), "its clocks run"


def test_words_that_do_not_count_stay_in_the_text(taken: ImportHouse) -> None:
    assert "经办人账号: no.body" in taken.case_from("OC-05").text.splitlines()
    assert "中止日期: 2025-09-01" in taken.case_from("OC-08").text.splitlines()
    assert "受理日期: 2098-09-05" in taken.case_from("OC-09").text.splitlines()
    assert "办结日期: 2025-09-20" in taken.case_from("OC-12").text.splitlines()
    assert "状态: 不详" in taken.case_from("OC-13").text.splitlines()
    assert "时效届满日: 2025-12-01" in taken.case_from("OC-17").text.splitlines()
    assert {"转往: 西区总工会", "转办日期: 2025-09-25"} <= set(taken.case_from("OC-18").text.splitlines())


def test_a_due_date_of_the_table_is_compared_and_never_copied(taken: ImportHouse) -> None:
    assert flags(taken, "OC-02") == []
    assert flags(taken, "OC-03") == flags(taken, "OC-14") == ["other_due"]
    assert "办理期限: 2025-09-15" in taken.case_from("OC-14").text.splitlines()
    assert dues(taken.case_from("OC-14"))["sla.handle.ordinary"] == date(2025, 9, 18)
    assert flags(taken, "OC-11") == [], "after the interruption the limitation ends on the day that the table says"


def test_a_closed_row_is_history_without_clocks(taken: ImportHouse) -> None:
    case = taken.case_from("OC-10")
    assert (case.status, case.accepted_at, case.next_due_on) == (Status.CLOSED, None, None)
    assert list(clocks_of(case.id)) == []
    (row,) = taken.rows(ImportedRow, ImportedRow.case_id == case.id)
    assert dict(row.steps)["受理日期"] == date(2025, 8, 4)


def test_history_is_that_of_the_row(taken: ImportHouse) -> None:
    case = taken.case_from("OC-14")
    assert spans(taken, case) == [
        (Status.RECEIVED, local_midnight(date(2025, 9, 5))),
        (Status.ACCEPTED, local_midnight(date(2025, 9, 8))),
        (Status.HANDLING, local_midnight(date(2025, 9, 8))),
        (Status.SUSPENDED, local_midnight(date(2025, 9, 10))),
        (Status.HANDLING, local_midnight(date(2025, 9, 15))),
    ]
    (owned,) = taken.rows(UnitSpan, UnitSpan.case_id == case.id)
    assert owned.from_at == case.received_at
    (clock,) = taken.rows(Clock, Clock.case_id == case.id, Clock.rule == "sla.handle.ordinary")
    assert [due.due_on for due in taken.rows(ClockDue, ClockDue.clock_id == clock.id)] == [
        date(2025, 9, 15),
        None,
        date(2025, 9, 18),
    ]


def test_without_a_column_for_it_the_first_contact_is_not_asked_for(office: ImportHouse, tmp_path: Path) -> None:
    silent = tmp_path / "silent.yaml"
    told = PROFILE.read_text("utf-8")
    silent.write_text("\n".join(line for line in told.splitlines() if "contacted:" not in line), "utf-8")
    assert office.run(TWIN, silent, "--unit", "CITY").exit_code == 0
    rules = {clock.rule for clock in office.rows(Clock)}
    assert "sla.first_contact" not in rules
    assert "sla.handle.ordinary" in rules


def test_with_the_column_a_blank_means_that_nobody_spoke_to_the_worker(taken: ImportHouse) -> None:
    assert dues(taken.case_from("OC-15"))["sla.first_contact"] == date(2025, 9, 3)


def test_lists_show_the_next_clock(taken: ImportHouse) -> None:
    page = list_cases(Wanted(), actor_of(user("chief")), None, AT.date(), AT.date() + DAY)
    shown = {row.number: (row.next_rule, row.next_due_on, row.handler) for row in page.rows}
    assert shown[taken.case_from("OC-03").number] == ("suit.after_award", date(2025, 10, 9), "林洁")
    assert shown[taken.case_from("OC-04").number][:2] == ("sla.sign_for", date(2025, 9, 25))


def test_each_has_the_events_of_the_import_alone_and_the_chain_holds(taken: ImportHouse) -> None:
    case = taken.case_from("OC-02")
    (event,) = [event for event in taken.events("case.imported") if event.subject_id == case.id]
    assert event.payload["course"] == {
        "status": "handling",
        "handler": "lin.jie",
        "steps": {"case.accept": "2025-09-24", "case.note": "2025-09-25"},
        "legal": {},
    }
    assert taken.events("case.accepted") == []
    assert verify()[1] == []


def test_an_answer_of_the_table_stands_and_the_case_goes_on_from_there(taken: ImportHouse) -> None:
    case = taken.case_from("OC-21")
    (answer,) = taken.rows(Reply, Reply.case_id == case.id)
    assert (answer.text, answer.outcome, answer.by_id) == ("单位已补发工资", Outcome.RESOLVED, user("lin.jie").id)
    assert answer.at == local_midnight(date(2025, 9, 22))
    assert [status for status, _from in spans(taken, case)] == [
        Status.RECEIVED,
        Status.AWAITING_COMPLETION,
        Status.RECEIVED,
        Status.ACCEPTED,
        Status.HANDLING,
        Status.REPLIED,
    ]
    chief = actor_of(user("chief"))
    check(case, True, by=chief, at=AT)
    call_back(case, Rating.SATISFIED, by=chief, at=AT)
    assert close(case, by=chief, at=AT).status is Status.CLOSED


def test_a_checked_answer_without_words_says_so_and_may_be_closed(taken: ImportHouse) -> None:
    case, chief = taken.case_from("OC-22"), actor_of(user("chief"))
    (answer,) = taken.rows(Reply, Reply.case_id == case.id)
    assert answer.outcome is Outcome.EXPLAINED
    assert "旧表没有答复的原文" in str(answer.text)
    assert "谈妥了" in str(case.text)
    call_back(case, Rating.SATISFIED, by=chief, at=AT)
    assert close(case, by=chief, at=AT).status is Status.CLOSED


@pytest.mark.parametrize(("number", "words"), [("OC-23", "电话里说明了政策"), ("OC-26", "d2.worker")])
def test_an_answer_that_nobody_here_may_have_given_is_kept_in_the_text(
    taken: ImportHouse, number: str, words: str
) -> None:
    case = taken.case_from(number)
    assert taken.rows(Reply, Reply.case_id == case.id) == []
    assert words in str(case.text)


def test_what_was_asked_of_the_worker_is_noted_and_the_case_is_taken_on(taken: ImportHouse) -> None:
    case, lin = taken.case_from("OC-20"), actor_of(user("lin.jie"))
    complete(case, "交来劳动合同", by=lin, at=AT)
    assert dues(case) == {"sla.accept": date(2025, 10, 9)}


def test_the_same_file_again_changes_nothing(taken: ImportHouse) -> None:
    before = taken.snapshot()
    assert "新增 0 行，已有 26 行" in taken.run(TWIN, PROFILE, "--unit", "CITY").output
    assert taken.snapshot() == before


def test_a_dry_run_finds_the_same_and_writes_nothing(office: ImportHouse, tmp_path: Path) -> None:
    before, errors = office.snapshot(), tmp_path / "odd.csv"
    assert office.run(TWIN, PROFILE, "--unit", "CITY", "--dry-run", "--errors", str(errors)).exit_code == 0
    assert office.snapshot() == before
    told = errors.read_text("utf-8-sig")
    assert "OC-06,经办人账号,d2.worker,bad_handler" in told
    assert "OC-03,起诉截止日,2025-10-04,other_due" in told


def test_further_verbs_work_on_them_as_on_any_other(taken: ImportHouse) -> None:
    lin, chief = actor_of(user("lin.jie")), actor_of(user("chief"))
    handled = taken.case_from("OC-02")
    reply(handled, Outcome.RESOLVED, "已补发加班费", by=lin, at=AT + DAY)
    assert handled.status is Status.REPLIED
    assert "sla.handle.difficult" not in dues(handled)
    assert "sla.callback" in dues(handled)
    waiting = taken.case_from("OC-01")
    accept(waiting, Difficulty.ORDINARY, by=lin, at=AT)
    take(waiting, user("lin.jie"), by=chief, at=AT)
    assert (waiting.status, dues(waiting)["sla.handle.ordinary"]) == (Status.HANDLING, date(2025, 10, 14))
    paused = taken.case_from("OC-03")
    resume(paused, by=lin, at=AT)
    assert paused.status is Status.HANDLING
    assert dues(paused)["sla.handle.ordinary"] == date(2025, 10, 9)
    long_one = taken.case_from("OC-11")
    extend(long_one, date(2025, 11, 20), "案情复杂", by=SYSTEM, at=AT)
    assert dues(long_one)["sla.handle.complex"] == date(2025, 11, 20)


def test_one_on_its_way_is_signed_for_or_sent_back(taken: ImportHouse) -> None:
    case = taken.case_from("OC-04")
    (sent,) = taken.rows(Dispatch)
    assert (sent.case_id, sent.to_unit.code, case.handed_path) == (case.id, "D1", sent.to_unit.org_path)
    bounce(case, "不属本区", by=SYSTEM, at=AT)
    assert (case.status, case.handed_path) == (Status.RECEIVED, None)


def test_the_recipient_owns_what_it_signs_for(taken: ImportHouse) -> None:
    case = taken.case_from("OC-04")
    sign(case, by=SYSTEM, at=AT)
    assert (case.status, case.unit.code) == (Status.RECEIVED, "D1")


def test_a_case_is_kept_from_a_handler_who_is_tied_to_the_employer(office: ImportHouse) -> None:
    (kitchen,) = import_employers(find_unit("CITY"), [EmployerFacts("蓝天餐馆")], by=SYSTEM, at=AT)
    lin = user("lin.jie")
    declare_tie(lin, TieFacts(TieKind.FAMILY, kitchen, reason="配偶在该单位工作"), by=actor_of(lin), at=AT)
    assert office.run(TWIN, PROFILE, "--unit", "CITY").exit_code == 0
    tied, free = office.case_from("OC-14"), office.case_from("OC-02")
    assert (tied.status, tied.handler_id, flags(office, "OC-14")) == (
        Status.ACCEPTED,
        None,
        ["bad_handler", "other_due"],
    )
    assert (free.status, free.handler_id) == (Status.HANDLING, lin.id)


def test_a_sealed_one_is_read_by_its_handler_and_the_officers(office: ImportHouse, tmp_path: Path) -> None:
    sealing = tmp_path / "sealing.yaml"
    category = "  category: {column: 诉求内容, values: {加班费没有给: C5}, others: report}\n"
    sealing.write_text(PROFILE.read_text("utf-8").replace("columns:\n", f"columns:\n{category}", 1), "utf-8")
    assert office.run(TWIN, sealing, "--unit", "CITY").exit_code == 0
    case = office.case_from("OC-02")
    assert (case.sealed, case.story, case.status) == (True, None, Status.HANDLING)
    readers = office.rows(CaseReader, CaseReader.case_id == case.id)
    assert {(reader.user_id, reader.kind) for reader in readers} == {
        (user("lin.jie").id, ReaderKind.HANDLER),
        (user("chief").id, ReaderKind.OFFICER),
    }
    page = list_cases(Wanted(), actor_of(user("d2.worker")), None, AT.date(), AT.date() + DAY)
    assert case.number not in {row.number for row in page.rows}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("待受理: received", "待受理: merged", "received, awaiting_completion, accepted, handling, dispatched"),
        ("一般: ordinary", "一般: easy", "ordinary, difficult, complex"),
        ("rule: suit.after_award", "rule: sla.accept", "course.legal[2].rule"),
        ("东区总工会: D1", "东区总工会: D9", "D9"),
        ("  resumed:", "  resummed:", "course.resummed"),
    ],
)
def test_a_profile_that_cannot_be_meant_takes_nothing(
    office: ImportHouse, tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(PROFILE.read_text("utf-8").replace(old, new), "utf-8")
    before = office.snapshot()
    refused = office.run(TWIN, wrong, "--unit", "CITY")
    assert refused.exit_code == 1
    assert sentence in refused.output
    assert office.snapshot() == before
