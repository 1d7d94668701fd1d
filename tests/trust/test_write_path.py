"""The one write path: keys used once, versions, threads, and nothing left behind by a failure."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from services.cases.actions import accept, note, pay
from services.cases.kinds import CaseEvent, Difficulty, RecoveryKind
from services.cases.models import Case, Note, Recovery, StatusSpan
from services.core.access import CASE_STAFF, PERMISSIONS, Rule, unscoped
from services.core.actions import ACTIONS, action, after_commit, submission
from services.core.audit import Event, record, verify
from services.core.database import CHAINS, db, write_transaction
from services.core.errors import ErrorCode, Problem, UnscopedQuery, WriteOutsideAction
from services.core.ids import new_id
from services.units.models import Unit
from tests.fixtures import MONDAY, House
from tests.house.answers import form_of

KEY = "a-key-of-one-submission"


def count(model: type) -> int:
    return db.session.scalar(unscoped(select(func.count()).select_from(model), because="a test")) or 0


def test_eight_at_once_get_numbers_without_gap_and_a_whole_chain(house: House) -> None:
    def one(number: int) -> str:
        with house.app.app_context():
            made = house.make_case(by=("lin", "fang")[number % 2], text=f"第{number}件").number
            db.session.remove()
            return made

    db.session.rollback()
    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(pool.map(one, range(24)))
    assert numbers == [f"DA-2026-{n:06d}" for n in range(1, 25)]
    assert count(Case) == 24
    assert verify()[1] == []


def test_ids_never_repeat_under_threads() -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = [each for made in pool.map(lambda _: [new_id() for _ in range(2000)], range(8)) for each in made]
    assert len(set(ids)) == len(ids)


def test_a_retry_returns_the_first_result(house: House) -> None:
    made = []
    for _ in range(5):
        with submission(KEY):
            made.append(house.make_case().id)
    assert len(set(made)) == 1
    assert count(Case) == 1


@pytest.mark.parametrize("other", ["verb", "actor", "case"])
def test_a_key_serves_one_verb_of_one_actor_about_one_thing(house: House, other: str) -> None:
    first, second = house.make_case(), house.make_case()
    with submission(KEY):
        note(first, "一次", by=house.actor("lin"), at=MONDAY)
    again = {
        "verb": lambda: accept(first, Difficulty.ORDINARY, by=house.actor("lin"), at=MONDAY),
        "actor": lambda: note(first, "一次", by=house.actor("fang"), at=MONDAY),
        "case": lambda: note(second, "一次", by=house.actor("lin"), at=MONDAY),
    }
    with submission(KEY), pytest.raises(Problem, check=lambda problem: problem.code is ErrorCode.DUPLICATE):
        again[other]()
    assert count(Note) == 1


def test_a_refused_submission_does_not_use_up_its_key(house: House) -> None:
    case = house.make_case()
    with submission(KEY), pytest.raises(Problem):
        note(case, " ", by=house.actor("lin"), at=MONDAY)
    with submission(KEY):
        assert note(case, "补上", by=house.actor("lin"), at=MONDAY).text == "补上"


def test_money_in_two_tabs_is_told(house: House) -> None:
    case = house.handled(house.make_case())
    address, client = f"/cases/{case.number}/recoveries", house.client("lin")
    tabs = [form_of(client.get(address)) | {"stage": ["paid"], "amount": ["100"], "kind": ["wages"]} for _ in range(2)]
    answers = [client.post(address, data=tab).status_code for tab in tabs]
    assert answers == [303, 422]
    assert count(Recovery) == 1


def test_an_older_version_changes_nothing(house: House) -> None:
    case = house.handled(house.make_case())
    with submission(None, case.version - 1), pytest.raises(Problem) as refused:
        pay(case, 100, RecoveryKind.WAGES, by=house.actor("lin"), at=MONDAY)
    assert refused.value.code is ErrorCode.CONFLICT
    assert count(Recovery) == 0


def test_a_failure_leaves_neither_rows_nor_links_nor_letters(house: House) -> None:
    letters: list[str] = []
    before = count(Event)

    @action("test.fails", makes=True)
    def fails(unit: Unit, *, by: object, at: object) -> None:
        house.make_case()
        after_commit(letters.append, "sent")
        _ = 1 / 0

    PERMISSIONS["test.fails"] = Rule(CASE_STAFF)
    try:
        with pytest.raises(ZeroDivisionError):
            fails(house.unit("DA"), by=house.actor("lin"), at=MONDAY)
    finally:
        del PERMISSIONS["test.fails"], ACTIONS["test.fails"]
    assert (count(Case), count(Event), letters) == (0, before, [])
    assert db.session().info.get(CHAINS) is None
    assert house.make_case().number == "DA-2026-000001"
    assert verify()[1] == []


def test_a_head_written_by_another_process_is_read_anew(house: House) -> None:
    case = house.make_case()
    held = db.session.scalars(select(Event).where(Event.subject_id == case.id).execution_options(scope="a test")).all()

    def elsewhere() -> None:
        with house.app.app_context():
            house.make_case(by="fang")
            db.session.remove()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(elsewhere).result()
    house.make_case()
    assert held
    assert verify()[1] == []


def test_nothing_is_written_past_an_action(house: House) -> None:
    case = house.make_case()
    case.people = 5
    with pytest.raises(WriteOutsideAction):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize("statement", [select(Case), select(Case.number), select(func.count(Note.id)), select(Event)])
def test_a_query_that_does_not_say_who_looks_is_refused(house: House, statement: object) -> None:
    with pytest.raises(UnscopedQuery):
        db.session.execute(statement)  # type: ignore[call-overload]


def test_an_event_is_part_of_every_transaction(house: House) -> None:
    case = house.make_case()
    with write_transaction():
        record(CaseEvent.NOTED, case, {}, by=house.actor("lin"), at=MONDAY)
    assert verify() == (count(Event), [])


def test_a_clock_that_was_put_back_stops_nobody(house: House) -> None:
    case = house.handled(house.make_case(at=MONDAY), at=MONDAY - timedelta(days=1))
    spans = select(StatusSpan).where(StatusSpan.case_id == case.id).order_by(StatusSpan.id)
    history = db.session.scalars(unscoped(spans, because="a test")).all()
    assert [span.from_at for span in history] == [MONDAY] * 3
    assert verify()[1] == []
