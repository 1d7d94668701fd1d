"""Verbs about employers: add, take over from a table, correct."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from services.core.access import Actor
from services.core.actions import action
from services.core.audit import declare_events, record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.words import _l
from services.people import permissions  # noqa: F401  (declares the verbs below)
from services.people.facts import EmployerFacts
from services.people.kinds import PersonEvent
from services.people.models import Employer
from services.units.models import Unit

declare_events(PersonEvent)

ON_CHAIN_CHANGED: list[Callable[[Employer, Actor, datetime], None]] = []
"""What other rooms do when an employer comes to work for another one: (employer, by whom, when), inside the action."""


@dataclass(frozen=True)
class _AddedBy:
    """An employer belongs to the whole federation; its events stand in the chain of the unit that acted."""

    id: int
    org_path: str
    __tablename__: str = Employer.__tablename__


def _tell(kind: PersonEvent, employer: Employer, unit: Unit | None, by: Actor, at: datetime) -> None:
    facts = {"name": employer.name, "code": employer.code, "credit_code": employer.credit_code}
    record(kind, _AddedBy(employer.id, unit.org_path if unit else "/"), facts, by=by, at=at)


@action("employer.add", makes=True)
def add_employer(unit: Unit | None, facts: EmployerFacts, *, by: Actor, at: datetime) -> Employer:
    """One employer, on behalf of a unit or, by the system, of the whole federation.

    Raises Problem: invalid (with the field), duplicate where code or credit code is taken.
    """
    return _add(unit, [facts.checked()], by, at)[0]


@action("employer.import", makes=True)
def import_employers(unit: Unit, many: Sequence[EmployerFacts], *, by: Actor, at: datetime) -> list[Employer]:
    """Employers out of a table, in their order, each with an event of its own. Raises as `add_employer` does."""
    return _add(unit, [facts.checked() for facts in many], by, at)


def _add(unit: Unit | None, many: Sequence[EmployerFacts], by: Actor, at: datetime) -> list[Employer]:
    _refuse_taken_codes(many)
    made = [
        Employer(
            name=facts.name,
            code=facts.code,
            credit_code=facts.credit_code,
            kind=facts.kind,
            upstream_id=facts.upstream.id if facts.upstream else None,
        )
        for facts in many
    ]
    db.session.add_all(made)
    db.session.flush()
    for employer in made:
        _tell(PersonEvent.EMPLOYER_ADDED, employer, unit, by, at)
    return made


@action("employer.correct", makes=True)
def correct_employer(unit: Unit, employer: Employer, facts: EmployerFacts, *, by: Actor, at: datetime) -> Employer:
    """Replaces what is known of an employer, on behalf of a unit. Raises as `add_employer` does."""
    told = facts.checked()
    held = db.session.get_one(Employer, employer.id, with_for_update=True, populate_existing=True)
    _refuse_taken_codes([told], but=held)
    if told.upstream is not None and _depends_on(told.upstream, held):
        raise Problem(ErrorCode.INVALID, _l("用工链条不能首尾相接。"), field="upstream")
    held.name, held.code, held.credit_code, held.kind = told.name, told.code, told.credit_code, told.kind
    held.upstream_id = told.upstream.id if told.upstream else None
    db.session.flush()
    _tell(PersonEvent.EMPLOYER_CORRECTED, held, unit, by, at)
    for follow in ON_CHAIN_CHANGED:
        follow(held, by, at)
    return held


def _depends_on(employer: Employer | None, other: Employer) -> bool:
    """Whether a chain of work that starts at the employer comes to the other one."""
    while employer is not None:
        if employer.id == other.id:
            return True
        employer = employer.upstream
    return False


def _refuse_taken_codes(many: Sequence[EmployerFacts], *, but: Employer | None = None) -> None:
    codes = [facts.code for facts in many if facts.code]
    credit_codes = [facts.credit_code for facts in many if facts.credit_code]
    taken = select(Employer).where(or_(Employer.code.in_(codes), Employer.credit_code.in_(credit_codes)))
    for other in db.session.scalars(taken):
        if but is None or other.id != but.id:
            raise Problem(
                ErrorCode.DUPLICATE,
                _l("这个代码已经登记在“%(name)s”名下。", name=other.name),
                field="code" if other.code in codes else "credit_code",
            )
