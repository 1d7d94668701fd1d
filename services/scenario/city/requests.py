"""The facts of one invented request: who asks, of which employer, about what, for how much. Drawn, never copied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from services.cases.kinds import Channel, Factor, Group
from services.cases.rules import COLLECTIVE_FROM, Ask, family_of
from services.core.time import local_date
from services.people.facts import PersonFacts
from services.people.kinds import Sex
from services.scenario.city.months import ARREARS, Arrival
from services.scenario.city.places import Places
from services.scenario.city.sayings import Sayings

GIG = ("delivery", "courier", "ride", "truck", "domestic", "live")
PLAIN = ("building", "factory", "clothing", "catering", "shop", "service", "care", "office")
WORKSHOPS = ("factory", "clothing", "building")
TRADES: Mapping[str, Sequence[str]] = {
    "A1": ("building", "building", "building", *PLAIN),
    "A4": WORKSHOPS,
    "A6": WORKSHOPS,
    "A7": ("factory", "clothing", "catering"),
    "A8": ("factory", "clothing", "catering"),
    "A9": ("factory", "service"),
    "B3": ("delivery", "courier", "domestic"),
    "B4": ("delivery", "courier", "ride"),
    "B5": ("delivery",),
    "B6": ("delivery", "ride"),
    "B7": ("ride", "truck"),
    "B8": ("delivery", "courier"),
    "B10": ("truck", "ride"),
    "B12": ("delivery", "courier"),
    "C6": ("factory", "clothing", "catering"),
}
"""Where a matter arises, where not in any trade of its tree."""
TRADES_OF_TREE: Mapping[str, Sequence[str]] = {
    "B": GIG,
    "C": ("clothing", "factory", "catering", "shop", "care", "office"),
}
BESIDE: Mapping[str, str] = {
    "A1": "A5",
    "A2": "A3",
    "A4": "A3",
    "B1": "B9",
    "B3": "B11",
    "B6": "B4",
    "C1": "A2",
    "D1": "D3",
}
"""What is often asked for in the same breath."""
UNION_MATTERS = frozenset({"A10", "A11", "A12", "B12", "C8"})
CLAIMED = frozenset({"A1", "B3", "B4", "A13"})
TOGETHER = frozenset({"A1", "B3", "A5", "A9", "A13", "A6"})
"""Matters that many workers bring at once."""
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    *("桂芳", "建国", "晓燕", "海涛", "玉兰", "志强", "丽华", "永强", "春梅", "文斌", "秀英", "少波", "雪琴", "立新"),
    *(
        "红霞",
        "光明",
        "小军",
        "雨桐",
        "子轩",
        "静",
        "磊",
        "敏",
        "洋",
        "勇",
        "杰",
        "娟",
        "涛",
        "鑫",
        "倩",
        "帆",
        "慧",
        "宁",
    ),
)
NUMBERS_OF_NOBODY = "154"
"""A beginning that no mobile number of the mainland has."""


@dataclass(frozen=True)
class Request:
    """What comes in, ready for the verbs. `facts` is what later texts about it may mention."""

    at: datetime
    channel: Channel
    unit: str
    """Code of the unit that it goes to."""
    ask: Ask
    person: PersonFacts | None
    employer: str
    trade: str
    facts: Mapping[str, str]


class Requests:
    """Draws requests from a city."""

    def __init__(self, draw: Random, sayings: Sayings, places: Places) -> None:
        self.draw, self.sayings, self.places = draw, sayings, places
        self.known: dict[int, list[PersonFacts]] = defaultdict(list)
        """Half of the city → who has been there."""

    def draw_one(self, arrival: Arrival, channel: Channel, group: Group | None, *, to_a_street: bool) -> Request:
        """The request of one arrival; `group` is one that it must have, so that each is met."""
        code, day = arrival.category, local_date(arrival.at)
        trade = self.draw.choice(TRADES.get(code) or TRADES_OF_TREE.get(code[0], PLAIN))
        employer, name = self.draw.choice(self.places.employers[trade])
        unit = self.places.place(self.draw, channel, employer, to_a_street=to_a_street)
        groups = self._groups(code, trade) | ({group} if group else frozenset())
        person = self._person(groups, self.places.half_of(unit))
        facts = self.facts(trade, name, person, self._people(code))
        text = self.sayings.story(code, _asked(code), facts, day)
        return Request(arrival.at, channel, unit, self._ask(code, text, groups, facts), person, employer, trade, facts)

    def facts(self, trade: str, employer: str, person: PersonFacts, people: int) -> dict[str, str]:
        """What is the same in every text about one case."""
        draw, known = self.draw, self.sayings.trades[trade]
        wage, months = draw.randrange(24, 96) * 100, draw.randint(2, 9)
        owed = wage * months + draw.randrange(0, 100) * 10
        drawn = {name: draw.choice(choices) for name, choices in self.sayings.numbers.items()}
        told = {
            "wage": wage,
            "months": months,
            "yuan": owed,
            "sum": owed * people,
            "people": people,
            "age": person.age or 40,
        }
        said = {name: str(number) for name, number in told.items()}
        return {
            "job": draw.choice(known["jobs"]),
            "boss": draw.choice(known["boss"]),
            "employer": employer,
            **drawn,
            **said,
        }

    def enquiry(self, on: date) -> str:
        """What is written down of a call that makes no case."""
        trade = self.draw.choice((*GIG, *PLAIN))
        name = self.draw.choice(self.places.employers[trade])[1]
        return self.sayings.plain("enquiry", self.facts(trade, name, PersonFacts(age=self.draw.randint(19, 58)), 1), on)

    def _ask(self, code: str, text: str, groups: frozenset[Group], facts: Mapping[str, str]) -> Ask:
        draw, people = self.draw, int(facts["people"])
        categories = (code, BESIDE[code]) if code in BESIDE and draw.random() < 0.25 else (code,)
        owed = code in CLAIMED or facts["yuan"] in text
        many = people >= COLLECTIVE_FROM
        ask = Ask(
            family=family_of(categories),
            categories=categories,
            text=text,
            groups=groups,
            claim=int(facts["sum"]) * 100 if owed else None,
            people=people,
            factors=frozenset({draw.choice(list(Factor)[:3])}) if many and draw.random() < 0.5 else frozenset(),
        )
        return replace(ask, confidential=draw.random() < 0.02, keep_from_employer=draw.random() < 0.08)

    def _people(self, code: str) -> int:
        if code in TOGETHER and self.draw.random() < 0.16:
            return self.draw.choice((2, 3, 4, 6, 8, 12, 16, 23, 31, 48, 65))
        return 1

    def _groups(self, code: str, trade: str) -> frozenset[Group]:
        wanted = {
            Group.GIG: trade in GIG,
            Group.WOMEN: code[0] == "C" or code == "A7" or self.draw.random() < 0.22,
            Group.HARDSHIP: self.draw.random() < (0.6 if code in ("D1", "D2", "D3") else 0.03),
            Group.MIGRANT: self.draw.random() < (0.7 if trade == "building" and code == ARREARS else 0.15),
        }
        return frozenset(group for group, is_so in wanted.items() if is_so)

    def _person(self, groups: frozenset[Group], half: int) -> PersonFacts:
        """Somebody new, or now and then one who has been in this half of the city before."""
        draw, known = self.draw, self.known[half]
        sex = Sex.FEMALE if Group.WOMEN in groups else draw.choice((Sex.MALE, Sex.MALE, Sex.FEMALE))
        again = [person for person in known[-200:] if person.sex is sex]
        if again and draw.random() < 0.04:
            return draw.choice(again)
        person = stranger(draw, sex)
        known.append(person)
        return person


def stranger(draw: Random, sex: Sex | None = None) -> PersonFacts:
    """Somebody who was not heard of before."""
    return PersonFacts(
        name=draw.choice(SURNAMES) + draw.choice(GIVEN),
        phone=f"{NUMBERS_OF_NOBODY}{draw.randrange(10**8):08d}",
        sex=sex or draw.choice((Sex.MALE, Sex.FEMALE)),
        age=draw.randint(19, 58),
    )


def _asked(code: str) -> str:
    """Which kind of help a matter asks for."""
    if code[0] == "D":
        return "assistance"
    if code in UNION_MATTERS:
        return "union"
    return "money" if code in CLAIMED else "rights"
