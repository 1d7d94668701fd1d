"""The clock engine: tables of real dates, and the trace that explains them."""

from __future__ import annotations

import pytest

from services.clocks.rules import ClockRule, Due, Fact, FactKind, Unit, Why, as_json, due, sentence
from services.clocks.table import in_force as house_rule
from tests.clocks.examples import CHINA, day, extended, rule, statutory, suspended


def lines(answer: Due) -> list[tuple[str, Why, int | None]]:
    return [(line.day.isoformat(), line.why, line.n) for line in answer.trace]


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("sla.handle.difficult", "2026-03-02", "2026-03-23"),
        ("sla.handle.difficult", "2026-03-09", "2026-03-30"),
        ("sla.handle.difficult", "2026-03-11", "2026-04-01"),
        ("sla.handle.ordinary", "2026-02-09", "2026-02-14"),  # the make-up Saturday
        ("sla.handle.ordinary", "2026-02-10", "2026-02-24"),
        ("sla.sign_for", "2026-03-06", "2026-03-09"),
        ("sla.accept", "2026-04-03", "2026-04-09"),  # over the Qingming holiday
        ("sla.first_contact", "2026-02-13", "2026-02-14"),
        ("sla.enquiry", "2024-02-28", "2024-03-04"),  # over a leap day
        ("sla.callback", "2026-03-31", "2026-04-03"),
        ("sla.handle.complex", "2026-02-24", "2026-04-27"),  # 60 days end on a Saturday
        ("notice.public", "2026-03-02", "2026-03-09"),
    ],
)
def test_a_service_promise_ends_on_the_right_day(code: str, start: str, end: str) -> None:
    answer = due(house_rule(code, day(start)), day(start), CHINA)
    assert answer.due == day(end)
    assert not answer.provisional


@pytest.mark.parametrize(
    ("length", "unit", "start", "end", "provisional"),
    [
        (30, Unit.CALENDAR_DAYS, "2026-03-06", "2026-04-07", False),  # 5 April lies in the Qingming holiday
        (1, Unit.YEARS, "2026-03-06", "2027-03-08", True),  # a Saturday in an unpublished year
        (45, Unit.CALENDAR_DAYS, "2026-03-17", "2026-05-06", False),  # 1 May
        (15, Unit.CALENDAR_DAYS, "2026-03-04", "2026-03-19", False),
        (15, Unit.WORKING_DAYS, "2026-03-05", "2026-03-26", False),
        (5, Unit.WORKING_DAYS, "2026-03-12", "2026-03-19", False),
        (5, Unit.CALENDAR_DAYS, "2026-02-09", "2026-02-14", False),  # no rolling from a make-up Saturday
        (6, Unit.CALENDAR_DAYS, "2026-02-09", "2026-02-24", False),
        (1, Unit.YEARS, "2024-02-29", "2025-02-28", False),  # no such day: the month's last
        (4, Unit.YEARS, "2020-02-29", "2024-02-29", False),
        (1, Unit.MONTHS, "2024-01-31", "2024-02-29", False),
        (6, Unit.MONTHS, "2025-08-31", "2026-02-28", False),  # a make-up Saturday
        (1, Unit.MONTHS, "2025-12-31", "2026-02-02", False),  # 31 January 2026 is a Saturday
    ],
)
def test_a_statutory_period_ends_on_the_right_day(
    length: int, unit: Unit, start: str, end: str, provisional: bool
) -> None:
    answer = due(statutory(length, unit), day(start), CHINA)
    assert (answer.due, answer.provisional) == (day(end), provisional)


@pytest.mark.parametrize(
    ("unit", "length", "start", "end", "provisional"),
    [
        (Unit.WORKING_DAYS, 1, "2026-12-30", "2026-12-31", False),
        (Unit.WORKING_DAYS, 1, "2026-12-31", "2027-01-01", True),
        (Unit.CALENDAR_DAYS, 3, "2026-12-28", "2026-12-31", False),
        (Unit.CALENDAR_DAYS, 4, "2026-12-28", "2027-01-01", True),
    ],
)
def test_dates_past_the_last_published_year_are_provisional(
    unit: Unit, length: int, start: str, end: str, provisional: bool
) -> None:
    answer = due(rule(length, unit), day(start), CHINA)
    assert (answer.due, answer.provisional) == (day(end), provisional)
    assert [line.day for line in answer.trace if line.provisional and line.day.year < 2027] == []


