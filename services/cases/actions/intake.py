"""How a case begins: a member submits, or a caseworker registers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm.attributes import set_committed_value

from services.cases import query_codes
from services.cases.actions.conflicts import exclude_tied, leaves_a_reader, strike_out
from services.cases.actions.consents import keep_consents
from services.cases.actions.contacts import becomes, unused_contact
from services.cases.actions.files import keep_files
from services.cases.actions.moving import begin_history, tell_clocks
from services.cases.actions.parties import links_of, seen_person, take_known, take_part
from services.cases.actions.sealing import name_officers
from services.cases.actions.telling import tell_the_member
from services.cases.kinds import CaseEvent, Channel, PartyRole
from services.cases.messages import RECEIVED
from services.cases.models import (
    Case,
    CaseCategory,
    CaseFactor,
    CaseGroup,
    CasePerson,
    CaseWish,
    Category,
    Contact,
)
from services.cases.numbers import next_number, sealed_number
from services.cases.queries.finding import category_names
from services.cases.rules import Ask, Proxy
from services.clocks.rules import FactKind
from services.core.access import Actor
from services.core.actions import action
from services.core.audit import record
from services.core.database import db
from services.core.errors import ErrorCode, Problem
from services.core.files.staging import Staged
from services.core.settings import settings_in_use
from services.core.time import local_date
from services.core.words import _l
from services.people.actions import offered_group, register_person
from services.people.facts import PersonFacts
from services.people.models import Employer, Person
from services.people.queries import find_employer
from services.units.models import Unit


@dataclass(frozen=True)
class ProxyFacts:
    """Somebody who asks for the worker, with what they are to the worker."""

    person: PersonFacts
    standing: Proxy


@action("case.submit", makes=True)
def submit(
    unit: Unit,
    ask: Ask,
    person: PersonFacts | None = None,
    employer: Employer | None = None,
    query_code: str | None = None,
    consents: tuple[str, ...] = (),
    proxy: ProxyFacts | None = None,
    files: Sequence[Staged] = (),
    *,
    by: Actor,
    at: datetime,
) -> Case:
    """A request through the portal, with or without a name. The number and the query code are its receipt.

    `proxy` asks for the worker, who is then `person`. `consents` name the texts, with their versions, that the member
    agreed to; rows and the event keep them. `files` are claimed in the same transaction.
    Problem(invalid): nothing said, an unknown category, a unit that takes no requests.
    """
    case = _begin(unit, ask, Channel.WEB, person, employer, proxy, by=by, at=at)
    keep_consents(case, consents, at)
    query_codes.keep(case, query_code or query_codes.new_query_code())
    case.query_code_until = at + timedelta(days=settings_in_use().query_code_days)
    record(CaseEvent.SUBMITTED, case, {**_facts(case, ask), "consents": consents}, by=by, at=at)
    keep_files(case, files, by=by, at=at)
    tell_clocks(case, FactKind.REGISTERED, at)
    tell_the_member(case, RECEIVED, at=at, discreet=ask.discreet)
    return case


@action("case.register", makes=True)
def register(
    unit: Unit,
    ask: Ask,
    channel: Channel,
    person: PersonFacts | None = None,
    employer: Employer | None = None,
    contact: Contact | None = None,
    proxy: ProxyFacts | None = None,
    known: Person | None = None,
    *,
    by: Actor,
    at: datetime,
) -> Case:
    """The same, logged by a caseworker; `contact` is the call it arose from, whose enquiry is thereby answered.

    `known` is the worker where they were registered before; `person` then tells what is new of them.
    """
    source = unused_contact(contact, by) if contact is not None else None
    worker = seen_person(known, by) if known is not None else None
    case = _begin(unit, ask, channel, None if worker else person, employer, proxy, by=by, at=at)
    record(CaseEvent.REGISTERED, case, _facts(case, ask), by=by, at=at)
    tell_clocks(case, FactKind.REGISTERED, at)
    if worker is not None:
        take_known(case, worker, person, by=by, at=at)
    if source is not None:
        becomes(source, case, by=by, at=at)
    tell_the_member(case, RECEIVED, at=at, discreet=ask.discreet)
    return case


def _begin(
    unit: Unit,
    ask: Ask,
    channel: Channel,
    person: PersonFacts | None,
    employer: Employer | None,
    proxy: ProxyFacts | None,
    *,
    by: Actor,
    at: datetime,
) -> Case:
    ask.check()
    if not unit.active:
        raise Problem(ErrorCode.INVALID, _l("这个单位已停止受理。请选择上一级单位。"), field="unit")
    categories = known_categories(ask.categories, at)
    sealed = ask.confidential or ask.strikes_out or any(category.sealed_by_itself for category in categories)
    case = _new_case(unit, ask, channel, employer, sealed, at)
    db.session.add(case)
    db.session.flush()
    _add_parts(case, ask, categories)
    begin_history(case, at)
    if person is not None:
        worker = register_person(unit, person, sealed=sealed, by=by, at=at)
        link = CasePerson(case_id=case.id, person=worker, role=PartyRole.WORKER)
        db.session.add(link)
        set_committed_value(case, "persons", [link])  # a new case has no others: nobody asks who is on it
    if proxy is not None:
        asking = register_person(unit, proxy.person, sealed=sealed, by=by, at=at)
        take_part(case, asking, proxy.standing, None)
    if sealed:
        _name_readers(case, ask, by=by, at=at)
    return case


def _name_readers(case: Case, ask: Ask, *, by: Actor, at: datetime) -> None:
    for link in links_of(case):
        exclude_tied(case, link.person, by=by, at=at)
    if ask.strikes_out:
        strike_out(case, ask, by=by, at=at)
        leaves_a_reader(case)
    name_officers(case, case.unit, at)


def _new_case(unit: Unit, ask: Ask, channel: Channel, employer: Employer | None, sealed: bool, at: datetime) -> Case:
    known = employer or (find_employer(ask.employer_name) if ask.employer_name else None)
    case = Case(
        number=sealed_number(unit, at) if sealed else next_number(unit, at),
        unit_id=unit.id,
        org_path=unit.org_path,
        family=ask.family,
        channel=channel,
        sealed=sealed,
        people=ask.people,
        claim_fen=ask.claim,
        employer_id=known.id if known else None,
        employer_told=ask.employer_name or None,
        received_at=at,
        confidential_from_employer=ask.keep_from_employer or sealed,
    )
    case.keep_text(ask.text)
    return case


def _add_parts(case: Case, ask: Ask, categories: Sequence[Category]) -> None:
    for position, category in enumerate(categories, start=1):
        db.session.add(CaseCategory(case_id=case.id, code=category.code, position=position))
    for code in sorted(ask.groups):
        db.session.add(CaseGroup(case_id=case.id, group=offered_group(code, local_date(case.received_at)).code))
    for factor in sorted(ask.factors):
        db.session.add(CaseFactor(case_id=case.id, factor=factor))
    if ask.handler_sex or ask.discreet:
        db.session.add(CaseWish(case_id=case.id, handler_sex=ask.handler_sex, discreet=ask.discreet))


def known_categories(codes: Sequence[str], at: datetime) -> list[Category]:
    """The categories with these codes, in the order given. Problem(invalid): one is unknown or out of date."""
    known, day = category_names(), local_date(at)
    for code in codes:
        category = known.get(code)
        if category is None or not category.valid_from <= day <= (category.valid_to or day):
            raise Problem(ErrorCode.INVALID, _l("没有“%(code)s”这个类别。", code=code[:40]), field="categories")
    return [known[code] for code in dict.fromkeys(codes)]


def _facts(case: Case, ask: Ask) -> dict[str, object]:
    return {
        "number": case.number,
        "unit": case.unit.code,
        "channel": case.channel,
        "family": case.family,
        "categories": list(ask.categories),
        "people": case.people,
        "claim_fen": case.claim_fen,
        "sealed": case.sealed,
    }
