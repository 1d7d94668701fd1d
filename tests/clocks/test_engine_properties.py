"""What holds for every rule, calendar and story; and an oracle that counts on its fingers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from services.clocks.rules import Bands, ClockRule, Fact, FactKind, Light, Unit, Why, due
from services.core.calendar import DayKind, WorkingCalendar
from tests.clocks.examples import CHINA, DAY, rule, statutory

LONG_AFTER = date(2031, 1, 1)
STARTS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
DURING = st.dates(date(2025, 12, 20), date(2027, 3, 31))
SERVICE_RULES = st.one_of(
    st.builds(rule, st.integers(1, 40)),
    st.builds(rule, st.integers(1, 70), st.just(Unit.CALENDAR_DAYS)),
    st.builds(rule, st.integers(1, 3), st.just(Unit.MONTHS)),
)
STATUTORY_RULES = st.one_of(
    st.builds(statutory, st.integers(1, 90)),
    st.builds(statutory, st.integers(1, 7), st.just(Unit.MONTHS)),
    st.builds(statutory, st.integers(1, 3), st.just(Unit.YEARS)),
    st.builds(statutory, st.integers(1, 60), st.just(Unit.WORKING_DAYS)),
)
ANY_RULES = st.one_of(SERVICE_RULES, STATUTORY_RULES)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    named = draw(st.dictionaries(DURING, st.sampled_from(DayKind), max_size=60))
    return WorkingCalendar({**CHINA.days, **named}, frozenset({2025, 2026}))


@st.composite
def pauses(draw: st.DrawFn) -> list[Fact]:
    """Suspended and resumed by turns, the last one perhaps not resumed."""
    days = sorted(draw(st.lists(DURING, max_size=7)))
    turns = (FactKind.SUSPENDED, FactKind.RESUMED)
    return [Fact(turns[place % 2], on) for place, on in enumerate(days)]


def closed(facts: Sequence[Fact]) -> list[Fact]:
    return [*facts, Fact(FactKind.RESUMED, facts[-1].on)] if len(facts) % 2 else list(facts)


def paused_days(clock: ClockRule, facts: Sequence[Fact]) -> set[date]:
    found: set[date] = set()
    if not clock.paused_by:
        return found
    told = [fact for fact in facts if fact.kind in (FactKind.SUSPENDED, FactKind.RESUMED)]
    for stop, go in zip(told[::2], [*(fact.on for fact in told[1::2]), LONG_AFTER], strict=False):
        found |= {stop.on + DAY * ahead for ahead in range((go - stop.on).days)}
    return found


def oracle(
    clock: ClockRule, start: date, calendar: WorkingCalendar, facts: Sequence[Fact], grant: Fact | None = None
) -> date | None:
    """Write down all days until long after, strike out those that do not count, put a finger on the last."""
    works = calendar.is_working_day
    paused = paused_days(clock, facts)
    ahead = [start + DAY * number for number in range(1, (LONG_AFTER - start).days)]
    countable = [one for one in ahead if clock.unit is not Unit.WORKING_DAYS or works(one)]
    run = [one for one in countable if one not in paused]
    months = {Unit.MONTHS: 1, Unit.YEARS: 12}.get(clock.unit)
    length = clock.length if months is None else anniversary(start, clock.length * months)
    ends = [run[length - 1]] if len(run) >= length else []
    plain = next((one for end in ends for one in ahead if one >= end and works(one) and one not in paused), None)
    if grant is None or not grant.until or not clock.extendable or (plain is not None and grant.on > plain):
        return plain
    first = max(grant.on, start + DAY)
    granted = next(one for one in ahead if one >= grant.until and works(one))
    wanted = granted if clock.unit is Unit.WORKING_DAYS else grant.until
    lost = len([one for one in countable if first <= one <= wanted])
    regained = [one for one in run if one >= first]
    if lost == 0 or plain is None:
        return plain
    if len(regained) < lost:
        return None
    later = next((one for one in ahead if one >= regained[lost - 1] and works(one) and one not in paused), None)
    return later and max(plain, later)


def anniversary(start: date, months: int) -> int:
    """Days to the same day so many months on, or to the last day before it that exists."""
    index = start.year * 12 + start.month - 1 + months
    for number in range(start.day, 0, -1):
        try:
            return (date(index // 12, index % 12 + 1, number) - start).days
        except ValueError:
            continue
    raise AssertionError


@given(ANY_RULES, STARTS, calendars(), pauses())
def test_the_engine_agrees_with_the_oracle(
    clock: ClockRule, start: date, calendar: WorkingCalendar, facts: list[Fact]
) -> None:
    assert due(clock, start, calendar, facts).due == oracle(clock, start, calendar, facts)


@given(SERVICE_RULES, STARTS, calendars(), pauses(), DURING, st.integers(0, 120))
def test_the_engine_agrees_with_the_oracle_on_extensions(
    clock: ClockRule, start: date, calendar: WorkingCalendar, facts: list[Fact], on: date, later: int
) -> None:
    grant = Fact(FactKind.EXTENDED, max(on, start), max(on, start) + DAY * later)
    answer = due(clock, start, calendar, [grant, *facts])
    assert answer.due == oracle(clock, start, calendar, facts, grant)


@given(ANY_RULES, STARTS, calendars(), pauses())
def test_every_due_date_is_a_working_day_after_the_start(
    clock: ClockRule, start: date, calendar: WorkingCalendar, facts: list[Fact]
) -> None:
    answer = due(clock, start, calendar, facts)
    if answer.due is not None:
        assert answer.due > start
        assert calendar.is_working_day(answer.due)


@given(ANY_RULES, STARTS, calendars(), pauses(), DURING)
def test_adding_a_holiday_never_brings_a_date_earlier(
    clock: ClockRule, start: date, calendar: WorkingCalendar, facts: list[Fact], holiday: date
) -> None:
    fewer = WorkingCalendar({**calendar.days, holiday: DayKind.HOLIDAY}, calendar.published_years)
    before, after = due(clock, start, calendar, facts).due, due(clock, start, fewer, facts).due
    assert (after or date.max) >= (before or date.max)


@given(ANY_RULES, STARTS, calendars(), pauses(), DURING)
def test_adding_a_make_up_day_never_makes_a_date_later(
    clock: ClockRule, start: date, calendar: WorkingCalendar, facts: list[Fact], made_up: date
) -> None:
    more = WorkingCalendar({**calendar.days, made_up: DayKind.MAKE_UP}, calendar.published_years)
    before, after = due(clock, start, calendar, facts).due, due(clock, start, more, facts).due
    assert (after or date.max) <= (before or date.max)


@given(st.integers(1, 40), STARTS, calendars(), pauses())
def test_suspending_and_resuming_loses_no_working_day(
    length: int, start: date, calendar: WorkingCalendar, facts: list[Fact]
) -> None:
    clock, told = rule(length), closed(facts)
    answer = due(clock, start, calendar, told)
    assert answer.due is not None
    walked = [start + DAY * ahead for ahead in range(1, (answer.due - start).days + 1)]
    idle = paused_days(clock, told)
    assert sum(calendar.is_working_day(one) for one in walked if one not in idle) == length
    assert [line.n for line in answer.trace if line.n] == list(range(1, length + 1))


@given(st.integers(1, 70), STARTS, calendars(), pauses())
def test_calendar_days_are_lengthened_by_the_days_suspended(
    length: int, start: date, calendar: WorkingCalendar, facts: list[Fact]
) -> None:
    clock, told = rule(length, Unit.CALENDAR_DAYS), closed(facts)
    trace = due(clock, start, calendar, told).trace
    (end,) = (line.day for line in trace if line.why is Why.LAST_DAY)
    idle = [one for one in paused_days(clock, told) if start < one <= end]
    assert (end - start).days == length + len(idle)


@given(STATUTORY_RULES, STARTS, calendars(), pauses())
def test_statutory_clocks_do_not_heed_suspension(
    clock: ClockRule, start: date, calendar: WorkingCalendar, facts: list[Fact]
) -> None:
    assert due(clock, start, calendar, facts) == due(clock, start, calendar)


@given(SERVICE_RULES, STARTS, calendars(), pauses(), DURING, DURING, st.data())
def test_an_extension_counts_once_and_is_never_earlier(
    clock: ClockRule,
    start: date,
    calendar: WorkingCalendar,
    facts: list[Fact],
    on: date,
    until: date,
    data: st.DataObject,
) -> None:
    first = Fact(FactKind.EXTENDED, max(on, start), until)
    second = Fact(FactKind.EXTENDED, data.draw(st.dates(first.on, date(2027, 12, 31))), date(2028, 12, 29))
    plain = due(clock, start, calendar, facts).due
    once = due(clock, start, calendar, [*facts, first])
    assert (once.due or date.max) >= (plain or date.max)
    assert due(clock, start, calendar, [*facts, first, second]) == once


@given(ANY_RULES, STARTS, calendars(), pauses())
def test_a_date_is_provisional_just_when_a_day_that_decided_is(
    clock: ClockRule, start: date, calendar: WorkingCalendar, facts: list[Fact]
) -> None:
    answer = due(clock, start, calendar, facts)
    if answer.due and answer.due.year > 2026:
        assert answer.provisional
    if not answer.provisional:
        following = {date(2027, 1, 1) + DAY * ahead: DayKind.HOLIDAY for ahead in range(120)}
        published = WorkingCalendar({**calendar.days, **following}, frozenset({2025, 2026, 2027}))
        assert due(clock, start, published, facts).due == answer.due


@given(ANY_RULES, STARTS, calendars(), pauses())
def test_facts_may_come_in_any_order_of_days(
    clock: ClockRule, start: date, calendar: WorkingCalendar, facts: list[Fact]
) -> None:
    distinct = [fact for place, fact in enumerate(facts) if fact.on not in {one.on for one in facts[:place]}]
    assert due(clock, start, calendar, distinct[::-1]) == due(clock, start, calendar, distinct)


@given(DURING, DURING, calendars())
@example(date(2026, 2, 14), date(2026, 2, 24), CHINA)
def test_the_bands_are_the_counted_working_days(last_day: date, today: date, calendar: WorkingCalendar) -> None:
    left = calendar.working_days_between(today, last_day)
    over = calendar.working_days_between(last_day, today)
    if today <= last_day:
        expected = Light.YELLOW if left <= 2 else Light.GREEN
    else:
        expected = Light.PURPLE if over >= 5 else Light.RED
    assert Bands.of(today, calendar).light(last_day) is expected
