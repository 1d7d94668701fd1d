"""Cases by words, and by who is concerned: phone and ID number whole, a name whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from services.cases.models import Case, CasePerson
from services.cases.models.words import CASE_WORDS
from services.cases.typed import Typed, could_be_names
from services.core.access import CASE_STAFF, Actor, below_any, visible
from services.core.database import db
from services.core.search import phrases
from services.people.models import Person
from services.people.queries import id_number_index, name_index, phone_index

FEW = 1000
"""So many hits are looked up one by one and sorted; of more, the newest are found sooner by walking the list."""


def found_by(typed: Typed, viewer: Actor) -> ColumnElement[bool]:
    """The condition that a case is meant by what was typed. Sealed cases are in no index, sealed people neither."""
    if not typed.personal:
        asked = phrases(typed.text)
        return Case.id.in_(CASE_WORDS.ids(asked)) if asked else false()
    return and_(*(_about(part, typed, viewer) for part in typed.parts))


def first_hits(typed: Typed) -> Sequence[int] | None:
    """Ids under which the index holds the words, no more than FEW + 1; None where people are looked for."""
    if typed.personal:
        return None
    asked = phrases(typed.text)
    return db.session.scalars(CASE_WORDS.ids(asked).limit(FEW + 1)).all() if asked else ()


def _about(part: str, typed: Typed, viewer: Actor) -> ColumnElement[bool]:
    """A case that holds the words, or concerns somebody to whom they point."""
    hits = [CASE_WORDS.ids(asked)] if (asked := phrases(part)) else []
    points = _pointers(part, typed)
    if points and viewer.posts_as(CASE_STAFF):
        hits.append(_of_people(or_(*points), viewer))
    return or_(false(), *(Case.id.in_(each) for each in hits))


def _pointers(part: str, typed: Typed) -> list[ColumnElement[bool]]:
    if typed.phone:
        return [Person.phone_index == phone_index(typed.phone)]
    if typed.id_number:
        return [Person.id_number_index == id_number_index(typed.id_number)]
    if part in typed.names:
        return [Person.name_index == name_index(part)]
    return []


def _of_people(pointed: ColumnElement[bool], viewer: Actor) -> Select[Any]:
    """Cases on which the viewer works that concern such a person."""
    posts = [post.unit_path for post in viewer.posts_as(CASE_STAFF)]
    within = or_(below_any(Case.org_path, posts), below_any(Case.handed_path, posts))
    concerned = select(CasePerson.case_id).join(Person, Person.id == CasePerson.person_id)
    return concerned.join(Case, Case.id == CasePerson.case_id).where(pointed, Person.sealed.is_(False), within)


def names_on_record(text: str, viewer: Actor) -> frozenset[str]:
    """The parts of the text that are names of people whom the viewer may see."""
    by_index = {name_index(name): name for name in could_be_names(text)}
    if not by_index:
        return frozenset()
    known = visible(Person, viewer, Person.name_index).where(Person.name_index.in_(list(by_index))).distinct()
    return frozenset(by_index[index] for index in db.session.scalars(known))
