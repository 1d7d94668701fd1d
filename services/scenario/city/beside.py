"""What hangs on a case beside its course: who asks for whom, further people, who must not see it, groups, files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from services.accounts.models import User
from services.cases.actions import add_person, attach, exclude, record_respondent, remove_person, withdraw_file
from services.cases.actions.intake import ProxyFacts
from services.cases.kinds import Channel, Consent, Group, Kinship
from services.cases.queries.files import files_of
from services.cases.rules import Ask, Proxy
from services.core.access import Role
from services.core.files.staging import Staged
from services.core.time import local_date
from services.people.actions import reveal, tag_person, untag_person
from services.people.kinds import Evidence, Occupation, Period, PersonField, Sex, WorkRelation
from services.people.models import Employer, Person
from services.people.tag_facts import TagFacts
from services.scenario.city.papers import SHEETS, TABLES

if TYPE_CHECKING:
    from services.scenario.city.life import Life


class Beside(StrEnum):
    """What hangs on a case that does not hang on every one."""

    NOTHING = "nothing"
    PROXY = "proxy"
    STRUCK_OUT = "struck_out"
    RESPONDENT = "respondent"
    RECUSED = "recused"
    FILES = "files"
    TAGGED = "tagged"
    REVEALED = "revealed"


WEIGHTS = {
    Beside.NOTHING: 58,
    Beside.PROXY: 7,
    Beside.STRUCK_OUT: 1,
    Beside.RESPONDENT: 4,
    Beside.RECUSED: 1,
    Beside.FILES: 12,
    Beside.TAGGED: 12,
    Beside.REVEALED: 5,
}
MOST_NAMED = 4
"""So many workers of a case with many are named, the first among them."""
OCCUPATIONS = {
    "delivery": Occupation.RIDER,
    "courier": Occupation.COURIER,
    "ride": Occupation.RIDE_HAILING,
    "truck": Occupation.TRUCK,
    "domestic": Occupation.DOMESTIC,
    "live": Occupation.LIVESTREAMER,
}

Steps = Iterator[datetime]


def told_not_to(life: Life) -> Ask:
    """The request as it is sent, with whom the member strikes out."""
    ask = life.request.ask
    if life.beside is not Beside.STRUCK_OUT:
        return ask
    colleague = life.nearest(life.unit, Role.CASEWORKER)
    words = life.wrote("not_for")
    return replace(ask, not_for=frozenset({colleague.login}), not_for_told=words)


def proxy_of(life: Life) -> ProxyFacts | None:
    """Who asks for the worker, where somebody else does."""
    if life.beside is not Beside.PROXY or life.request.person is None:
        return None
    draw = life.draw
    kinship, consent = draw.choice(list(Kinship)), draw.choice(list(Consent))
    return ProxyFacts(life.city.stranger(), Proxy(kinship, consent, is_contact=draw.random() < 0.8))


def sent_along(life: Life) -> Sequence[Staged]:
    """Files that come with a request from the web."""
    wanted = life.beside is Beside.FILES and life.request.channel is Channel.WEB
    return _papers(life, life.draw.randint(1, 3)) if wanted else ()


def beside_handling(life: Life) -> Steps:
    """What is put on record of a case once its handler has spoken with the worker."""
    if life.case.people > 1 and life.draw.random() < 0.6:
        yield from _people_named(life)
    record = AFTER_FIRST_CONTACT.get(life.beside)
    if record is not None:
        yield life.pace.soon(10, 50)
        yield from record(life)


def _people_named(life: Life) -> Steps:
    """Further workers; now and then one of them was named by mistake."""
    by = life.by(life.handler)
    for _further in range(life.draw.randint(1, min(life.case.people, MOST_NAMED) - 1)):
        yield life.pace.soon(3, 9)
        link = add_person(life.case, life.city.stranger(), by=by, at=life.pace.at)
    if life.city.is_one_of(6, "mistaken"):
        yield life.pace.soon(5, 30)
        remove_person(life.case, link.person, life.wrote("mistaken"), by=by, at=life.pace.at)


def _respondent(life: Life) -> Steps:
    """Who is complained of: mostly somebody of the employer, seldom a colleague."""
    accused = _colleague(life) if life.city.is_one_of(8, "accused") else None
    name = accused.name if accused else life.city.stranger().name or ""
    about = "" if accused else f"{life.request.facts['employer']}{life.request.facts['boss']}"
    record_respondent(life.case, name, about, accused, by=life.by(life.handler), at=life.pace.at)
    life.look_who_is_kept()
    yield from ()


def _colleague(life: Life) -> User:
    """Another caseworker on the way down to the unit or below it, who does not answer the telephone of the city."""
    apart = {life.handler.id, *life.city.staff.at_the_telephone, *life.kept}
    path = life.unit.org_path
    others = [user for user in life.city.staff.caseworkers if user.id not in apart]
    near = [user for user in others if path.startswith(user.org_path) or user.org_path.startswith(path)]
    return life.draw.choice(near or others)


def _recused(life: Life) -> Steps:
    """A colleague of the unit steps aside."""
    exclude(life.case, _colleague(life), by=life.by(life.handler), at=life.pace.at)
    life.look_who_is_kept()
    yield from ()


def _files(life: Life) -> Steps:
    """Papers that the worker brought to the desk; now and then one of them was wrong."""
    if life.request.channel is Channel.WEB:
        return
    by = life.by(life.handler)
    attach(life.case, _papers(life, life.draw.randint(1, 2)), by=by, at=life.pace.at)
    if life.city.is_one_of(8, "wrong file"):
        yield life.pace.soon(5, 40)
        wrong = files_of(life.case, by)[0]
        withdraw_file(wrong, life.wrote("wrong_file"), by=by, at=life.pace.at)


def _papers(life: Life, count: int) -> list[Staged]:
    chosen = life.draw.sample([*TABLES, *SHEETS], count)
    return [life.city.papers.staged(name, life.pace.at) for name in chosen]


def _tagged(life: Life) -> Steps:
    """To which group the worker belongs, and what that rests on; now and then it is over soon."""
    person = _worker(life)
    if person is None:
        return
    by = life.by(life.handler)
    tag = tag_person(person, _told_of_group(life, person), by=by, at=life.pace.at)
    if life.city.is_one_of(6, "untagged"):
        yield life.pace.days(1, 3)
        untag_person(tag, life.wrote("untagged"), local_date(life.pace.at), by=by, at=life.pace.at)


def _told_of_group(life: Life, person: Person) -> TagFacts:
    draw, day = life.draw, local_date(life.pace.at)
    since, text = day - timedelta(days=draw.randint(20, 300)), life.wrote("evidence")
    occupation = OCCUPATIONS.get(life.request.trade)
    if occupation is not None:
        relation = draw.choice(list(WorkRelation))
        employer = _first_of_chain(life.employer)
        return TagFacts(Group.GIG, since, None, Evidence.RECORD, text, occupation, relation, employer)
    if person.sex is Sex.FEMALE and draw.random() < 0.6:
        period = draw.choice(list(Period))
        return TagFacts(Group.WOMEN, since, day + timedelta(days=180), Evidence.MEDICAL, text, period=period)
    if life.request.ask.categories[0].startswith("D"):
        return TagFacts(Group.HARDSHIP, since, None, Evidence.HARDSHIP_FILE, text)
    evidence = draw.choice((Evidence.DOCUMENT, Evidence.VERIFIED, Evidence.OTHER))
    return TagFacts(Group.MIGRANT, since, None, evidence, text)


def _first_of_chain(employer: Employer) -> Employer:
    """The company at whose end of the chain the work begins: the platform itself."""
    while employer.upstream is not None:
        employer = employer.upstream
    return employer


def _revealed(life: Life) -> Steps:
    """The telephone number of the worker, unmasked for a call."""
    person = _worker(life)
    if person is not None:
        reveal(person, PersonField.PHONE, life.wrote("purpose"), by=life.by(life.handler), at=life.pace.at)
    yield from ()


def _worker(life: Life) -> Person | None:
    """The worker who stands on the case by name; nobody of a sealed one, whose people stand in no list."""
    return next((link.person for link in life.case.persons if not link.person.sealed), None)


AFTER_FIRST_CONTACT: Mapping[Beside, Callable[[Life], Steps]] = {
    Beside.RESPONDENT: _respondent,
    Beside.RECUSED: _recused,
    Beside.FILES: _files,
    Beside.TAGGED: _tagged,
    Beside.REVEALED: _revealed,
}
