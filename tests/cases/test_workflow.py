"""The workflow as a table, against one written down here by hand from the verbs of the scenarios."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.actions import accept, agree, call_back, check, close, note, pay, reply, take
from services.cases.kinds import Difficulty, Family, Outcome, Rating, RecoveryKind, Status
from services.cases.models import Case
from services.cases.rules import NEXT, Ask, Move, Sense, closing_obstacle, may, next_status
from services.core.errors import ErrorCode, Problem
from tests.cases.states import accepted, called_back, checked, handled, registered, replied
from tests.fixtures import MONDAY, House

R, A, H = Status.RECEIVED, Status.ACCEPTED, Status.HANDLING
P, C, X = Status.REPLIED, Status.CHECKED, Status.CLOSED

WRITTEN = {
    Move.ACCEPT: {R: A},
    Move.TAKE: {A: H, H: H},
    Move.NOTE: {R: R, A: A, H: H, P: P, C: C, X: X},
    Move.REPLY: {H: P},
    Move.PASS_CHECK: {P: C},
    Move.FAIL_CHECK: {P: H},
    Move.CALL_BACK: {P: P, C: C},
    Move.REOPEN: {P: H, C: H},
    Move.CLOSE: {C: X},
    Move.RECOVER: {A: A, H: H, P: P, C: C, X: X},
}
"""Money is legal on any accepted case, also untaken; a closing needs a passed check."""

every_pair = pytest.mark.parametrize(("status", "move"), list(product(Status, Move)))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@every_pair
def test_what_is_not_written_is_refused(status: Status, move: Move) -> None:
    if status in WRITTEN[move]:
        assert next_status(status, move) is WRITTEN[move][status]
    else:
        with pytest.raises(Problem, check=lambda problem: problem.code is ErrorCode.ILLEGAL_MOVE):
            next_status(status, move)


def test_every_status_is_reached_and_every_one_but_the_last_is_left() -> None:
    reached = {R} | {to for moves in NEXT.values() for to in moves.values()}
    assert reached == set(Status)
    assert {status for status in Status if set(NEXT[status].values()) <= {status}} == {X}


@given(st.lists(st.sampled_from(Move), max_size=30))
def test_whatever_is_tried_a_closed_case_was_accepted_answered_and_checked(moves: list[Move]) -> None:
    status, done = R, list[Move]()
    for move in moves:
        if may(status, move):
            status, done = next_status(status, move), [*done, move]
    if status is X:
        last = {kind: max(place for place, move in enumerate(done) if move is kind) for kind in set(done)}
        assert last[Move.ACCEPT] < last[Move.TAKE] < last[Move.REPLY] < last[Move.PASS_CHECK] < last[Move.CLOSE]
        assert last.get(Move.REOPEN, -1) < last[Move.REPLY]


@given(st.lists(st.tuples(st.sampled_from(Rating), days), max_size=6))
def test_closing_waits_for_an_answer_or_for_three_tries_on_two_days(calls: list[tuple[Rating, date]]) -> None:
    answered = any(rating is not Rating.NOT_REACHED for rating, _day in calls)
    tried = len(calls) >= 3 and len({day for _rating, day in calls}) >= 2
    assert (closing_obstacle(calls, reachable=True) is None) is (answered or tried)
    assert closing_obstacle(calls, reachable=False) is None


@given(st.lists(st.tuples(st.sampled_from(Rating), days), max_size=6), st.sampled_from(Rating), days)
def test_one_more_call_never_hinders_closing(calls: list[tuple[Rating, date]], rating: Rating, day: date) -> None:
    if closing_obstacle(calls, reachable=True) is None:
        assert closing_obstacle([*calls, (rating, day)], reachable=True) is None


@given(st.one_of(st.none(), st.integers()), st.one_of(st.none(), st.integers()))
def test_senses_are_scored_from_one_to_five(gain: int | None, security: int | None) -> None:
    sense = Sense(gain=gain, security=security)
    wrong = {
        name: score for name, score in (("gain", gain), ("security", security)) if score not in (None, *range(1, 6))
    }
    if not wrong:
        sense.check()
        return
    with pytest.raises(Problem, check=lambda problem: problem.code is ErrorCode.INVALID) as refusal:
        sense.check()
    assert refusal.value.field in wrong


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": " \n"}, "text"),
        ({"text": "字" * 5_001}, "text"),
        ({"people": 0}, "people"),
        ({"people": -1}, "people"),
        ({"people": 100_001}, "people"),
        ({"claim": -1}, "claim"),
        ({"employer_name": "厂" * 201}, "employer"),
    ],
)
def test_request_out_of_bounds_is_refused_at_its_field(changed: dict[str, object], field: str) -> None:
    facts: dict[str, object] = {"family": Family.RIGHTS, "categories": ("A1",), "text": "欠薪", **changed}
    with pytest.raises(Problem, check=lambda problem: (problem.code, problem.field) == (ErrorCode.INVALID, field)):
        Ask(**facts).check()  # type: ignore[arg-type]


def verbs(house: House, case: Case) -> dict[str, object]:
    """Every verb on a case, by someone who may use it."""
    lin, lead, day = house.actor("lin"), house.actor("da.lead"), MONDAY + timedelta(days=1)
    return {
        Move.ACCEPT: lambda: accept(case, Difficulty.ORDINARY, by=lin, at=day),
        Move.TAKE: lambda: take(case, house.user("lin"), by=lin, at=day),
        Move.NOTE: lambda: note(case, "已联系", by=lin, at=day),
        Move.REPLY: lambda: reply(case, Outcome.RESOLVED, "已解决", by=lin, at=day),
        Move.PASS_CHECK: lambda: check(case, True, by=lead, at=day),
        Move.FAIL_CHECK: lambda: check(case, False, "没有写明金额", by=lead, at=day),
        Move.CALL_BACK: lambda: call_back(case, Rating.SATISFIED, by=lead, at=day),
        Move.REOPEN: lambda: call_back(case, Rating.DISSATISFIED, fault_of_handler=True, by=lead, at=day),
        Move.CLOSE: lambda: close(case, by=lead, at=day),
        Move.RECOVER: lambda: (agree(case, 1, RecoveryKind.WAGES, by=lin, at=day), pay_one(house, case)),
    }


def pay_one(house: House, case: Case) -> object:
    return pay(case, 1, RecoveryKind.WAGES, by=house.actor("lin"), at=MONDAY + timedelta(days=1))


STARTS = {
    R: registered,
    A: accepted,
    H: handled,
    P: replied,
    C: checked,
    X: lambda house: house.closed(registered(house)),
}


@pytest.mark.parametrize("status", Status)
def test_verbs_keep_to_the_table_and_a_refused_one_changes_nothing(small_house: House, status: Status) -> None:
    for move in Move:
        case = STARTS[status](small_house)
        before = (case.status, case.version, case.closed_at)
        verb = verbs(small_house, case)[move]
        if status in WRITTEN[move] and (move, status) != (Move.CLOSE, C):
            verb()
            assert case.status is WRITTEN[move][status], move
        else:
            with pytest.raises(Problem, check=lambda problem: problem.code is ErrorCode.ILLEGAL_MOVE):
                verb()
            assert (case.status, case.version, case.closed_at) == before, move


def test_checked_case_is_closed_once_the_worker_was_called_back(small_house: House) -> None:
    case = called_back(small_house)
    close(case, by=small_house.actor("lin"), at=MONDAY)
    assert (case.status, case.closed_at) == (X, MONDAY)
