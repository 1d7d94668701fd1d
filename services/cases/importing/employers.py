"""Employers that an old table names: one register number is one employer, the first spelling stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from services.cases.importing.rows import ImportRow, NamedEmployer
from services.core.access import Actor
from services.core.database import db
from services.people.actions import import_employers
from services.people.facts import EmployerFacts
from services.people.models import Employer
from services.people.registered import portions
from services.units.models import Unit


@dataclass(frozen=True)
class KeptEmployer:
    """The employer's row id, and the name under which it is kept."""

    id: int
    name: str


Kept = dict[str, KeptEmployer]


def employers_of(
    unit: Unit, rows: Iterable[ImportRow], *, by: Actor, at: datetime
) -> dict[NamedEmployer, KeptEmployer]:
    """Each employer named → the one kept: found by its number, without a number by its exact name, else added.

    A name alone finds only employers without a number: which of several numbers is meant would be a guess.
    """
    named = list(dict.fromkeys(row.employer for row in rows if row.employer))
    by_code, by_name = _on_record(named)
    missing = [
        EmployerFacts(name=name, code=code) for code, name in _first_spellings(named).items() if code not in by_code
    ]
    missing += [EmployerFacts(name=one.name) for one in named if one.name and not one.code and one.name not in by_name]
    for employer in import_employers(unit, missing, by=by, at=at) if missing else []:
        kept = KeptEmployer(employer.id, employer.name)
        if employer.code:
            by_code[employer.code] = kept
        else:
            by_name[employer.name] = kept
    return {one: by_code[one.code] if one.code else by_name[one.name or ""] for one in named}


def employers_on_record(rows: Iterable[ImportRow]) -> dict[NamedEmployer, int]:
    """The row ids of the employers named that are there already; reads only."""
    named = list(dict.fromkeys(row.employer for row in rows if row.employer))
    by_code, by_name = _on_record(named)
    found = {one: by_code.get(one.code) if one.code else by_name.get(one.name or "") for one in named}
    return {one: kept.id for one, kept in found.items() if kept}


def _on_record(named: Sequence[NamedEmployer]) -> tuple[Kept, Kept]:
    """Those that are there by their numbers, and by names of those without one."""
    by_code = _known_by_code([one.code for one in named if one.code])
    return by_code, _known_by_name([one.name for one in named if one.name and not one.code])


def _first_spellings(named: Sequence[NamedEmployer]) -> dict[str, str]:
    """Number → the first name that stands beside it; the number itself where the table never names it."""
    found: dict[str, str] = {}
    for one in named:
        if one.code and found.get(one.code, one.code) == one.code:
            found[one.code] = one.name or one.code
    return found


def _known_by_code(codes: Sequence[str]) -> Kept:
    found: Kept = {}
    for some in portions(codes):
        for code, ident, name in db.session.execute(
            select(Employer.code, Employer.id, Employer.name).where(Employer.code.in_(some))
        ):
            found[str(code)] = KeptEmployer(ident, name)
    return found


def _known_by_name(names: Sequence[str]) -> Kept:
    """The oldest employer of each name among those without a number."""
    found: Kept = {}
    for some in portions(names):
        known = select(Employer.id, Employer.name).where(Employer.code.is_(None), Employer.name.in_(some))
        for ident, name in db.session.execute(known.order_by(Employer.id)):
            found.setdefault(name, KeptEmployer(ident, name))
    return found
