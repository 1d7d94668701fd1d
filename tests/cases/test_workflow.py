"""The workflow as a table, against one written down here by hand from the verbs of the scenarios."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cases.actions import (
    accept,
    add,
    add_person,
    agree,
    archive,
    ask_completion,
    bounce,
    call_back,
    chase,
    check,
    close,
    complete,
    decline,
    dispatch,
    extend,
    merge,
    note,
    object_,
    pay,
    rate,
    reopen,
    reply,
    resume,
    sign,
    supervise,
    suspend,
    take,
    undo_merge,
    withdraw,
)
from services.cases.kinds import Difficulty, DispatchMode, Family, Outcome, Rating, RecoveryKind, Status
from services.cases.models import Case
from services.cases.rules import HERE, NEXT, OPEN, Ask, Move, Sense, closing_obstacle, may, next_status
from services.core.access import Actor, ActorKind
from services.core.errors import ErrorCode, Problem
from services.people.facts import PersonFacts
from tests.cases.states import (
    accepted,
    archived,
    awaiting_completion,
    called_back,
    checked,
    declined,
    dispatched,
    handled,
    merged,
    registered,
    replied,
    suspended,
    withdrawn,
)
from tests.fixtures import MONDAY, House

R, W, A, D = Status.RECEIVED, Status.AWAITING_COMPLETION, Status.ACCEPTED, Status.DISPATCHED
H, S, P, C = Status.HANDLING, Status.SUSPENDED, Status.REPLIED, Status.CHECKED
X, N, B, M, Z = Status.CLOSED, Status.DECLINED, Status.WITHDRAWN, Status.MERGED, Status.ARCHIVED

ALL_OPEN = (R, W, A, D, H, S, P, C)
BEFORE = "where it stood before"

WRITTEN: dict[Move, dict[Status, object]] = {
    Move.ACCEPT: {R: A},
    Move.DECLINE: {R: N, W: N},
    Move.ASK_COMPLETION: {R: W},
    Move.COMPLETE: {W: R},
    Move.DISPATCH: {R: D, A: D, H: D},
    Move.SIGN: {D: A},
    Move.SIGN_UNACCEPTED: {D: R},
    Move.BOUNCE: {D: BEFORE},
    Move.TAKE: {A: H, H: H},
    Move.NOTE: {status: status for status in (*ALL_OPEN, X, N, B)},
    Move.CHASE: {status: status for status in ALL_OPEN},
    Move.SUPERVISE: {status: status for status in ALL_OPEN},
    Move.ADD: {status: status for status in ALL_OPEN},
    Move.NAME_PEOPLE: {status: status for status in ALL_OPEN},
    Move.EXTEND: {status: status for status in (A, D, H, S)},
    Move.SUSPEND: {A: S, H: S},
    Move.RESUME: {S: BEFORE},
    Move.REPLY: {H: P},
    Move.PASS_CHECK: {P: C},
    Move.FAIL_CHECK: {P: H},
    Move.CALL_BACK: {P: P, C: C},
    Move.RATE: {P: P, C: C, X: X},
    Move.REOPEN: {P: H, C: H, X: H},
    Move.CLOSE: {C: X},
    Move.OBJECT: {X: X},
    Move.WITHDRAW: dict.fromkeys(ALL_OPEN, B),
    Move.MERGE: dict.fromkeys(ALL_OPEN, M),
    Move.UNDO_MERGE: {M: BEFORE},
    Move.RECOVER: {status: status for status in (A, D, H, S, P, C, X, B, Z)},
    Move.ARCHIVE: {X: Z},
}
"""Money is legal on any accepted case, also untaken or suspended; a closing needs a passed check."""

ONE_DAY = timedelta(days=1)
every_pair = pytest.mark.parametrize(("status", "move"), list(product(Status, Move)))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@every_pair
def test_what_is_not_written_is_refused(status: Status, move: Move) -> None:
    if status not in WRITTEN[move]:
        with pytest.raises(Problem, check=lambda problem: problem.code is ErrorCode.ILLEGAL_MOVE):
            next_status(status, move)
        return
    target = WRITTEN[move][status]
    if target is not BEFORE:
        assert next_status(status, move) is target
        return
    assert next_status(status, move, before=H) is H
    with pytest.raises(ValueError, match="leads back"):
        next_status(status, move)


def test_every_status_is_reached_and_only_ends_are_never_left() -> None:
    reached = {R} | {to for moves in WRITTEN.values() for to in moves.values() if to is not BEFORE}
    assert reached == set(Status)
    stays = {status for status in Status if not any(NEXT[status][move] is not HERE for move in NEXT[status])}
    assert stays == {N, B, Z}
    assert set(ALL_OPEN) == OPEN


@given(st.lists(st.sampled_from(Move), max_size=30))
def test_whatever_is_tried_a_closed_case_was_accepted_answered_and_checked(moves: list[Move]) -> None:
    status, done, before = R, list[Move](), R
    for move in moves:
        if may(status, move):
            to = next_status(status, move, before)
            status, done, before = to, [*done, move], before if to is status else status
    if status is X:
        last = {kind: max(place for place, move in enumerate(done) if move is kind) for kind in set(done)}
        assert last[Move.ACCEPT] < last[Move.REPLY] < last[Move.PASS_CHECK] < last[Move.CLOSE]
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


def verbs(house: House, case: Case) -> dict[Move, Callable[[], object]]:
    """Every verb on a case, by someone who may use it."""
    lin, lead, hotline, day = house.actor("lin"), house.actor("da.lead"), house.actor("hotline"), MONDAY + ONE_DAY
    city_lead, member = house.actor("city.lead"), Actor(ActorKind.MEMBER, "member", receipts=frozenset({case.id}))
    return {
        Move.ACCEPT: lambda: accept(case, Difficulty.ORDINARY, by=lin, at=day),
        Move.DECLINE: lambda: decline(case, "不属工会受理范围", "请向法院起诉", by=lin, at=day),
        Move.ASK_COMPLETION: lambda: ask_completion(case, "缺劳动合同", by=lin, at=day),
        Move.COMPLETE: lambda: complete(case, "合同已交", by=lin, at=day),
        Move.DISPATCH: lambda: dispatch(case, house.unit("DB"), DispatchMode.REFER, by=hotline, at=day),
        Move.SIGN: lambda: sign(case, by=hotline, at=day),
        Move.SIGN_UNACCEPTED: lambda: sign(case, by=hotline, at=day),
        Move.BOUNCE: lambda: bounce(case, "不在本辖区", by=hotline, at=day),
        Move.TAKE: lambda: take(case, house.user("lin"), by=lin, at=day),
        Move.CHASE: lambda: chase(case, "请今天联系职工", by=house.actor("da.lead"), at=day),
        Move.SUPERVISE: lambda: supervise(case, "请说明情况", by=house.actor("city.lead"), at=day),
        Move.NOTE: lambda: note(case, "已联系", by=lin, at=day),
        Move.ADD: lambda: add(case, "还欠加班费", by=member, at=day),
        Move.NAME_PEOPLE: lambda: add_person(case, PersonFacts(name="吴某"), by=lin, at=day),
        Move.EXTEND: lambda: extend(case, date(2026, 3, 20), "等银行流水", by=city_lead, at=day),
        Move.SUSPEND: lambda: suspend(case, "等仲裁结果", by=lin, at=day),
        Move.RESUME: lambda: resume(case, by=lin, at=day),
        Move.REPLY: lambda: reply(case, Outcome.RESOLVED, "已解决", by=lin, at=day),
        Move.PASS_CHECK: lambda: check(case, True, by=lead, at=day),
        Move.FAIL_CHECK: lambda: check(case, False, "没有写明金额", by=lead, at=day),
        Move.CALL_BACK: lambda: call_back(case, Rating.SATISFIED, by=lead, at=day),
        Move.RATE: lambda: rate(case, Rating.SATISFIED, by=member, at=day),
        Move.REOPEN: lambda: open_again(house, case),
        Move.CLOSE: lambda: close(case, by=lead, at=day),
        Move.OBJECT: lambda: object_(case, "钱还没有到账", by=member, at=day),
        Move.WITHDRAW: lambda: withdraw(case, by=lin, at=day),
        Move.MERGE: lambda: merge(case, house.make_case(), by=lin, at=day),
        Move.UNDO_MERGE: lambda: undo_merge(case, by=lin, at=day),
        Move.RECOVER: lambda: (agree(case, 1, RecoveryKind.WAGES, by=lin, at=day), pay_one(house, case)),
        Move.ARCHIVE: lambda: archive(case, by=lead, at=day),
    }


def open_again(house: House, case: Case) -> object:
    """A closed case is opened as such, an open one by a callback that finds fault with the handler."""
    lead, day = house.actor("da.lead"), MONDAY + ONE_DAY
    if case.status is X:
        return reopen(case, by=lead, at=day)
    return call_back(case, Rating.DISSATISFIED, fault_of_handler=True, by=lead, at=day)


def pay_one(house: House, case: Case) -> object:
    return pay(case, 1, RecoveryKind.WAGES, by=house.actor("lin"), at=MONDAY + ONE_DAY)


STARTS = {
    R: registered,
    W: awaiting_completion,
    A: accepted,
    D: dispatched,
    H: handled,
    S: suspended,
    P: replied,
    C: checked,
    X: lambda house: house.closed(registered(house)),
    N: declined,
    B: withdrawn,
    M: merged,
    Z: archived,
}
CAME_FROM = {D: A, S: H, M: R}
"""Where the cases stood before they came to these states."""
NEEDS_MORE = {(Move.CLOSE, C), (Move.SIGN_UNACCEPTED, D), (Move.REOPEN, X)}
"""Moves that the table has, but which this case is not ready for, or which are tried by another verb."""


@pytest.mark.parametrize("status", Status)
def test_verbs_keep_to_the_table_and_a_refused_one_changes_nothing(small_house: House, status: Status) -> None:
    for move in Move:
        if (move, status) in NEEDS_MORE:
            continue
        case = STARTS[status](small_house)
        before = (case.status, case.version, case.closed_at)
        verb = verbs(small_house, case)[move]
        if status in WRITTEN[move]:
            verb()
            target = WRITTEN[move][status]
            assert case.status is (CAME_FROM[status] if target is BEFORE else target), move
        elif (move, status) != (Move.SIGN_UNACCEPTED, D):
            with pytest.raises(Problem, check=lambda problem: problem.code is ErrorCode.ILLEGAL_MOVE):
                verb()
            assert (case.status, case.version, case.closed_at) == before, move


def test_checked_case_is_closed_once_the_worker_was_called_back(small_house: House) -> None:
    case = called_back(small_house)
    close(case, by=small_house.actor("lin"), at=MONDAY)
    assert (case.status, case.closed_at) == (X, MONDAY)


def test_checked_case_is_not_closed_before_anyone_was_called(small_house: House) -> None:
    with pytest.raises(Problem, check=lambda problem: problem.code is ErrorCode.ILLEGAL_MOVE):
        close(checked(small_house), by=small_house.actor("lin"), at=MONDAY)


def test_closed_case_is_opened_again_to_its_handler(small_house: House) -> None:
    case = small_house.closed(registered(small_house))
    reopen(case, "款项没有到账", by=small_house.actor("da.lead"), at=MONDAY)
    assert (case.status, case.closed_at, case.handler_id) == (H, None, small_house.user("lin").id)
