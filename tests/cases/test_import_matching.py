"""Recognising rows: what is known stays known, whatever stands around it."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from services.cases.importing.matching import Found, KnownRow, Plan, Verdict, plan

Cells = tuple[str, str]
"""Number, and what stands beside it."""

CELLS = st.tuples(st.sampled_from(["", "1", "2", "3"]), st.sampled_from(["a", "b", "c"]))


def try_on(table: Sequence[Cells], known: Sequence[KnownRow] = ()) -> Plan:
    return plan([(cells[0], digest(cells)) for cells in table], known)


def digest(cells: Cells) -> str:
    return hashlib.blake2b("/".join(cells).encode(), digest_size=16).hexdigest()


def of(found: Plan, verdict: Verdict) -> list[Found]:
    return [one for one in found if one.verdict is verdict]


def counts(found: Plan) -> tuple[int, int, int]:
    """New, there, paired."""
    return len(of(found, Verdict.NEW)), len(of(found, Verdict.THERE)), len(of(found, Verdict.PAIRED))


def kept(table: Sequence[Cells], known: Sequence[KnownRow] = (), waits: bool = False) -> list[KnownRow]:
    """What the house knows once it took the new rows of the table."""
    fresh = [
        KnownRow(100 * len(known) + place, number, one.occurrence, one.digest, waits)
        for place, ((number, _beside), one) in enumerate(zip(table, try_on(table, known), strict=True))
        if one.verdict is Verdict.NEW
    ]
    return [*known, *fresh]


@given(st.lists(CELLS, max_size=12))
def test_an_empty_house_takes_every_row_once(table: list[Cells]) -> None:
    assert counts(try_on(table)) == (len(table), 0, 0)
    keys = [(row.number, row.occurrence) for row in kept(table)]
    assert len(set(keys)) == len(keys)


@given(st.lists(CELLS, max_size=12), st.randoms(use_true_random=False))
def test_the_same_rows_in_any_order_are_all_there(table: list[Cells], chance: object) -> None:
    turned = list(table)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    again = try_on(turned, kept(table))
    assert counts(again) == (0, len(table), 0)
    assert again.settled


@given(st.lists(CELLS, max_size=8), st.lists(CELLS, max_size=4))
def test_appended_rows_alone_are_new(table: list[Cells], more: list[Cells]) -> None:
    known = kept(table)
    assert counts(try_on([*table, *more], known)) == (len(more), len(table), 0)
    keys = {(row.number, row.occurrence) for row in kept([*table, *more], known)}
    assert len(keys) == len(table) + len(more)


@given(st.lists(CELLS, max_size=12), st.integers(0, 12))
def test_an_import_cut_off_anywhere_leaves_exactly_the_rest(table: list[Cells], cut: int) -> None:
    whole = try_on(table)
    first = [
        KnownRow(place, number, one.occurrence, one.digest, False)
        for place, ((number, _beside), one) in enumerate(zip(table, whole, strict=True))
    ][:cut]
    rest = try_on(table, first)
    assert counts(rest) == (len(table) - len(first), len(first), 0)
    first_keys = {(row.number, row.occurrence) for row in first}
    rest_keys = [
        (number, one.occurrence)
        for (number, _beside), one in zip(table, rest, strict=True)
        if one.verdict is Verdict.NEW
    ]
    assert len(first_keys | set(rest_keys)) == len(table)


def test_a_second_use_of_a_number_is_told_even_where_it_stands_first() -> None:
    found = try_on([("1", "b"), ("1", "a")], kept([("1", "a")]))
    assert [(one.occurrence, one.repeated) for one in of(found, Verdict.NEW)] == [(2, True)]


def test_a_waiting_row_is_paired_by_its_number() -> None:
    known = kept([("1", "a")], waits=True)
    found = try_on([("1", "b")], known)
    assert [(one.verdict, one.occurrence, one.waiting) for one in found] == [(Verdict.PAIRED, 1, known[0].id)]
    assert not found.settled


def test_a_known_row_that_reads_otherwise_now_is_paired_and_nothing_is_to_be_taken() -> None:
    found = try_on([("1", "b")], kept([("1", "a")]))
    assert [(one.verdict, one.waiting) for one in found] == [(Verdict.PAIRED, None)]
    assert found.settled


def test_rows_without_number_are_told_apart_by_their_contents_alone() -> None:
    found = try_on([("", "b"), ("", "a")], kept([("", "a")]))
    assert [(one.verdict, one.occurrence) for one in found] == [(Verdict.NEW, 2), (Verdict.THERE, 0)]


def test_a_hundred_thousand_rows_are_planned_in_small_space() -> None:
    table = [(str(place), "a") for place in range(100_000)]
    tracemalloc.start()
    found = try_on(table)
    taken, _most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == 100_000
    assert taken < 8_000_000