@pytest.mark.parametrize(
    ("clock", "start", "facts", "end"),
    [
        # Tuesday to Thursday do not count; the day of resumption does
        (rule(5), "2026-03-02", suspended("2026-03-03", "2026-03-06"), "2026-03-12"),
        (rule(5), "2026-03-02", suspended("2026-03-03", "2026-03-03"), "2026-03-09"),
        (rule(5), "2026-03-02", suspended("2026-03-02", "2026-03-04"), "2026-03-10"),
        (rule(5), "2026-03-02", suspended("2026-02-26", "2026-03-04"), "2026-03-10"),
        (rule(5), "2026-03-02", suspended("2026-03-09", "2026-03-10"), "2026-03-10"),  # on the due date itself
        (rule(5), "2026-03-02", suspended("2026-03-10", "2026-03-12"), "2026-03-09"),  # too late to matter
        (rule(5), "2026-03-02", suspended("2026-03-07", "2026-03-09"), "2026-03-09"),  # only a weekend
        (rule(5), "2026-02-09", suspended("2026-02-14", "2026-02-15"), "2026-02-24"),  # the make-up Saturday
        (rule(5), "2026-03-02", suspended("2026-03-04"), None),
        (rule(5), "2026-03-02", suspended("2026-03-09"), None),
        (rule(5), "2026-03-02", suspended("2026-03-10"), "2026-03-09"),
        # calendar days: 30 days end on 1 April; ten suspended days make it 11 April, a Saturday
        (rule(30, Unit.CALENDAR_DAYS), "2026-03-02", suspended("2026-03-10", "2026-03-20"), "2026-04-13"),
        # suspended while the end rolls over Qingming: 4 to 6 April are free, the 7th is resumed
        (rule(29, Unit.CALENDAR_DAYS), "2026-03-06", suspended("2026-04-05", "2026-04-09"), "2026-04-09"),
        (rule(29, Unit.CALENDAR_DAYS), "2026-03-06", suspended("2026-04-06"), None),
        # a statutory clock goes on
        (statutory(15), "2026-03-04", suspended("2026-03-05", "2026-04-05"), "2026-03-19"),
        (statutory(15), "2026-03-04", suspended("2026-03-05"), "2026-03-19"),
    ],
)
def test_suspended_days_do_not_count(clock: ClockRule, start: str, facts: list[Fact], end: str | None) -> None:
    assert due(clock, day(start), CHINA, facts).due == (end and day(end))


@pytest.mark.parametrize(
    ("clock", "facts", "end"),
    [
        (rule(5), [extended("2026-03-04", "2026-03-20")], "2026-03-20"),
        (rule(5), [extended("2026-03-04", "2026-03-21")], "2026-03-23"),  # a Saturday
        (rule(5), [extended("2026-03-02", "2026-03-20")], "2026-03-20"),  # granted on the first day
        (rule(5), [extended("2026-03-04", "2026-03-05")], "2026-03-09"),  # never earlier
        (rule(5), [extended("2026-03-10", "2026-03-20")], "2026-03-09"),  # granted after it ran out
        (rule(5), [extended("2026-02-27", "2026-03-20")], "2026-03-09"),  # granted to an earlier clock
        (rule(5), [extended("2026-03-04", "2026-03-20"), extended("2026-03-11", "2026-03-31")], "2026-03-20"),
        (rule(5, extendable=False), [extended("2026-03-04", "2026-03-20")], "2026-03-09"),
        # suspended later: lengthened by the working days lost
        (rule(5), [extended("2026-03-04", "2026-03-20"), *suspended("2026-03-11", "2026-03-13")], "2026-03-24"),
        (rule(5), [extended("2026-03-04", "2026-03-20"), *suspended("2026-03-04", "2026-03-06")], "2026-03-24"),
        # suspended before: the date granted knows of it
        (rule(5), [*suspended("2026-03-03", "2026-03-05"), extended("2026-03-05", "2026-03-20")], "2026-03-20"),
        (rule(5), [extended("2026-03-04", "2026-03-20"), *suspended("2026-03-11")], None),
        (
            rule(10, Unit.CALENDAR_DAYS),
            [extended("2026-03-04", "2026-03-31"), *suspended("2026-03-10", "2026-03-17")],
            "2026-04-07",
        ),
        # granted while the end rolls over Qingming
        (rule(33, Unit.CALENDAR_DAYS), [extended("2026-04-06", "2026-04-20")], "2026-04-20"),
    ],
)
def test_an_extension_moves_the_date_once(clock: ClockRule, facts: list[Fact], end: str | None) -> None:
    assert due(clock, day("2026-03-02"), CHINA, facts).due == (end and day(end))


@pytest.mark.parametrize(
    ("restarts", "end"),
    [
        ([], "2025-03-10"),
        (["2024-06-03"], "2025-06-03"),
        (["2024-06-03", "2025-06-03"], "2026-06-03"),  # on the last day, still in time
        (["2025-03-10"], "2026-03-10"),  # 8 March 2025 is a Saturday: the 10th is the last day
        (["2025-03-11"], "2025-03-10"),  # run out: a claim revives nothing
        (["2024-01-01"], "2025-03-10"),
    ],
)
def test_interruption_starts_the_limitation_anew(restarts: list[str], end: str) -> None:
    facts = [Fact(FactKind.RESTARTED, day(text)) for text in restarts]
    assert due(statutory(1, Unit.YEARS), day("2024-03-08"), CHINA, facts).due == day(end)


