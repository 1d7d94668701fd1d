"""Figures of a time that is over are kept, and told again only while nothing could have changed them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from app import create_app
from services.cases import actions as cases
from services.cases.kinds import ONWARD as OF_CASES
from services.cases.kinds import CaseEvent, RecoveryKind
from services.cases.numbers import drawn_by
from services.clocks import calendar_keeping as calendar
from services.clocks.models import CalendarKind
from services.core.access import SYSTEM
from services.core.audit import DEEDS, ONWARD, Answers, Source, acting_through, chains
from services.core.database import CHAINS, db, write_transaction
from services.core.figures import Cut, broken_down, filled_in, reckoned
from services.core.migrating import upgrade
from services.core.time import Month
from services.people.actions import tag_person, untag_person
from services.people.facts import PersonFacts
from services.people.kinds import Evidence, Group, PersonEvent
from services.people.tag_facts import TagFacts
from services.reports.queries import month as month_queries
from services.reports.queries import monthly_report
from services.reports.report import MonthlyReport
from services.scenario.city import loading
from services.scenario.city.halves import halves, play
from services.scenario.city.life import Steps
from services.scenario.city.places import Places
from services.scenario.city.planning import Wish, plan
from tests.cases.states import handled, replied
from tests.fixtures import MONDAY, House, settings_for

MARCH = Month.parse("2026-03")
APRIL_2 = MARCH.end + timedelta(days=1, hours=2)
NOT_PLAYED = {
    CaseEvent.CHASED,
    CaseEvent.SUPERVISED,
    CaseEvent.COMPLAINED,
    CaseEvent.COMPLAINT_ANSWERED,
    CaseEvent.CONSENT_WITHDRAWN,
}
"""Kinds that the invented city does not know; they write no row that a figure reads."""


def report(house: House, month: Month = MARCH) -> MonthlyReport:
    return monthly_report(house.unit("CITY"), month, at=APRIL_2)


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Callable[[House], MonthlyReport]:
    """The same report, with nothing kept."""

    def reckon(house: House, month: Month = MARCH) -> MonthlyReport:
        with monkeypatch.context() as alone:
            alone.setattr(month_queries, "FOUND", Answers())
            return report(house, month)

    return reckon


@pytest.fixture
def adds_up(count_statements: Callable[[], list[str]], small_house: House) -> Callable[[], bool]:
    """Whether a report reads the history of the cases."""

    def look() -> bool:
        before = len(count_statements())
        report(small_house)
        return any("status_span" in statement for statement in count_statements()[before:])

    return look


def test_a_second_look_adds_nothing_up(small_house: House, adds_up: Callable[[], bool]) -> None:
    replied(small_house)
    assert adds_up()
    assert not adds_up()


def test_what_happens_afterwards_leaves_the_month_alone(
    small_house: House, adds_up: Callable[[], bool], fresh: Callable[[House], MonthlyReport]
) -> None:
    case = replied(small_house)
    assert adds_up()
    cases.check(case, True, by=small_house.actor("da.lead"), at=APRIL_2)
    assert not adds_up()
    assert report(small_house).canonical == fresh(small_house).canonical


def test_what_happens_within_the_month_is_counted_at_once(
    small_house: House, fresh: Callable[[House], MonthlyReport]
) -> None:
    case = handled(small_house)
    before = report(small_house)
    cases.pay(case, 12_300, RecoveryKind.WAGES, by=small_house.actor("lin"), at=MONDAY + timedelta(days=3))
    after = report(small_house)
    assert after.values["money.recovered"].number == (before.values["money.recovered"].number or 0) + 12_300
    assert after.canonical == fresh(small_house).canonical


def test_a_tag_that_ends_earlier_is_counted_in_the_month_that_was_over(
    small_house: House, fresh: Callable[[House], MonthlyReport]
) -> None:
    case = handled(small_house)
    lin, (link,) = small_house.actor("lin"), case.persons
    facts = TagFacts(Group.MIGRANT, None, None, Evidence.TOLD, "")
    tag = tag_person(link.person, facts, by=lin, at=MONDAY + timedelta(hours=9))
    first = report(small_house)
    untag_person(tag, "登记有误", (MONDAY - timedelta(days=40)).date(), by=lin, at=APRIL_2)
    again = report(small_house)
    assert again.breakdowns["cases.received"]["group"] != first.breakdowns["cases.received"]["group"]
    assert again.canonical == fresh(small_house).canonical


def test_a_worker_who_is_named_later_counts_in_the_month_of_the_request(
    small_house: House, fresh: Callable[[House], MonthlyReport]
) -> None:
    case = handled(small_house)
    first = report(small_house)
    for name in ("周甲", "周乙", "周丙"):
        cases.add_person(case, PersonFacts(name=name), by=small_house.actor("lin"), at=APRIL_2)
    again = report(small_house)
    assert again.values["workers.involved"] != first.values["workers.involved"]
    assert again.canonical == fresh(small_house).canonical


def test_another_database_in_the_place_of_the_first_is_noticed(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    replied(small_house)
    answers = Answers()
    seq = db.session.get_one(chains.ChainHead, "DA").seq
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("services.core.audit.answers._ends", lambda: {"DA": (seq, "f" * 64)})
        answers.at_hand().keep(MARCH.end, "asked", 1)
        assert answers.at_hand().get(MARCH.end, "asked") == 1
    assert answers.at_hand().get(MARCH.end, "asked") is None


def test_a_look_that_sees_less_than_what_is_kept_is_told_nothing_and_spoils_nothing(small_house: House) -> None:
    replied(small_house)
    answers = Answers()
    answers.at_hand().keep(MARCH.end, "asked", 1)
    with write_transaction() as session:
        head = session.get_one(chains.ChainHead, "DA")
        held, head.seq = head.seq, head.seq - 1
    assert answers.at_hand().get(MARCH.end, "asked") is None
    with write_transaction() as session:
        session.get_one(chains.ChainHead, "DA").seq = held
    assert answers.at_hand().get(MARCH.end, "asked") == 1


def test_an_answer_found_before_others_saw_more_is_not_kept(small_house: House) -> None:
    case = replied(small_house)
    answers = Answers()
    slow = answers.at_hand()
    cases.check(case, True, by=small_house.actor("da.lead"), at=APRIL_2)
    answers.at_hand()
    slow.keep(MARCH.end, "asked", 1)
    assert answers.at_hand().get(MARCH.end, "asked") is None


def test_inside_a_verb_nothing_is_told(small_house: House) -> None:
    case = replied(small_house)
    answers = Answers()
    answers.at_hand().keep(MARCH.end, "asked", 1)
    with write_transaction():
        cases.check(case, True, by=small_house.actor("da.lead"), at=APRIL_2)
        assert answers.at_hand().get(MARCH.end, "asked") is None


def test_a_changed_calendar_makes_all_forgotten(small_house: House) -> None:
    replied(small_house)
    answers = Answers()
    answers.at_hand().keep(MARCH.end, "asked", 1)
    calendar.set_day(
        small_house.unit("CITY"),
        MONDAY.date(),
        CalendarKind.HOLIDAY,
        "示例",
        "示例文件",
        by=SYSTEM,
        at=APRIL_2,
    )
    assert answers.at_hand().get(MARCH.end, "asked") is None


class Watcher:
    """Looks at all figures of the time before each step, and at what the step recorded."""

    def __init__(self, draw: Random) -> None:
        self.draw = draw
        self.seen: Counter[str] = Counter()
        self.known = [figure for figure in month_queries.dictionary().values() if figure.rows]
        self.rows = list(dict.fromkeys(figure.rows for figure in self.known))
        self.parts = tuple((0, tuple(figure for figure in self.known if figure.rows is rows)) for rows in self.rows)
        self.broken = tuple(
            ((figure,), (name,)) for _place, (figure, *_more) in self.parts for name in figure.dimensions
        )

    def figures(self, end: datetime) -> list[tuple[object, ...]]:
        """Every figure and breakdown of the forty days before the instant, which is not included."""
        cut = filled_in([Cut("/CITY/", end - timedelta(days=40), end)])
        found = [
            db.session.execute(statement, cut, execution_options=month_queries.AS_OFFICIAL).all()
            for statement in (reckoned(self.parts), broken_down(self.broken))
        ]
        return [tuple(row) for rows in found for row in sorted(rows)]

    def steps(self, life: Steps) -> Steps:
        """The same steps, some of them watched."""
        following = next(life, None)
        while following is not None:
            yield following
            following = self.watched(life, following)

    def watched(self, life: Steps, at: datetime) -> datetime | None:
        before = self.figures(at)
        links: list[dict[str, object]] = db.session.info[CHAINS].links if CHAINS in db.session.info else []
        count = len(links)
        following = next(life, None)
        done = {str(link["kind"]) for link in db.session.info[CHAINS].links[count:]} - DEEDS.keys()
        if done and done <= ONWARD:
            assert self.figures(at) == before, done
            self.seen.update(done)
        return following


def test_what_is_called_onward_changes_nothing_before_its_instant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole city is played; with each step every figure of the time up to it is compared."""
    url = f"sqlite:///{tmp_path / 'city.sqlite3'}"
    upgrade(url)
    app = create_app(settings_for(url, tmp_path))
    monkeypatch.setattr(chains, "MOST_WAITING", 10**9)
    wish, places = Wish(100, 4, MARCH, MARCH.end), Places()
    with app.app_context():
        draw = Random(3)
        with write_transaction(), acting_through(Source.DEMO), drawn_by(draw.choice):
            loading._settle(places, wish)
            watcher, arranged = Watcher(draw), loading._arrangements(places, wish)
            arranged.at_first(wish.first.start)
            both = halves(plan(wish, places), places, wish.seed, wish.end, arranged.tied())
            lives = [life for half in both for life in half._lives(draw, lambda: None)]
            last = arranged.at_last(wish.end - timedelta(days=1))
            play([watcher.steps(life) for life in (*lives, last)], wish.end)
        db.session.remove()
        db.engine.dispose()
    untried = {kind.value for kind in OF_CASES} - watcher.seen.keys() - {kind.value for kind in NOT_PLAYED}
    assert untried == set()
    assert PersonEvent.TAGGED.value in watcher.seen
