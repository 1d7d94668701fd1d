"""The life of one case: each step by whoever may take it, at its time, through the very verbs of the product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import TypeVar

from sqlalchemy import select

from services.accounts.models import User
from services.cases.actions import (
    accept,
    agree,
    call_back,
    check,
    close,
    log_contact,
    note,
    pay,
    register,
    reply,
    see,
    submit,
    take,
)
from services.cases.kinds import Channel, Difficulty, Family, Outcome, Rating, RecoveryKind, Status
from services.cases.models import Case, CaseReader, Contact
from services.cases.queries.readers import kept_users
from services.cases.rules import Sense
from services.core.access import Actor, ActorKind, Role, unscoped
from services.core.database import db
from services.core.time import local_date
from services.people.models import Employer
from services.scenario.city.backdrop import City
from services.scenario.city.beside import Beside, beside_handling, proxy_of, sent_along, told_not_to
from services.scenario.city.fates import Fate
from services.scenario.city.pace import Pace
from services.scenario.city.requests import Request
from services.scenario.city.turns import Turn, afterwards, at_the_door, own_rating, while_handled
from services.units.models import Unit

T = TypeVar("T")

MEMBER = Actor(ActorKind.MEMBER, ActorKind.MEMBER.value)
TIME_TO_HANDLE = {Difficulty.ORDINARY: (1, 5), Difficulty.DIFFICULT: (4, 15), Difficulty.COMPLEX: (12, 40)}
"""Working days from acceptance to reply, where nothing is late."""
LATE = 0.1
MOST_UNDER_WAY = 60
"""So many of the last cases may be the one with which another is joined."""
RATINGS = {
    Rating.VERY_SATISFIED: 34,
    Rating.SATISFIED: 36,
    Rating.FAIRLY_SATISFIED: 14,
    Rating.DISSATISFIED: 9,
    Rating.NOT_REACHED: 7,
}
OUTCOMES = {Outcome.RESOLVED: 46, Outcome.PARTLY: 24, Outcome.EXPLAINED: 20, Outcome.UNRESOLVED: 10}
KINDS_OF_MONEY = {"A4": RecoveryKind.INJURY_BENEFIT, "B8": RecoveryKind.INJURY_BENEFIT, "A2": RecoveryKind.COMPENSATION}
KINDS_OF_MONEY |= {"A13": RecoveryKind.COMPENSATION, "C1": RecoveryKind.COMPENSATION, "A14": RecoveryKind.OTHER}

Steps = Iterator[datetime]
"""The times of the steps to come. A step is taken when the next time is asked for."""


@dataclass
class Life:
    """One case from its request on. `fate` is None where it may go as far as there is time."""

    request: Request
    unit: Unit
    employer: Employer
    city: City
    pace: Pace
    draw: Random
    turn: Turn = Turn.NONE
    beside: Beside = Beside.NOTHING
    fate: Fate | None = None
    outcome: Outcome = Outcome.EXPLAINED
    ended: bool = False
    kept: frozenset[int] = frozenset()
    """Colleagues who see nothing of it."""

    def steps(self) -> Steps:
        """Everything that happens, one thing after the other."""
        yield self.request.at
        self.kept = self.city.tied.get(self.request.employer, frozenset())
        if self.request.channel is Channel.HOTLINE and self.draw.random() < 0.5:
            call = self._called()
            yield self.pace.soon(4, 25)
            self.case = self._registered(call)
        else:
            self.case = self._registered(None)
        self.insiders = self._readers() if self.case.sealed else None
        if self.insiders is not None:
            self.turn = Turn.NONE
            self.look_who_is_kept()
        if self._stops(Status.RECEIVED):
            return
        yield from at_the_door(self)
        if not self.ended:
            yield from self._handled()

    def _handled(self) -> Steps:
        yield self.pace.days(0, 1 if self.fate else self._perhaps_late(2, 6))
        self.handler = self.nearest(self.unit, Role.CASEWORKER)
        if self.insiders is not None:
            see(self.case, by=self.lead(), at=self.pace.at)
        self.difficulty = self._difficulty()
        accept(self.case, self.difficulty, by=self._at_the_desk(), at=self.pace.at)
        if self._stops(Status.ACCEPTED):
            return
        yield self.pace.soon()
        take(self.case, self.handler, by=self._at_the_desk(), at=self.pace.at)
        yield self.pace.days(0, self._perhaps_late(1, 3))
        self._note("first", contacted=True)
        yield from beside_handling(self)
        if self._stops(Status.HANDLING):
            return
        if self.insiders is None and self.fate is None:
            self.city.handled = [*self.city.handled[-MOST_UNDER_WAY:], self.case]
        yield from while_handled(self)
        if not self.ended:
            yield from self._worked_on()
        if not self.ended:
            yield from self.answered()

    def _worked_on(self) -> Steps:
        """Between the first contact and the reply: looking into it, and the money that comes of it."""
        kinds = ["home"] if self.case.family is Family.ASSISTANCE else ["employer", "evidence", "mediation"]
        chosen = self.draw.sample(kinds, self.draw.choice((0, 1, 1, min(2, len(kinds)))))
        least, most = (0, 1) if self.fate else TIME_TO_HANDLE[self.difficulty]
        over = self.draw.choice((2, 5, 11)) if not self.fate and self.draw.random() < LATE else 0
        for kind in chosen:
            yield self.pace.days(0, max(1, most // (len(chosen) + 2)))
            self._note(kind, public=kind != "evidence" and self.draw.random() < 0.2)
        self.outcome = self._one_of(OUTCOMES)
        if self.case.claim_fen and self.outcome in (Outcome.RESOLVED, Outcome.PARTLY):
            yield from self._money(self.case.claim_fen)
        yield self.pace.days(over, max(least, most // 3) + over)
        self.ended = self.case.status is not Status.HANDLING

    def _money(self, claim: int) -> Steps:
        kind = KINDS_OF_MONEY.get(self.request.ask.categories[0], RecoveryKind.WAGES)
        share = 100 if self.outcome is Outcome.RESOLVED else self.draw.randrange(30, 85, 5)
        won = claim * share // 100
        if self.draw.random() < 0.6:
            yield self.pace.days(0, 2)
            pay_by = self.pace.calendar.add_working_days(local_date(self.pace.at), self.draw.randint(3, 30))
            agree(self.case, won, kind, pay_by, by=self.by(self.handler), at=self.pace.at)
        if self.draw.random() < 0.75:
            yield self.pace.days(0, 2)
            paid = won if self.draw.random() < 0.8 else won // 2
            pay(self.case, paid, kind, by=self.by(self.handler), at=self.pace.at)

    def answered(self) -> Steps:
        """Reply, check, callback, closing; again from the reply where one of them sends it back."""
        text = self.city.sayings.of("reply", self.outcome.value, self.request.facts, local_date(self.pace.at))
        reply(self.case, self.outcome, text, by=self.by(self.handler), at=self.pace.at)
        if self._stops(Status.REPLIED):
            return
        yield self.pace.days(0, 2)
        if not self._checked():
            yield self.pace.days(1, 3)
            yield from self.answered()
            return
        if self._stops(Status.CHECKED):
            return
        yield from own_rating(self)
        kept = False
        while not kept:
            yield self.pace.days(0, 2)
            rating = self._one_of(RATINGS)
            again = rating is Rating.DISSATISFIED and self.draw.random() < 0.35
            self._called_back(rating, again)
            if again:
                yield self.pace.days(1, 6)
                yield from self.answered()
                return
            kept = rating is not Rating.NOT_REACHED
        yield self.pace.soon()
        close(self.case, by=self.lead(), at=self.pace.at)
        yield from afterwards(self)

    def _called(self) -> Contact:
        """The call from which the request arises."""
        text = self.request.ask.text
        text = text[: text.find("。", 30) + 1] or text
        caller = self.city.staff.at_the_top(Role.CASEWORKER)
        return log_contact(self.unit, Channel.HOTLINE, text, False, by=self.by(caller), at=self.pace.at)

    def _registered(self, call: Contact | None) -> Case:
        request, at = self.request, self.pace.at
        ask, proxy = told_not_to(self), proxy_of(self)
        if request.channel is Channel.WEB:
            files = sent_along(self)
            return submit(self.unit, ask, request.person, self.employer, proxy=proxy, files=files, by=MEMBER, at=at)
        if request.channel is Channel.HOTLINE:
            clerk = self.city.staff.at_the_top(Role.CASEWORKER)
        else:
            clerk = self.nearest(self.unit, Role.CASEWORKER)
        by = self.by(clerk)
        return register(self.unit, ask, request.channel, request.person, self.employer, call, proxy, by=by, at=at)

    def _note(self, kind: str, *, contacted: bool = False, public: bool = False) -> None:
        which = "public" if public else kind
        text = self.city.sayings.of("note", which, self.request.facts, local_date(self.pace.at))
        note(self.case, text, public, contacted, by=self.by(self.handler), at=self.pace.at)

    def _checked(self) -> bool:
        passed = bool(self.fate) or self.draw.random() < 0.93
        which = "passed" if passed else "failed"
        said = not passed or self.draw.random() < 0.4
        day = local_date(self.pace.at)
        text = self.city.sayings.plain(which, self.request.facts, day) if said else ""
        check(self.case, passed, text, by=self.lead(), at=self.pace.at)
        return passed

    def _called_back(self, rating: Rating, fault: bool) -> None:
        reached = rating is not Rating.NOT_REACHED
        senses = Sense(*(self.draw.randint(2, 5) for _sense in range(3))) if reached else None
        if self.insiders is None:
            caller = self.by(self.city.staff.at_the_top(Role.CASEWORKER, but=[self.handler.id, *self.kept]))
        else:
            caller = self.lead()
        call_back(self.case, rating, senses, fault, by=caller, at=self.pace.at)

    def _readers(self) -> Sequence[int]:
        """Those who may read a sealed case."""
        named = select(CaseReader.user_id).where(CaseReader.case_id == self.case.id).order_by(CaseReader.id)
        return db.session.scalars(unscoped(named, because="the story asks who may take the next step")).all()

    def clerk(self) -> Actor:
        """Whoever looks at requests in the unit."""
        return self.by(self.nearest(self.unit, Role.CASEWORKER)) if self.insiders is None else self.lead()

    def nearest(self, unit: Unit | None, role: Role, *, but: Sequence[int] = ()) -> User:
        """One from whom the case is not kept, of the unit or of the nearest above."""
        return self.city.staff.nearest(unit, role, but=[*but, *self.kept])

    def look_who_is_kept(self) -> None:
        """Somebody was struck out, complained of or stepped aside: from now on nothing is done by them."""
        self.kept = kept_users(self.case.id)

    def member(self) -> Actor:
        """The worker with the receipt of this case."""
        return MEMBER.with_receipt(self.case.id)

    def said(self, which: str) -> str:
        """What is written with a turn."""
        return self.city.sayings.of("turn", which, self.request.facts, local_date(self.pace.at))

    def wrote(self, which: str) -> str:
        """What is written beside the course of the case."""
        return self.city.sayings.of("beside", which, self.request.facts, local_date(self.pace.at))

    def _at_the_desk(self) -> Actor:
        """Whoever takes the case on: the handler, or an officer where only officers see it."""
        return self.by(self.handler) if self.insiders is None else self.lead()

    def lead(self) -> Actor:
        """A supervisor who sees the case and does not handle it."""
        if self.insiders is None:
            return self.by(self.nearest(self.unit, Role.SUPERVISOR, but=[self.handler.id]))
        able = [user for user in self.city.staff.leads if user.id in self.insiders and user.id != self._handler_id()]
        return self.by(self.draw.choice(able))

    def by(self, user: User) -> Actor:
        """The colleague as somebody who acts."""
        return self.city.staff.actor(user)

    def _handler_id(self) -> int | None:
        return self.case.handler_id

    def _difficulty(self) -> Difficulty:
        if self.fate:
            return self.fate.difficulty
        return self.draw.choices(list(Difficulty), (68, 23, 9))[0]

    def _one_of(self, weights: Mapping[T, int]) -> T:
        return self.draw.choices(list(weights), list(weights.values()))[0]

    def _perhaps_late(self, usual: int, late: int) -> int:
        return late if not self.fate and self.draw.random() < LATE else usual

    def _stops(self, status: Status) -> bool:
        return self.fate is not None and self.fate.stop is status