def test_waiting_for_papers_stops_acceptance() -> None:
    facts = [Fact(FactKind.COMPLETION_ASKED, day("2026-03-03")), Fact(FactKind.COMPLETED, day("2026-03-10"))]
    assert due(house_rule("sla.accept", day("2026-03-02")), day("2026-03-02"), CHINA, facts).due == day("2026-03-12")


def test_a_working_day_trace_says_every_day() -> None:
    answer = due(rule(3), day("2026-02-12"), CHINA, suspended("2026-02-24", "2026-02-25"))
    festival = [(f"2026-02-{number}", Why.HOLIDAY, None) for number in range(15, 24)]
    assert lines(answer) == [
        ("2026-02-12", Why.START, None),
        ("2026-02-13", Why.WEEKDAY, 1),
        ("2026-02-14", Why.MAKE_UP, 2),
        *festival,
        ("2026-02-24", Why.PAUSED, None),
        ("2026-02-25", Why.WEEKDAY, 3),
        ("2026-02-25", Why.DUE, None),
    ]


def test_a_calendar_day_trace_says_start_pauses_end_and_each_roll() -> None:
    facts = [*suspended("2026-03-10", "2026-03-12"), extended("2026-03-13", "2026-04-04")]
    assert lines(due(rule(20, Unit.CALENDAR_DAYS), day("2026-03-05"), CHINA, facts)) == [
        ("2026-03-05", Why.START, None),
        ("2026-03-10", Why.PAUSED_FROM, None),
        ("2026-03-13", Why.EXTENDED, None),
        ("2026-04-04", Why.LAST_DAY, 28),
        ("2026-04-04", Why.ROLLED_HOLIDAY, None),
        ("2026-04-05", Why.ROLLED_HOLIDAY, None),
        ("2026-04-06", Why.ROLLED_HOLIDAY, None),
        ("2026-04-07", Why.DUE, None),
    ]


def test_a_trace_that_stops_says_why() -> None:
    answer = due(rule(3), day("2026-03-02"), CHINA, suspended("2026-03-04"))
    assert [sentence(line, str) for line in answer.trace] == [
        "2026-03-02 起算，当日不计入",
        "2026-03-03 工作日，第 1 日",
        "2026-03-04 起挂起，尚未恢复，暂无到期日",
    ]


def test_a_provisional_day_says_so() -> None:
    answer = due(statutory(1, Unit.YEARS), day("2026-03-06"), CHINA)
    said = "2027-03-06 计满 365 日，期间届满（当年放假安排尚未公布，日期暂定）"
    assert said in [sentence(line, str) for line in answer.trace]


def test_the_answer_as_json() -> None:
    assert as_json(due(rule(1), day("2026-03-02"), CHINA, suspended("2026-03-03", "2026-03-04"))) == {
        "due": "2026-03-04",
        "provisional": False,
        "trace": [
            {"day": "2026-03-02", "why": "start", "provisional": False},
            {
                "day": "2026-03-03",
                "why": "paused",
                "until": "2026-03-04",
                "cause": "case.suspend",
                "provisional": False,
            },
            {"day": "2026-03-04", "why": "weekday", "n": 1, "provisional": False},
            {"day": "2026-03-04", "why": "due", "provisional": False},
        ],
    }
    assert as_json(due(rule(1), day("2026-03-02"), CHINA, suspended("2026-03-03")))["due"] is None


def test_what_no_calendar_decided_is_not_provisional() -> None:
    facts = suspended("2027-01-04")
    assert not due(rule(10, Unit.CALENDAR_DAYS), day("2026-12-30"), CHINA, facts).provisional
    assert not due(rule(1), day("2027-01-04"), CHINA).trace[0].provisional


def test_of_two_pauses_the_longer_lasting_holds() -> None:
    waiting = [Fact(FactKind.COMPLETION_ASKED, day("2026-03-03")), Fact(FactKind.COMPLETED, day("2026-03-05"))]
    clock = house_rule("sla.accept", day("2026-03-02"))
    assert due(clock, day("2026-03-02"), CHINA, [*waiting, *suspended("2026-03-04", "2026-03-06")]).due == day(
        "2026-03-10"
    )
    stopped = due(clock, day("2026-03-02"), CHINA, [*waiting, *suspended("2026-03-04")])
    assert lines(stopped)[-2:] == [("2026-03-03", Why.PAUSED, None), ("2026-03-04", Why.STOPPED, None)]
