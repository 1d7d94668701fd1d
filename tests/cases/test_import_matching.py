"""Recognising rows: what is known stays known, whatever stands around it."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from services.cases.importing.flags import ImportFlag
from services.cases.importing.matching import KnownRow, Plan, plan
from services.cases.importing.reading import RawRow
from services.cases.importing.rows import ImportRow, check_rows
from tests.cases.test_import_cells import EMPTY, SMALL, TODAY

Cells = tuple[str, str, str]
"""Number, received date, note."""

CELLS = st.tuples(
    st.sampled_from(["", "1", "2", "3"]), st.sampled_from(["2019-07-01", "soon"]), st.sampled_from(["a", "b", "c"])
)


def rows_of(table: Sequence[Cells]) -> list[tuple[ImportRow, str]]:
    raw = [
        RawRow(place, {**EMPTY, "no": number, "in": received, "note": note})
        for place, (number, received, note) in enumerate(table, start=2)
    ]
    return [(row, row.canonical) for row in check_rows(raw, SMALL, today=TODAY)]


def try_on(table: Sequence[Cells], known: Sequence[KnownRow] = ()) -> Plan:
    return plan(rows_of(table), known, "no")


def kept(found: Plan, known: Sequence[KnownRow] = ()) -> list[KnownRow]:
    mended = {new.waiting.id for new in found.new if new.waiting}
    fresh = [
        KnownRow(100 * len(known) + place, new.row.number, new.occurrence, new.digest, new.row.received_on is None)
        for place, new in enumerate(found.new)
    ]
    return [row for row in known if row.id not in mended] + fresh


@given(st.lists(CELLS, max_size=12))
def test_an_empty_house_takes_every_row_once(table: list[Cells]) -> None:
    found = try_on(table)
    assert (len(found.new), found.there, found.changed) == (len(table), 0, [])
    keys = [(new.row.number, new.occurrence) for new in found.new]
    assert len(set(keys)) == len(keys)


@given(st.lists(CELLS, max_size=12), st.randoms(use_true_random=False))
def test_the_same_rows_in_any_order_are_all_there(table: list[Cells], chance: object) -> None:
    known = kept(try_on(table))
    turned = list(table)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    again = try_on(turned, known)
    assert (again.new, again.there, again.changed) == ([], len(table), [])


@given(st.lists(CELLS, max_size=8), st.lists(CELLS, max_size=4))
def test_appended_rows_alone_are_new(table: list[Cells], more: list[Cells]) -> None:
    known = kept(try_on(table))
    found = try_on([*table, *more], known)
    assert (len(found.new), found.there, found.changed) == (len(more), len(table), [])
    keys = {(row.number, row.occurrence) for row in kept(found, known)}
    assert len(keys) == len(table) + len(more)


def test_a_second_use_of_a_number_is_flagged_even_where_it_stands_first() -> None:
    known = kept(try_on([("1", "2019-07-01", "a")]))
    found = try_on([("1", "2019-07-01", "b"), ("1", "2019-07-01", "a")], known)
    assert [(new.occurrence, new.row.flags) for new in found.new] == [(2, (ImportFlag.DUPLICATE_NUMBER,))]


def test_a_waiting_row_is_mended_by_its_number() -> None:
    known = kept(try_on([("1", "soon", "a")]))
    found = try_on([("1", "2019-07-01", "a")], known)
    assert [(new.occurrence, new.waiting) for new in found.new] == [(1, known[0])]


def test_a_known_row_that_reads_otherwise_now_is_changed() -> None:
    found = try_on([("1", "2019-07-01", "b")], kept(try_on([("1", "2019-07-01", "a")])))
    assert (found.new, found.there, [row.number for row in found.changed]) == ([], 0, ["1"])


def test_rows_without_number_are_told_apart_by_their_contents_alone() -> None:
    known = kept(try_on([("", "2019-07-01", "a")]))
    found = try_on([("", "2019-07-01", "b"), ("", "2019-07-01", "a")], known)
    assert ([new.occurrence for new in found.new], found.there) == ([2], 1)
