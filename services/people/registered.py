"""Whether people who are told about are on record: by ID number, else by phone and name. Many are looked up at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from sqlalchemy import ColumnElement, select

from services.core.access import below, unscoped
from services.core.database import db
from services.people.facts import PersonFacts
from services.people.models import Person
from services.people.queries import id_number_index, name_index, phone_index

AT_ONCE = 500
Value = TypeVar("Value")


@dataclass(frozen=True)
class Entry:
    """Somebody who is on record at a unit's path; on paper, before anything is written, without `person`."""

    org_path: str
    name: str | None
    phone: str | None
    id_number: str | None
    person: Person | None = None

    @classmethod
    def of(cls, person: Person) -> Entry:
        """As a person stands on record."""
        return cls(person.org_path, person.name, person.phone, person.id_number, person)

    def told(self, facts: PersonFacts) -> Entry:
        """The entry with what it lacked."""
        return Entry(
            self.org_path,
            self.name or facts.name,
            self.phone or facts.phone,
            self.id_number or facts.id_number,
            self.person,
        )


class Registered:
    """Those of a unit and below who may be meant by what is told, in its one form; `top` is the unit's path.

    Sealed people have no index and are never among them. Without `top` nobody is on record yet.
    """

    def __init__(self, top: str | None, told: Iterable[PersonFacts]) -> None:
        self._by_number: dict[str, list[Entry]] = defaultdict(list)
        self._by_phone: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        people = _looked_up(top, list(told)) if top is not None else {}
        for _ident, person in sorted(people.items()):
            self.keep(Entry.of(person))

    def keep(self, entry: Entry, instead_of: Entry | None = None) -> None:
        """One more who is on record from now on, or what is known of one `instead_of` what was."""
        if entry.id_number:
            _put(self._by_number[entry.id_number], entry, instead_of)
        if entry.phone and entry.name:
            _put(self._by_phone[entry.phone, entry.name], entry, instead_of)

    def bearer(self, path: str, id_number: str | None) -> Entry | None:
        """Who has the ID number at the path or below, the oldest first."""
        return _first(self._by_number.get(id_number or "", ()), path)

    def known(self, path: str, told: PersonFacts) -> Entry | None:
        """Who is meant: the bearer of the ID number, else who has phone and name and no other ID number."""
        bearer = self.bearer(path, told.id_number)
        if bearer is not None or not (told.phone and told.name):
            return bearer
        same = self._by_phone.get((told.phone, told.name), ())
        return _first((one for one in same if not (told.id_number and one.id_number)), path)


def _put(entries: list[Entry], entry: Entry, instead_of: Entry | None) -> None:
    if instead_of in entries:
        entries[entries.index(instead_of)] = entry
    else:
        entries.append(entry)


def _first(entries: Iterable[Entry], path: str) -> Entry | None:
    return next((one for one in entries if one.org_path.startswith(path)), None)


def _looked_up(top: str, told: list[PersonFacts]) -> dict[int, Person]:
    numbers = [one.id_number for one in told if one.id_number]
    both = [(one.phone, one.name) for one in told if one.phone and one.name]
    found: dict[int, Person] = {}
    for some in portions(numbers):
        found |= _people(top, Person.id_number_index.in_([id_number_index(number) for number in some]))
    for pairs in portions(both):
        phones, names = {phone for phone, _name in pairs}, {name for _phone, name in pairs}
        found |= _people(
            top,
            Person.phone_index.in_([phone_index(phone) for phone in phones]),
            Person.name_index.in_([name_index(name) for name in names]),
        )
    return found


def _people(top: str, *which: ColumnElement[bool]) -> dict[int, Person]:
    wanted = select(Person).where(*which, below(Person.org_path, top))
    people = db.session.scalars(unscoped(wanted, because="a table must not double a person"))
    return {person.id: person for person in people}


def portions(of: Iterable[Value]) -> Iterator[list[Value]]:
    """Each once, so many at a time that a statement stays short."""
    left = iter(dict.fromkeys(of))
    while some := list(islice(left, AT_ONCE)):
        yield some
