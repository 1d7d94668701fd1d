"""What was done: events as the viewer may see them, who did them, about what; and the state of the chains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, tuple_, union_all

from services.accounts.models import User, UserPost
from services.cases.exporting.kinds import ExportEvent
from services.cases.models import Case, CasePerson, Export, ExportedCase
from services.core.access import Actor, below_any, scope_condition, unscoped, visible
from services.core.audit import DEEDS, ChainHead, Deed, Event, facts_in
from services.core.database import Base, Row, db
from services.core.time import local_midnight
from services.people.models import Person
from services.units.models import Unit

PAGE = 50
AT_ONCE = 500
"""So many events are read together for a file."""
MOST_PEOPLE = 300
"""So many colleagues at most are offered in a filter; any other is chosen by a click on the name."""
COLUMNS = (
    Event.id,
    Event.at,
    Event.recorded_at,
    Event.kind,
    Event.actor_kind,
    Event.actor_id,
    Event.actor_label,
    Event.source,
    Event.subject_type,
    Event.subject_id,
    Event.org_path,
    Event.payload_sealed,
)


@dataclass(frozen=True)
class Asked:
    """What is looked for; every part stands in the address, a person as the number of the account."""

    deed: Deed | None = None
    kind: str = ""
    person: int | None = None
    first: date | None = None
    last: date | None = None
    """Local days, both included."""


@dataclass(frozen=True)
class Key:
    """Where a page begins: instant and id of the last event seen."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat().replace('+00:00', 'Z')}_{self.id}"

    @classmethod
    def parse(cls, text: str) -> Key | None:
        """Reads a key from an address; None for anything that is not one."""
        value, _, row = text.rpartition("_")
        try:
            at, ident = datetime.fromisoformat(value), int(row)
            return cls(at.astimezone(UTC), ident) if at.tzinfo and 0 < ident < 2**63 else None
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True)
class Page:
    """A stretch of events, newest first, with the facts of each, and the key of the next stretch."""

    events: Sequence[tuple[Any, Mapping[str, Any]]]
    older: Key | None


def events_seen(asked: Asked, viewer: Actor, key: Key | None = None, size: int = PAGE) -> Page:
    """A page of what the viewer may see."""
    return _page(visible(Event, viewer, *COLUMNS).where(*_conditions(asked)), key, size)


def events_for_file(asked: Asked, viewer: Actor, case: Case | None, most: int) -> Iterator[Page]:
    """What the viewer may see, of one case where one is given, in long pages; no more events than `most`."""
    key: Key | None = None
    while most > 0:
        size = min(most, AT_ONCE)
        page = events_about(case, asked, viewer, key, size) if case else events_seen(asked, viewer, key, size)
        yield page
        most, key = most - size, page.older
        if key is None:
            return


def events_about(case: Case, asked: Asked, viewer: Actor, key: Key | None = None, size: int = PAGE) -> Page:
    """A page of what was done with a case that the caller has loaded for the viewer, its people and all its rows.

    Also files in which it went out, from whatever unit: of those only the giving, which is about this case as much.
    """
    about = _rows_of(case).subquery()
    here = and_(Event.subject_type == about.c.type, Event.subject_id == about.c.id)
    given = and_(Event.subject_type == Export.__tablename__, Event.kind == ExportEvent.GIVEN)
    seen = or_(and_(Event.subject_type != Export.__tablename__, scope_condition(Event, viewer)), given)
    told: Any = select(*COLUMNS).join(about, here).where(seen, *_conditions(asked))
    return _page(
        unscoped(told, because="the case was loaded for its viewer, and the events by what they may see"), key, size
    )


def _page(wanted: Select[Any], key: Key | None, size: int) -> Page:
    if key:
        wanted = wanted.where(tuple_(Event.at, Event.id) < tuple_(literal(key.at, Event.at.type), literal(key.id)))
    found = db.session.execute(wanted.order_by(Event.at.desc(), Event.id.desc()).limit(size + 1)).all()
    told = [(row, facts_in(Event.payload_text.opened(row.id, row.payload_sealed))) for row in found[:size]]
    last = found[size - 1] if len(found) > size else None
    return Page(told, Key(last.at, last.id) if last else None)


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.deed is Deed.CHANGE:
        conditions.append(Event.kind.not_in(list(DEEDS)))
    elif asked.deed:
        conditions.append(Event.kind.in_([kind for kind, deed in DEEDS.items() if deed is asked.deed]))
    if asked.kind:
        conditions.append(Event.kind == asked.kind)
    if asked.person:
        conditions.append(Event.actor_id == asked.person)
    if asked.first:
        conditions.append(Event.at >= local_midnight(asked.first))
    if asked.last:
        conditions.append(Event.at < local_midnight(asked.last + timedelta(days=1)))
    return conditions


def _rows_of(case: Case) -> Any:
    """(type, id) of the case, of every row that belongs to it, and of the people whom it concerns."""
    parts = [select(literal(Case.__tablename__).label("type"), literal(case.id).label("id"))]
    for model in _models_of_a_case():
        parts.append(select(literal(model.__tablename__), model.id).where(model.case_id == case.id))
    files = select(literal(Export.__tablename__), ExportedCase.export_id).where(ExportedCase.case_id == case.id)
    people = select(literal(Person.__tablename__), CasePerson.person_id).where(CasePerson.case_id == case.id)
    return union_all(*parts, files, people)


