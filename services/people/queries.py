"""Finding people and employers: people by exact number as the viewer may see them, employers by code or name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import joinedload

from services.core.access import Actor, visible
from services.core.database import db
from services.core.kept import Kept, apart
from services.core.vault import vault
from services.people.models import Employer, Person, PersonTag, PriorityGroup
from services.people.rules import read_id_number, read_phone
from services.units.models import Unit

MOST_FOUND = 20


def name_index(name: str) -> str:
    """The blind index of a name in its one form."""
    return vault().blind("person.name", name)


def phone_index(phone: str) -> str:
    """The blind index of a phone number in its one form."""
    return vault().blind("person.phone", phone)


def id_number_index(number: str) -> str:
    """The blind index of an ID number in its one form."""
    return vault().blind("person.id_number", number)


def find_person_by_id_number(text: str, actor: Actor) -> Sequence[Person]:
    """People whose ID number is exactly this one, newest first, at most MOST_FOUND. Raises Problem(invalid)."""
    number = read_id_number(text, on=date.max, lenient=True)
    return _newest(actor, Person.id_number_index == id_number_index(number.text))


def find_person_by_phone(text: str, actor: Actor) -> Sequence[Person]:
    """People whose phone is exactly this one, newest first, at most MOST_FOUND. Raises Problem(invalid)."""
    return _newest(actor, Person.phone_index == phone_index(read_phone(text)))


def _newest(actor: Actor, matches: ColumnElement[bool]) -> Sequence[Person]:
    found: Sequence[Person] = db.session.scalars(
        visible(Person, actor).where(matches).order_by(Person.id.desc()).limit(MOST_FOUND)
    ).all()
    return found


def find_person(person_id: int, actor: Actor) -> Person | None:
    """One person by row id; None where absent or hidden from the actor."""
    if person_id >= 2**63:
        return None
    found: Person | None = db.session.scalar(visible(Person, actor).where(Person.id == person_id))
    return found


def unit_names(people: Iterable[Person]) -> dict[str, str]:
    """Path → name of the units in which the people are registered."""
    paths = {person.org_path for person in people}
    return {unit.org_path: unit.name for unit in db.session.scalars(select(Unit).where(Unit.org_path.in_(paths)))}


def groups_on(day: date) -> Sequence[PriorityGroup]:
    """The priority groups that may be chosen on a local day, in their order."""
    return [group for group in all_groups() if group.offered_on(day)]


_GROUPS = Kept(
    (PriorityGroup,),
    (
        select(func.count(PriorityGroup.code)).scalar_subquery(),
        select(func.sum(PriorityGroup.version)).scalar_subquery(),
    ),
    lambda: tuple(apart(PriorityGroup, PriorityGroup.position, PriorityGroup.code)),
)


def all_groups() -> Sequence[PriorityGroup]:
    """Every priority group there ever was, in their order. They are kept, so only to be read."""
    return _GROUPS()


def find_group(code: str) -> PriorityGroup | None:
    """The priority group with this code; None for whatever else is typed."""
    return db.session.get(PriorityGroup, code) if code.isprintable() else None


def tags_of(person: Person, actor: Actor) -> Sequence[PersonTag]:
    """Every tag of the person, those taken back too, the newest first."""
    seen = visible(PersonTag, actor).where(PersonTag.person_id == person.id)
    whole = seen.options(joinedload(PersonTag.kind), joinedload(PersonTag.employer))
    found: Sequence[PersonTag] = db.session.scalars(whole.order_by(PersonTag.id.desc())).all()
    return found


def find_tag(tag_id: int, person: Person, actor: Actor) -> PersonTag | None:
    """One tag of the person; None where absent or hidden from the actor."""
    if tag_id >= 2**63:
        return None
    seen = visible(PersonTag, actor).where(PersonTag.id == tag_id, PersonTag.person_id == person.id)
    found: PersonTag | None = db.session.scalar(seen.options(joinedload(PersonTag.kind)))
    return found


def find_employer(text: str) -> Employer | None:
    """By the union's code, else by credit code, else by exact name where one employer alone bears it."""
    wanted = text.strip()
    coded = or_(Employer.code == wanted, Employer.credit_code == wanted.upper())
    either = select(Employer, case((coded, True), else_=False)).where(or_(coded, Employer.name == wanted))
    found = db.session.execute(either.order_by(case((coded, 0), else_=1), Employer.id).limit(2)).all()
    alone = len(found) == 1 or (found and found[0][1])
    return found[0][0] if alone else None


def employers_named_like(start: str, limit: int = MOST_FOUND) -> Sequence[Employer]:
    """Employers whose name begins so, by name; for a list that helps typing. Nothing for an empty start."""
    wanted = start.strip()
    if not wanted:
        return []
    ordered = select(Employer).where(Employer.name.startswith(wanted, autoescape=True))
    return db.session.scalars(ordered.order_by(Employer.name, Employer.id).limit(limit)).all()


def search_employers(text: str) -> Sequence[Employer]:
    """The one with this code or credit code, else those whose name begins so."""
    exact = find_employer(text)
    named = employers_named_like(text)
    return [exact, *(employer for employer in named if employer.id != exact.id)] if exact else named


def employer_with_id(employer_id: int) -> Employer | None:
    """One employer, with whom it works for; None where there is none."""
    return db.session.get(Employer, employer_id) if employer_id < 2**63 else None
