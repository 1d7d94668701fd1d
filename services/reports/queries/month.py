"""The figures of a month: every figure is added up by the database, all of them in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from services.cases.models import Category
from services.core.access import below
from services.core.audit import Answers, ChainHead, Event, Hand
from services.core.database import db
from services.core.figures import Cut, Figure, broken_down, filled_in, reckoned
from services.core.figures import Unit as Counted
from services.core.money import yuan
from services.core.planning import plan_as_look_ups
from services.core.rooms import rooms
from services.core.time import Month
from services.reports.report import (
    HEADLINES,
    TREND,
    CategoryLine,
    CategoryName,
    Link,
    MonthlyReport,
    Shown,
    UnitFacts,
    UnitLine,
)
from services.reports.rules import (
    WITHHELD,
    Cell,
    Crossed,
    Value,
    rate_of,
    suppressed,
    suppressed_cross,
    value_of,
)
from services.units.models import Unit

AS_OFFICIAL = {"scope": "official figures: the unit with everything below it, sealed cases too, nobody is named"}
FOUND = Answers()
"""Figures and breakdowns of months and units, as long as no event could have changed them."""
CROSSED, CROSS = "cases.received", ("category", "group")
"""The figure that is shown in a table of two dimensions, and these."""

Asked = tuple[str, Cut]
Cells = dict[tuple[str, str], dict[str, Cell]]
Found = dict[Asked, Value]


def dictionary() -> dict[str, Figure]:
    """The metric dictionary of the running application, in the order of its rooms."""
    return {figure.code: figure for room in rooms() for figure in room.figures}


def cut_of(unit_path: str, month: Month) -> Cut:
    """The month cut at local midnights."""
    return Cut(unit_path, month.start, month.end)


def figures_of(unit: Unit, month: Month, codes: Sequence[str] | None = None) -> dict[str, Value]:
    """code → value of the unit, with everything below it, in the month; all figures unless codes are given."""
    plan_as_look_ups(AS_OFFICIAL)
    cut = cut_of(unit.org_path, month)
    known = dictionary()
    measured = _measured(known, [(code, cut) for code in codes or known], {})
    return {code: measured[code, cut] for code in codes or known}


def _measured(known: Mapping[str, Figure], asked: Iterable[Asked], there: Found) -> Found:
    """Values of figures at cuts: of those that are not there yet, by one statement.

    Raises KeyError for an unknown code.
    """
    wanted = list(dict.fromkeys(asked))
    found = there | _added_up(known, [each for each in _plain(known, wanted) if each not in there])
    for code, cut in wanted:
        figure = known[code]
        if figure.over and figure.under:
            found[code, cut] = rate_of(found[figure.over, cut], found[figure.under, cut])
    return found


def _added_up(known: Mapping[str, Figure], missing: Sequence[Asked]) -> Found:
    cuts = list(dict.fromkeys(cut for _code, cut in missing))
    parts = _together((cuts.index(cut), known[code]) for code, cut in missing)
    found: Found = {}
    if parts:
        for part, *sums in db.session.execute(reckoned(parts), filled_in(cuts), execution_options=AS_OFFICIAL):
            place, figures = parts[part]
            for figure, n, total in zip(figures, sums[::2], sums[1::2], strict=False):
                found[figure.code, cuts[place]] = value_of(figure, n, total)
    return found


def _together(plain: Iterable[tuple[int, Figure]]) -> tuple[tuple[int, tuple[Figure, ...]], ...]:
    """(place of the cut, figures of the same rows)."""
    groups: dict[tuple[int, Any], list[Figure]] = {}
    for place, figure in plain:
        groups.setdefault((place, figure.rows), []).append(figure)
    return tuple((place, tuple(figures)) for (place, _rows), figures in groups.items())


def _plain(known: Mapping[str, Figure], asked: Iterable[Asked]) -> list[Asked]:
    """The figures that have rows: instead of a rate the two that it is made of."""
    parts = {code: (figure.over, figure.under) for code, figure in known.items() if figure.over and figure.under}
    return list(dict.fromkeys((part, cut) for code, cut in asked for part in parts.get(known[code].code, (code,))))


def monthly_report(unit: Unit, month: Month, *, at: datetime) -> MonthlyReport:
    """The report as of now: final where the month had ended at the instant `at`, else provisional."""
    plan_as_look_ups(AS_OFFICIAL)
    known = dictionary()
    cut = cut_of(unit.org_path, month)
    earlier = {month.back(back): cut_of(unit.org_path, month.back(back)) for back in range(12, 0, -1)}
    compared = (month.previous(), month.back(12))
    asked = [(code, cut) for code in known]
    asked += [(code, earlier[each]) for each in earlier for code in TREND if code in known]
    asked += [(code, earlier[each]) for each in compared for code in HEADLINES if code in known]
    hand = FOUND.at_hand()
    cells, crossed = hand.told(cut.end, cut, lambda: _broken_down(known, cut))
    measured = _measured(known, asked, _kept(hand, _plain(known, asked)) | _added_up_by_unit(known, cells, cut))
    for (code, when), value in measured.items():
        hand.keep(when.end, (code, when), value)
    names = category_names()
    hidden = frozenset(code for code, name in names.items() if name.hidden)
    facts = UnitFacts(unit.code, unit.name, unit.org_path)
    provisional = at < month.end
    return MonthlyReport(
        unit=facts,
        month=month,
        provisional=provisional,
        cut_off=at if provisional else month.end,
        figures=tuple(known.values()),
        values={code: measured[code, cut] for code in known},
        earlier={each: {c: v for (c, when), v in measured.items() if when == earlier[each]} for each in earlier},
        breakdowns=_shown_breakdowns(known, cells, hidden),
        categories=_category_lines(cells, crossed, hidden),
        category_names=names,
        units=_unit_lines(unit, cells),
        chains=_chains(cut),
    )


def _kept(hand: Hand, asked: Iterable[Asked]) -> Found:
    """What is known already of what is asked for."""
    known = ((each, hand.get(each[1].end, each)) for each in asked)
    return {each: value for each, value in known if value is not None}


def _broken_down(known: Mapping[str, Figure], cut: Cut) -> tuple[Cells, Crossed]:
    """(code, dimension) → key → cell for every dimension of every figure, and the cells of the table across.

    By one statement.
    """
    groups: dict[tuple[Any, str], list[Figure]] = {}
    for figure in known.values():
        for dimension in figure.dimensions:
            groups.setdefault((figure.rows, dimension), []).append(figure)
    parts: list[tuple[tuple[Figure, ...], tuple[str, ...]]]
    parts = [(tuple(figures), (dimension,)) for (_rows, dimension), figures in groups.items()]
    parts.append(((known[CROSSED],), CROSS))
    cells: Cells = {(figure.code, names[0]): {} for figures, names in parts for figure in figures}
    crossed: dict[tuple[str, str], int] = {}
    statement = broken_down(tuple(parts))
    for part, down, across, *sums in db.session.execute(statement, filled_in([cut]), execution_options=AS_OFFICIAL):
        figures, names = parts[part]
        if names == CROSS:
            crossed[down, across] = sums[0]
            continue
        for figure, n, total in zip(figures, sums[::2], sums[1::2], strict=False):
            if n:
                cells[figure.code, names[0]][down] = Cell(n, total)
    return cells, crossed


def _added_up_by_unit(known: Mapping[str, Figure], cells: Cells, cut: Cut) -> Found:
    """Values of the figures that are broken down by unit: a case has one owner, so they are the sum of their cells."""
    whole: Found = {}
    for (code, dimension), row in cells.items():
        if dimension == "unit":
            n, total = sum(cell.n for cell in row.values()), sum(cell.total for cell in row.values())
            whole[code, cut] = value_of(known[code], n, total)
    return whole


def _shown_breakdowns(
    known: Mapping[str, Figure], cells: Cells, hidden: frozenset[str]
) -> dict[str, dict[str, dict[str, Shown]]]:
    shown: dict[str, dict[str, dict[str, Shown]]] = {}
    for (code, dimension), row in cells.items():
        marks = suppressed(row, hidden) if dimension == "category" else {}
        money = known[code].unit is Counted.FEN
        shown.setdefault(code, {})[dimension] = {key: _cell(row[key], marks.get(key), money) for key in sorted(row)}
    return shown


def _cell(cell: Cell, mark: str | None, money: bool) -> Shown:
    if mark:
        return WITHHELD if money else mark
    return yuan(cell.total) if money else cell.n


def category_names() -> dict[str, CategoryName]:
    """code → names of every category there ever was, in the order of the trees."""
    wanted = select(Category.code, Category.name_zh, Category.name_en, Category.small_cells_hidden)
    ordered = wanted.order_by(Category.tree, Category.position, Category.code)
    return {code: CategoryName(zh, en, hidden) for code, zh, en, hidden in db.session.execute(ordered)}


def _category_lines(cells: Cells, found: Crossed, hidden: frozenset[str]) -> tuple[CategoryLine, ...]:
    """Categories × groups of the cases received, most frequent first; a withheld row stands at its place by code."""
    totals = cells[CROSSED, "category"]
    total_marks = suppressed(totals, hidden)
    marks = {place: total_marks[place[0]] for place, n in found.items() if place[0] in total_marks and n}
    marks |= suppressed_cross(found, hidden)
    lines = []
    rank = {code: (1, 0, code) if code in total_marks else (0, -cell.n, code) for code, cell in totals.items()}
    for code in sorted(totals, key=rank.__getitem__):
        groups: dict[str, Shown] = {
            across: marks.get((down, across), n) for (down, across), n in found.items() if down == code
        }
        lines.append(CategoryLine(code, total_marks.get(code, totals[code].n), groups))
    return tuple(lines)


def _unit_lines(unit: Unit, cells: Cells) -> tuple[UnitLine, ...]:
    """The unit itself and each unit directly below it, with everything below that; those without work are left out."""
    counts = {code: row for (code, dimension), row in cells.items() if dimension == "unit"}
    owners = {key for row in counts.values() for key in row}
    wanted = select(Unit.code, Unit.name, Unit.org_path).where(
        (Unit.code.in_(owners)) | (Unit.parent_id == unit.id) | (Unit.id == unit.id)
    )
    known = {code: UnitFacts(code, name, path) for code, name, path in db.session.execute(wanted)}
    by_path = {facts.path: facts for facts in known.values()}
    lines: dict[str, dict[str, int]] = {}
    for code, row in counts.items():
        for owner, cell in row.items():
            line = lines.setdefault(_directly_below(unit.org_path, known[owner].path), {})
            line[code] = line.get(code, 0) + cell.n
    return tuple(UnitLine(by_path[path], lines[path]) for path in sorted(lines))


def _directly_below(top: str, path: str) -> str:
    """`/CITY/`, `/CITY/DA/S1/` → `/CITY/DA/`; the top itself stays."""
    rest = path.removeprefix(top)
    return top + rest.split("/", 1)[0] + "/" if rest else top


def _chains(cut: Cut) -> tuple[Link, ...]:
    """For each audit chain of the unit and below, its last link from before the period's end."""
    last = (
        select(Event.id)
        .where(Event.chain == ChainHead.chain, Event.at < cut.end)
        .order_by(Event.seq.desc())
        .limit(1)
        .correlate(ChainHead)
        .scalar_subquery()
    )
    chains = select(Unit.code).where(below(Unit.org_path, cut.unit_path))
    ends = select(last).where(ChainHead.chain.in_(chains))
    wanted = select(Event.chain, Event.seq, Event.hash).where(Event.id.in_(ends)).order_by(Event.chain)
    heads = wanted.execution_options(scope="heads of audit chains: numbers and digests, no content")
    return tuple(Link(chain, seq, digest) for chain, seq, digest in db.session.execute(heads))