def _models_of_a_case() -> list[Any]:
    models = (mapper.class_ for mapper in Base.registry.mappers)
    of_a_case = (each for each in models if issubclass(each, Row) and hasattr(each, "case_id"))
    return sorted(of_a_case, key=lambda each: each.__tablename__)


def case_numbers(events: Sequence[Any], viewer: Actor) -> dict[tuple[str, int], str]:
    """(type, id) → the number of the case that an event is about, for cases that the viewer may see."""
    ids: dict[str, set[int]] = {}
    for event in events:
        ids.setdefault(event.subject_type, set()).add(event.subject_id)
    seen = visible(Case, viewer, Case.id, Case.number).subquery()
    parts = [
        select(literal(Case.__tablename__), seen.c.id, seen.c.number).where(seen.c.id.in_(ids.get("cases", ()))),
        select(literal(Person.__tablename__), CasePerson.person_id, seen.c.number)
        .join(seen, seen.c.id == CasePerson.case_id)
        .where(CasePerson.person_id.in_(ids.get(Person.__tablename__, ()))),
    ]
    for model in _models_of_a_case():
        if of_model := ids.get(model.__tablename__):
            of_case = select(literal(model.__tablename__), model.id, seen.c.number)
            parts.append(of_case.join(seen, seen.c.id == model.case_id).where(model.id.in_(of_model)))
    both = union_all(*parts).execution_options(scope="a union of what the viewer may see")
    return {(kind, ident): number for kind, ident, number in db.session.execute(both)}


def names_of_subjects(events: Sequence[Any]) -> dict[tuple[str, int], str]:
    """(type, id) → the name of the unit or colleague that an event is about."""
    ids = {kind: {event.subject_id for event in events if event.subject_type == kind} for kind in ("unit", "user")}
    units = select(literal("unit"), Unit.id, Unit.name).where(Unit.id.in_(ids["unit"]))
    users = select(literal("user"), User.id, User.name).where(User.id.in_(ids["user"]))
    both = union_all(units, users).execution_options(scope="the event was seen, and what it is about")
    return {(kind, ident): name for kind, ident, name in db.session.execute(both)}


def posts_of(events: Sequence[Any]) -> dict[int, list[Any]]:
    """account → its posts through time (role, unit, path, since, until), for whoever acted."""
    actors = {event.actor_id for event in events if event.actor_id}
    held = select(UserPost.user_id, UserPost.role, Unit.name, Unit.org_path, UserPost.since, UserPost.until)
    held = held.join(Unit, Unit.id == UserPost.unit_id).where(UserPost.user_id.in_(actors)).order_by(UserPost.id)
    posts: dict[int, list[Any]] = {}
    for row in db.session.execute(unscoped(held, because="an event says who acted, and from which post")):
        posts.setdefault(row.user_id, []).append(row)
    return posts


def colleagues(viewer: Actor) -> Sequence[Any]:
    """(id, name, login) of the accounts that the viewer may see, by name."""
    wanted = visible(User, viewer, User.id, User.name, User.login)
    return db.session.execute(wanted.order_by(User.name, User.login).limit(MOST_PEOPLE)).all()


def count_since(kind: str, viewer: Actor, since: datetime) -> int:
    """How many events of the kind the viewer may see since an instant."""
    counted = visible(Event, viewer, func.count(Event.id)).where(Event.kind == kind, Event.at >= since)
    return db.session.scalar(counted) or 0


@dataclass(frozen=True)
class Verified:
    """The last verification of all chains: when it was, and how many faults it found."""

    at: datetime
    faults: int


def last_verified() -> Verified | None:
    """None where the chains were never verified."""
    wanted = select(Event.id, Event.at, Event.payload_sealed).where(Event.kind == "audit.verified")
    because = "whether the chains are whole concerns all who look over them"
    row = db.session.execute(unscoped(wanted.order_by(Event.id.desc()).limit(1), because=because)).first()
    if row is None:
        return None
    facts = facts_in(Event.payload_text.opened(row.id, row.payload_sealed))
    return Verified(row.at, int(facts["faults"]))


@dataclass(frozen=True)
class Head:
    """The last link of a unit's chain before an instant."""

    unit: str
    chain: str
    seq: int
    hash: str


def heads_before(instant: datetime, paths: Sequence[str], after: str = "") -> tuple[list[Head], str | None]:
    """The heads of the units at and below the paths, as they stood, a page at a time; and where the next begins."""
    chains = (
        select(Unit.name, Unit.org_path, ChainHead.chain)
        .join(ChainHead, ChainHead.chain == Unit.code)
        .where(below_any(Unit.org_path, paths), Unit.org_path > after)
    )
    page = chains.order_by(Unit.org_path).limit(2 * PAGE + 1).subquery()
    newest = (
        select(Event.id)
        .where(Event.chain == page.c.chain, Event.recorded_at < instant)
        .order_by(Event.seq.desc())
        .limit(1)
        .correlate(page)
        .scalar_subquery()
    )
    wanted = select(page.c.name, page.c.org_path, page.c.chain, Event.seq, Event.hash).outerjoin(
        Event, Event.id == newest
    )
    because = "a head names a place in a chain and nobody in it"
    rows = db.session.execute(unscoped(wanted.order_by(page.c.org_path), because=because)).all()
    heads = [Head(row.name, row.chain, row.seq, row.hash) for row in rows[: 2 * PAGE] if row.seq is not None]
    return heads, rows[2 * PAGE - 1].org_path if len(rows) > 2 * PAGE else None
