"""A case brought to each state of its life by the cast."""

from __future__ import annotations

from collections.abc import Callable

from services.cases.actions import (
    accept,
    archive,
    ask_completion,
    call_back,
    check,
    complain,
    decline,
    dispatch,
    merge,
    object_,
    reply,
    submit,
    suspend,
    take,
    withdraw,
)
from services.cases.kinds import Difficulty, DispatchMode, Family, Outcome, Rating
from services.cases.models import Case, Complaint
from services.cases.rules import Ask
from services.core.access import ANONYMOUS, Actor, ActorKind
from services.people.facts import PersonFacts
from tests.fixtures import MONDAY, House

Prepared = Callable[[House], Case]


def registered(house: House) -> Case:
    return house.make_case(person=PersonFacts(name="郑某", phone="13812345678"))


def sealed(house: House) -> Case:
    """In the hands of a colleague, and seen by nobody above the unit."""
    case, lead = house.submit_case(categories=("C5",)), house.actor("da.lead")
    accept(case, Difficulty.ORDINARY, by=lead, at=MONDAY)
    return take(case, house.user("lin"), by=lead, at=MONDAY)


def accepted(house: House) -> Case:
    return accept(registered(house), Difficulty.ORDINARY, by=house.actor("lin"), at=MONDAY)


def handled(house: House) -> Case:
    return house.handled(registered(house))


def replied(house: House) -> Case:
    case = handled(house)
    reply(case, Outcome.RESOLVED, "工资已补发", by=house.actor("lin"), at=MONDAY)
    return case


def checked(house: House) -> Case:
    case = replied(house)
    check(case, True, by=house.actor("da.lead"), at=MONDAY)
    return case


def called_back(house: House) -> Case:
    case = checked(house)
    call_back(case, Rating.SATISFIED, by=house.actor("da.lead"), at=MONDAY)
    return case


def awaiting_completion(house: House) -> Case:
    return ask_completion(registered(house), "缺劳动合同", by=house.actor("lin"), at=MONDAY)


def dispatched(house: House, mode: DispatchMode = DispatchMode.REFER) -> Case:
    case = accepted(house)
    dispatch(case, house.unit("DB"), mode, by=house.actor("da.lead"), at=MONDAY)
    return case


def suspended(house: House) -> Case:
    return suspend(handled(house), "等仲裁结果", by=house.actor("lin"), at=MONDAY)


def declined(house: House) -> Case:
    return decline(registered(house), "不属工会受理范围", by=house.actor("lin"), at=MONDAY)


def withdrawn(house: House) -> Case:
    return withdraw(accepted(house), by=house.actor("lin"), at=MONDAY)


def merged(house: House) -> Case:
    return merge(registered(house), house.make_case(), by=house.actor("lin"), at=MONDAY)


def archived(house: House) -> Case:
    return archive(house.closed(registered(house)), by=house.actor("da.lead"), at=MONDAY)


def closed(house: House) -> Case:
    return house.closed(registered(house))


def objected_to(house: House) -> Case:
    case = closed(house)
    member = Actor(ActorKind.MEMBER, "member", receipts=frozenset({case.id}))
    object_(case, "钱还没有到账", by=member, at=MONDAY)
    return case


def agreed(house: House) -> Case:
    """A request of a member who agreed that their name is kept."""
    ask = Ask(family=Family.RIGHTS, categories=("A1",), text="两个月没有发工资")
    return submit(house.unit("DA"), ask, consents=("contact.1",), by=ANONYMOUS, at=MONDAY)


def complained_of(house: House) -> Complaint:
    """A complaint about the handler, which waits for an answer."""
    case = handled(house)
    member = Actor(ActorKind.MEMBER, "member", receipts=frozenset({case.id}))
    return complain(case, "没有人回电话", by=member, at=MONDAY)
