"""What the bare pages read and write: SQLAlchemy Core on the product's tables, without viewer, scope or session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, func, or_, select

from services.accounts.models import User
from services.cases.models import (
    Callback,
    Case,
    CaseCategory,
    CaseExclusion,
    CaseFactor,
    CaseFile,
    CaseGroup,
    CasePerson,
    CaseRespondent,
    Category,
    Note,
    Objection,
    QualityCheck,
    Recovery,
    Reply,
)
from services.cases.rules import OPEN
from services.clocks.models import CalendarDay, CalendarYear, Clock, ClockFact
from services.core.audit import Event
from services.core.calendar import DayKind, WorkingCalendar
from services.people.models import Employer, Person, PersonTag
from services.units.models import Unit

PAGE = 50


def table(model: Any) -> Table:
    """The Core table behind a model."""
    return cast(Table, model.__table__)


cases, unit, employer, user = table(Case), table(Unit), table(Employer), table(User)
case_category, case_person, person, category = table(CaseCategory), table(CasePerson), table(Person), table(Category)


@dataclass(frozen=True)
class Asked:
    """The filters that the benchmark uses."""

    status: str = ""
    month: tuple[datetime, datetime] | None = None
    unit: str = ""


def listed(database: Connection, asked: Asked) -> Sequence[Any]:
    """A page of cases, newest first, with one row too many where there are more: ids first, then their rows."""
    wanted = select(cases.c.id, cases.c.received_at)
    if asked.status:
        wanted = wanted.where(cases.c.status == asked.status)
    if asked.month:
        wanted = wanted.where(cases.c.received_at >= asked.month[0], cases.c.received_at < asked.month[1])
    if asked.unit:
        path = database.scalar(select(unit.c.org_path).where(unit.c.code == asked.unit)) or "/"
        wanted = wanted.where(cases.c.org_path >= path, cases.c.org_path < path[:-1] + "0")
    newest = wanted.order_by(cases.c.received_at.desc(), cases.c.id.desc()).limit(PAGE + 1)
    return database.execute(newest).all()


def shown(database: Connection, ids: Sequence[int]) -> Sequence[Any]:
    """The rows behind the ids, in no order."""
    main = (case_category.c.case_id == cases.c.id) & (case_category.c.position == 1)
    joined = (
        cases.join(unit, unit.c.id == cases.c.unit_id)
        .outerjoin(employer, employer.c.id == cases.c.employer_id)
        .outerjoin(user, user.c.id == cases.c.handler_id)
        .outerjoin(case_category, main)
    )
    wanted = select(
        cases.c.id,
        cases.c.number,
        cases.c.received_at,
        cases.c.status,
        cases.c.sealed,
        cases.c.people,
        func.coalesce(employer.c.name, cases.c.employer_told, "").label("employer"),
        user.c.name.label("handler"),
        case_category.c.code.label("category"),
        cases.c.next_due_on,
        cases.c.next_rule,
    )
    return database.execute(wanted.select_from(joined).where(cases.c.id.in_(ids))).all()


def names(database: Connection, ids: Sequence[int]) -> Sequence[Any]:
    """(case, person, sealed name) of the persons whom the cases concern."""
    joined = case_person.join(person, person.c.id == case_person.c.person_id)
    wanted = select(case_person.c.case_id, person.c.id, person.c.name_sealed).select_from(joined)
    return database.execute(wanted.where(case_person.c.case_id.in_(ids))).all()


def overdue(database: Connection, today: date) -> int:
    """How many open cases are over their day."""
    late = select(func.count(cases.c.id)).where(cases.c.status.in_(list(OPEN)), cases.c.next_due_on < today)
    return database.scalar(late) or 0


def categories(database: Connection, day: date) -> dict[str, str]:
    """code → Chinese name, as the filter shows them."""
    holds = or_(category.c.valid_to.is_(None), category.c.valid_to >= day)
    wanted = select(category.c.code, category.c.name_zh).where(category.c.valid_from <= day, holds)
    ordered = wanted.where(category.c.tree != "L").order_by(category.c.tree, category.c.position)
    return {row.code: f"{row.code} {row.name_zh}" for row in database.execute(ordered)}


def units(database: Connection) -> Sequence[Any]:
    """code, name and path of every active unit, from the top down."""
    wanted = select(unit.c.id, unit.c.code, unit.c.name, unit.c.org_path).where(unit.c.active)
    return database.execute(wanted.order_by(unit.c.org_path)).all()


def calendar(database: Connection) -> WorkingCalendar:
    """The working calendar; read once, when the bare application starts."""
    days, years = table(CalendarDay), table(CalendarYear)
    named = {row.day: DayKind(row.kind.value) for row in database.execute(select(days.c.day, days.c.kind))}
    return WorkingCalendar(named, frozenset(database.scalars(select(years.c.year))))


def one_case(database: Connection, number: str) -> Any:
    """The case with its unit, employer and handler."""
    joined = (
        cases.join(unit, unit.c.id == cases.c.unit_id)
        .outerjoin(employer, employer.c.id == cases.c.employer_id)
        .outerjoin(user, user.c.id == cases.c.handler_id)
    )
    others = (unit.c.name.label("unit"), employer.c.name.label("employer"), user.c.name.label("handler"))
    return database.execute(select(cases, *others).select_from(joined).where(cases.c.number == number)).one()


HANGS_ON_A_CASE = (
    CaseCategory,
    CaseGroup,
    CaseFactor,
    Clock,
    ClockFact,
    Note,
    Reply,
    QualityCheck,
    Callback,
    Objection,
    CaseFile,
    CaseRespondent,
    CaseExclusion,
)
"""What its page shows of a case, each table asked for by itself."""


def parts(database: Connection, case_id: int) -> Mapping[str, Sequence[Any]]:
    """Everything that hangs on a case, table by table."""
    found = {
        model.__tablename__: database.execute(
            select(table(model)).where(table(model).c.case_id == case_id).order_by(table(model).c.id)
        ).all()
        for model in HANGS_ON_A_CASE
    }
    joined = case_person.join(person, person.c.id == case_person.c.person_id)
    people = select(person).select_from(joined).where(case_person.c.case_id == case_id)
    events, money = table(Event), table(Recovery)
    about = (events.c.subject_type == "cases") & (events.c.subject_id == case_id)
    summed = select(money.c.kind, money.c.stage, func.sum(money.c.amount_fen).label("fen"))
    tags = table(PersonTag)
    tagged = select(tags).join(case_person, case_person.c.person_id == tags.c.person_id)
    joined_with = select(cases.c.number).where(cases.c.merged_into_id == case_id)
    return found | {
        "person": database.execute(people).all(),
        "person_tag": database.execute(tagged.where(case_person.c.case_id == case_id)).all(),
        "joined": database.execute(joined_with).all(),
        "event": database.execute(select(events).where(about).order_by(events.c.id.desc())).all(),
        "money": database.execute(summed.where(money.c.case_id == case_id).group_by(money.c.kind, money.c.stage)).all(),
    }
