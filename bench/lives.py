"""The life of one invented case: every row that the product would have written, and every event."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from bench.town import Office
from services.cases.kinds import (
    CaseEvent,
    Channel,
    Difficulty,
    Family,
    Group,
    Outcome,
    Rating,
    RecoveryKind,
    RecoveryStage,
    Status,
)
from services.cases.models import (
    Callback,
    Case,
    CaseCategory,
    CaseGroup,
    CasePerson,
    CaseReader,
    Note,
    QualityCheck,
    ReaderKind,
    Recovery,
    Reply,
    StatusSpan,
    UnitSpan,
)
from services.cases.rules import HANDLE_RULES
from services.clocks.models import Clock, ClockDue
from services.clocks.rules import due
from services.clocks.table import in_force
from services.core.access import Actor
from services.core.calendar import WorkingCalendar
from services.core.time import local_date
from services.core.vault import vault
from services.core.words import Labelled
from services.people.kinds import Sex
from services.people.models import Person
from services.people.queries import phone_index

END = datetime(2026, 3, 31, 4, 0, tzinfo=UTC)
"""Noon of the last day of March 2026 in China: when all is told, and when the pages are opened."""
DAYS = 730
CATEGORIES = ("A1", "A2", "A3", "A4", "B1", "B2", "C1", "D1")
CHANNELS = (Channel.HOTLINE, Channel.WEB, Channel.VISIT, Channel.LETTER, Channel.TRANSFERRED)
RATINGS = (Rating.VERY_SATISFIED, Rating.SATISFIED, Rating.SATISFIED, Rating.FAIRLY_SATISFIED, Rating.DISSATISFIED)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
WAGES = "我在这家单位做{job},{months}个月没有拿到工资,找了几次都说再等等。单位没有签书面合同,请工会帮忙。"
STORIES = (
    "我在这家单位做{job}已经{months}个月,一直没有书面合同,上周口头通知不用再来了,请工会帮忙。",
    "做{job}{months}个月,社保只交了一个月,去问就说等等,想知道怎样补缴。",
    "上班路上摔伤,单位不愿申报,我做{job},已经自己垫付了{months}千多元。",
    "每天干满十一个小时,{months}个月只休了四天,我是{job},请帮忙看看怎样主张加班。",
    "账号突然被停用,申诉{months}次都是机器回复,我做{job},全家等着用钱。",
)
DUST = "在打磨岗位做{job}{months}年,体检怀疑矽肺,单位不给开职业史证明,请工会帮忙。"
WAGES_SHARE, DUST_SHARE = 0.2, 0.0005
"""Of all stories: so that one word is found often and another hardly ever."""
JOBS = ("骑手", "装修工", "保洁员", "电焊工", "服务员", "快递员", "缝纫工", "司机")
NOTE = "已电话联系职工,核对了考勤和转账记录,单位答应三天内回话。"
ANSWER = "单位已承认欠薪,约定分两次支付,请留意到账;如未到账,请再与我们联系。"
HANDLING_DAYS = {Difficulty.ORDINARY: 6, Difficulty.DIFFICULT: 16, Difficulty.COMPLEX: 50}


class EndOfStory(Exception):
    """What comes next lies after the last day."""


@dataclass(frozen=True)
class Happening:
    """An event that still has to take its place in a chain."""

    at: datetime
    kind: Labelled
    id: int
    org_path: str
    facts: dict[str, object]
    by: Actor
    __tablename__: str = Case.__tablename__


class Ids:
    """Row ids that grow with the time of the story, the same in every run; of several, each gives others."""

    def __init__(self, place: int = 0, of: int = 1) -> None:
        self.given, self.step = place, of

    def at(self, instant: datetime) -> int:
        """The next id of a row written then: milliseconds since 2020, then a running number."""
        self.given += self.step
        since_2020 = int(instant.timestamp() * 1000) - 1_577_836_800_000
        return since_2020 << 22 | (self.given & 0x3FFFFF)


@dataclass
class Life:
    """One case from its beginning to the end of the story."""

    draw: Random
    ids: Ids
    calendar: WorkingCalendar
    office: Office
    employer_id: int
    number: str
    sealed: bool
    received_at: datetime
    rows: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    events: list[Happening] = field(default_factory=list)
    clocks: list[dict[str, Any]] = field(default_factory=list)
    spans: list[tuple[Status, datetime]] = field(default_factory=list)
    case: dict[str, Any] = field(default_factory=dict)

    def tell(self) -> Life:
        """Fills rows and events; what would lie after the end of the story does not happen."""
        self.begin()
        with suppress(EndOfStory):
            self.go_on()
        self.end()
        return self

    def begin(self) -> None:
        draw, at, sealed = self.draw, self.received_at, self.sealed
        worker, _login = draw.choice(self.office.workers)
        drawn = draw.random()
        told = DUST if drawn < DUST_SHARE else WAGES if drawn < WAGES_SHARE else draw.choice(STORIES)
        story = told.format(job=draw.choice(JOBS), months=draw.randint(1, 9))
        self.case = {
            "id": (ident := self.ids.at(at)),
            "org_path": self.office.org_path,
            "number": self.number,
            "unit_id": self.office.unit_id,
            "family": Family.RIGHTS,
            "channel": draw.choice(CHANNELS),
            "sealed": sealed,
            "people": 12 if draw.random() < 0.03 else 1,
            "claim_fen": draw.randint(800, 60_000) * 100 if draw.random() < 0.6 else None,
            "employer_id": self.employer_id,
            "received_at": at,
            "story": None if sealed else story,
            "story_sealed": vault().seal(story, f"cases.story_sealed.{ident}") if sealed else None,
            "confidential_from_employer": sealed,
            **dict.fromkeys(("difficulty", "handler_id", "accepted_at", "closed_at")),
        }
        self.spans.append((Status.RECEIVED, at))
        self.about_the_case(ident, worker)
        self.happens(CaseEvent.REGISTERED, {"number": self.number, "sealed": sealed}, worker, at)
        self.start("sla.accept", at)

    def about_the_case(self, ident: int, worker: Actor) -> None:
        draw, at = self.draw, self.received_at
        codes = draw.sample(CATEGORIES, 2 if draw.random() < 0.2 else 1)
        for position, code in enumerate(codes, start=1):
            self.add(CaseCategory, at, code=code, position=position)
        for group in draw.sample(list(Group), draw.choice((0, 0, 1, 1, 2))):
            self.add(CaseGroup, at, group=group)
        self.add(UnitSpan, at, unit_id=self.office.unit_id, org_path=self.office.org_path, from_at=at, until_at=None)
        if draw.random() < 0.7:
            self.add(CasePerson, at, person_id=self.person(at))
        if self.sealed:
            officer = {"user_id": worker.user_id, "kind": ReaderKind.HANDLER, "officer_of_id": None}
            self.add(CaseReader, at, **officer, since=at, until=None)

    def person(self, at: datetime) -> int:
        draw, ident, sealed = self.draw, self.ids.at(at), self.sealed
        phone = f"138{draw.randrange(10**8):08d}"
        name = draw.choice(SURNAMES) + draw.choice("伟芳娜敏静磊洋艳勇杰")
        values = {
            "id": ident,
            "org_path": self.office.org_path,
            "name_sealed": vault().seal(name, f"person.name_sealed.{ident}"),
            "phone_sealed": vault().seal(phone, f"person.phone_sealed.{ident}"),
            "phone_index": None if sealed else phone_index(phone),
            "sex": draw.choice(list(Sex)),
            "birth_year": draw.randint(1962, 2006),
            "sealed": sealed,
        }
        self.rows.append((Person, values))
        return ident

    def go_on(self) -> None:
        """What happens one after the other, for as long as there is time."""
        draw = self.draw
        handler, login = draw.choice(self.office.workers)
        lead = self.office.lead
        difficulty = draw.choices(list(Difficulty), (8, 2, 1))[0]
        at = self.accepted(difficulty, handler, self.later(self.received_at, 2))
        at = self.taken(handler, login, self.later(at, 1))
        for _note in range(draw.randint(0, 3)):
            at = self.noted(handler, self.later(at, 2))
        at, reply_id = self.replied(handler, self.later(at, HANDLING_DAYS[difficulty]))
        if self.case["claim_fen"] and draw.random() < 0.5:
            at = self.paid(handler, self.later(at, 2))
        at = self.checked(lead, self.later(at, 2))
        at = self.called_back(reply_id, lead, self.later(at, 2))
        self.closed(lead, self.later(at, 1))

    def later(self, at: datetime, days: int) -> datetime:
        """Some time within the days after; ends the life where the story is over."""
        then = at + timedelta(minutes=self.draw.randint(20, days * 1440))
        if then >= END:
            raise EndOfStory
        return then

    def accepted(self, difficulty: Difficulty, by: Actor, at: datetime) -> datetime:
        self.moves(Status.ACCEPTED, at)
        self.case |= {"difficulty": difficulty, "accepted_at": at}
        self.happens(CaseEvent.ACCEPTED, {"difficulty": difficulty}, by, at)
        self.meet("sla.accept", at)
        self.start("sla.first_contact", at)
        self.start(HANDLE_RULES[difficulty], at)
        return at

    def taken(self, handler: Actor, login: str, at: datetime) -> datetime:
        self.moves(Status.HANDLING, at)
        self.case["handler_id"] = handler.user_id
        self.happens(CaseEvent.TAKEN, {"handler": login, "before": None}, handler, at)
        return at

    def noted(self, by: Actor, at: datetime) -> datetime:
        ident = self.add_sealed(Note, NOTE, at, by_id=by.user_id, public=False, contacted=True)
        self.happens(CaseEvent.NOTED, {"note": ident, "public": False, "contacted": True}, by, at)
        self.meet("sla.first_contact", at)
        return at

    def replied(self, by: Actor, at: datetime) -> tuple[datetime, int]:
        self.moves(Status.REPLIED, at)
        outcome = self.draw.choice(list(Outcome))
        ident = self.add_sealed(Reply, ANSWER, at, by_id=by.user_id, outcome=outcome, cancelled_at=None)
        self.happens(CaseEvent.REPLIED, {"reply": ident, "outcome": outcome}, by, at)
        self.meet("sla.first_contact", at)
        self.meet("sla.handle.", at)
        self.start("sla.callback", at)
        return at, ident

    def paid(self, by: Actor, at: datetime) -> datetime:
        amount, kind = self.case["claim_fen"] // 2, self.draw.choice(list(RecoveryKind))
        money = {"kind": kind, "amount_fen": amount, "by_id": by.user_id, "at": at}
        for stage, event in (
            (RecoveryStage.AGREED, CaseEvent.RECOVERY_AGREED),
            (RecoveryStage.PAID, CaseEvent.RECOVERY_PAID),
        ):
            ident = self.add(Recovery, at, stage=stage, pay_by=None, **money)
            self.happens(event, {"recovery": ident, "kind": kind, "amount_fen": amount}, by, at)
        return at

    def checked(self, by: Actor, at: datetime) -> datetime:
        self.moves(Status.CHECKED, at)
        ident = self.add(QualityCheck, at, by_id=by.user_id, at=at, passed=True, note_sealed=None)
        self.happens(CaseEvent.CHECKED, {"check": ident, "passed": True}, by, at)
        return at

    def called_back(self, reply_id: int, by: Actor, at: datetime) -> datetime:
        rating = self.draw.choice(RATINGS)
        senses = {name: self.draw.randint(2, 5) for name in ("gain", "happiness", "security")}
        ident = self.add(
            Callback, at, reply_id=reply_id, by_id=by.user_id, at=at, rating=rating, fault_of_handler=False, **senses
        )
        self.happens(CaseEvent.CALLED_BACK, {"callback": ident, "rating": rating}, by, at)
        self.meet("sla.callback", at)
        return at

    def closed(self, by: Actor, at: datetime) -> None:
        self.moves(Status.CLOSED, at)
        self.case["closed_at"] = at
        self.happens(CaseEvent.CLOSED, {}, by, at)

    def end(self) -> None:
        """Status, spans, clocks and the nearest due day as the story leaves them."""
        ends = [at for _status, at in self.spans[1:]] + [None]
        for (status, since), until in zip(self.spans, ends, strict=True):
            self.add(StatusSpan, since, status=status, from_at=since, until_at=until)
        running = [clock for clock in self.clocks if clock["met_at"] is None]
        if self.case["closed_at"]:
            for clock in running:
                clock["cancelled_at"] = self.case["closed_at"]
            running = []
        nearest = min(running, key=lambda clock: (clock["due_on"], clock["id"]), default=None)
        self.case |= {
            "status": self.spans[-1][0],
            "next_due_on": nearest["due_on"] if nearest else None,
            "next_rule": nearest["rule"] if nearest else None,
        }
        self.rows.append((Case, self.case))
        for clock in self.clocks:
            self.rows.append((Clock, clock))
            given = {name: clock[name] for name in ("due_on", "provisional")}
            values = {"clock_id": clock["id"], "from_at": clock["started_at"], "until_at": None, "why": "start"}
            self.rows.append((ClockDue, {"id": self.ids.at(clock["started_at"]), **given, **values}))

    def add(self, model: Any, when: datetime, **values: Any) -> int:
        ident = self.ids.at(when)
        self.rows.append((model, {"id": ident, "case_id": self.case["id"], **values}))
        return ident

    def add_sealed(self, model: Any, text: str, at: datetime, **values: Any) -> int:
        ident = self.ids.at(at)
        sealed = vault().seal(text, f"{model.__tablename__}.text_sealed.{ident}")
        self.rows.append((model, {"id": ident, "case_id": self.case["id"], "at": at, "text_sealed": sealed, **values}))
        return ident

    def moves(self, status: Status, at: datetime) -> None:
        self.spans.append((status, at))

    def happens(self, kind: Labelled, facts: dict[str, object], by: Actor, at: datetime) -> None:
        self.events.append(Happening(at, kind, self.case["id"], self.office.org_path, facts, by))

    def start(self, rule: str, at: datetime) -> None:
        due_on, provisional, version = _due(rule, local_date(at), self.calendar)
        self.clocks.append(
            {
                "id": self.ids.at(at),
                "org_path": self.office.org_path,
                "case_id": self.case["id"],
                "subject_type": Case.__tablename__,
                "subject_id": self.case["id"],
                "rule": rule,
                "rule_version": version,
                "started_at": at,
                "due_on": due_on,
                "provisional": provisional,
                "met_at": None,
                "cancelled_at": None,
            }
        )

    def meet(self, rule: str, at: datetime) -> None:
        for clock in self.clocks:
            if clock["rule"].startswith(rule) and clock["met_at"] is None:
                clock["met_at"] = at


@cache
def _due(rule: str, start: date, calendar: WorkingCalendar) -> tuple[date | None, bool, int]:
    version = in_force(rule, start)
    answer = due(version, start, calendar)
    return answer.due, answer.provisional, version.version
