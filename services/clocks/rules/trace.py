"""The explanation of a due date, line by line, in a form that can be printed for arbitration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.clocks.rules.facts import FactKind
from services.core.words import N_, Labelled


class Why(Labelled):
    """Why a day stands in the trace; the message id is the sentence said about it."""

    START = "start", N_("%(day)s 起算，当日不计入")
    RESTARTED = "restarted", N_("%(day)s 时效中断，重新起算，当日不计入")
    WEEKDAY = "weekday", N_("%(day)s 工作日，第 %(n)s 日")
    MAKE_UP = "make_up", N_("%(day)s 调休上班日，第 %(n)s 日")
    WEEKEND = "weekend", N_("%(day)s 周末，不计入")
    HOLIDAY = "holiday", N_("%(day)s 法定节假日，不计入")
    PAUSED = "paused", N_("%(day)s %(cause)s期间，不计入（%(until)s 起恢复计算）")
    PAUSED_FROM = "paused_from", N_("%(day)s 起%(cause)s，至 %(until)s 恢复计算（当日计入），期间不计入")
    STOPPED = "stopped", N_("%(day)s 起%(cause)s，尚未恢复，暂无到期日")
    EXTENDED = "extended", N_("%(day)s 批准延期至 %(until)s")
    LAST_DAY = "last_day", N_("%(day)s 计满 %(n)s 日，期间届满")
    ROLLED_WEEKEND = "rolled_weekend", N_("%(day)s 周末，顺延至其后第一个工作日")
    ROLLED_HOLIDAY = "rolled_holiday", N_("%(day)s 法定节假日，顺延至其后第一个工作日")
    DUE = "due", N_("%(day)s 到期")


PROVISIONAL = N_("（当年放假安排尚未公布，日期暂定）")


@dataclass(frozen=True)
class TraceLine:
    """One day and what it did.

    `n` is the number of days counted so far, where the day counts; `until` the date that the line speaks
    of (the day of resumption, the date granted); `cause` what stopped the clock; `provisional` that the
    holidays decided about this day, and that its year's are not published.
    """

    day: date
    why: Why
    n: int | None = None
    until: date | None = None
    cause: FactKind | None = None
    provisional: bool = False


@dataclass(frozen=True)
class Due:
    """The answer. `due` is the last day in time, itself included; None while the clock stands still.

    `provisional`: at least one day that decided lies in a year whose holidays are not published.
    """

    due: date | None
    provisional: bool
    trace: tuple[TraceLine, ...]


def sentence(line: TraceLine, translate: Callable[[str], str]) -> str:
    """The line in words; `translate` turns a message id into the reader's language (identity: Chinese)."""
    cause = translate(line.cause.msgid) if line.cause else ""
    said = translate(line.why.msgid) % {"day": line.day, "n": line.n, "until": line.until, "cause": cause}
    return said + translate(PROVISIONAL) if line.provisional else said


def as_json(answer: Due) -> dict[str, object]:
    """`{due, provisional, trace}` with ISO dates; each line of the trace holds only what it says."""

    def plain(line: TraceLine) -> dict[str, object]:
        said: dict[str, object] = {"day": line.day.isoformat(), "why": line.why.value}
        if line.n is not None:
            said["n"] = line.n
        if line.until:
            said["until"] = line.until.isoformat()
        if line.cause:
            said["cause"] = line.cause.value
        return said | {"provisional": line.provisional}

    due = answer.due.isoformat() if answer.due else None
    return {"due": due, "provisional": answer.provisional, "trace": [plain(line) for line in answer.trace]}
