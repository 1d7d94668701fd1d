"""`python -m bench [--database sqlite|postgres]`: a table of ratios; CASES and ROUNDS come from the environment."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from statistics import median

import time_machine

from bench.lives import END
from bench.places import house, settle
from bench.seed import fill
from bench.visitor import Answer
from bench.works import Work, statements, works

CASES = int(os.environ.get("CASES", "10000"))
ROUNDS = int(os.environ.get("ROUNDS", "7"))
HEADING = (
    f"{'work':<28}{'bare ms':>9}{'ours ms':>9}{'ratio':>8}{'bar':>6}  {'':<8}{'SQL bare/ours':>14}{'same text':>11}"
)


@dataclass(frozen=True)
class Measured:
    """Medians over the rounds, statements sent, and how much of the text both sides share (0 to 1)."""

    bare_ms: float
    ours_ms: float
    ratio: float
    sent: tuple[int, int]
    alike: float | None


def main() -> None:
    """Seeds, measures, prints; always ends well, because a slow machine is no fault of the code."""
    asked = argparse.ArgumentParser(prog="bench", description="Speed beside a bare Flask view of the same rows.")
    asked.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    kind = asked.parse_args().database
    with house(kind) as app, time_machine.travel(END):
        begun = time.perf_counter()
        with app.app_context():
            events = fill(CASES)
        settle(app)
        print(f"{CASES:,} cases and {events:,} events on {kind}, the audit holds; {time.perf_counter() - begun:.0f} s")
        print(f"median of {ROUNDS} alternating rounds, calls in this process, one client\n\n{HEADING}")
        for work in works(app):
            print(_line(work, _measure(work)), flush=True)


def _measure(work: Work) -> Measured:
    bare, ours = _twice(work.bare), _twice(work.ours)
    alike = SequenceMatcher(None, bare.words, ours.words, autojunk=False).ratio() if work.compared else None
    sent = (_statements(work.bare), _statements(work.ours))
    rounds = [(_clock(work.bare, work.times), _clock(work.ours, work.times)) for _round in range(ROUNDS)]
    return Measured(
        median(bare for bare, _ours in rounds),
        median(ours for _bare, ours in rounds),
        median(ours / bare for bare, ours in rounds),
        sent,
        alike,
    )


def _twice(call: Callable[[], Answer]) -> Answer:
    """The first call fills caches; the second is what is looked at."""
    call()
    return call()


def _statements(call: Callable[[], Answer]) -> int:
    with statements() as sent:
        call()
    return len(sent)


def _clock(call: Callable[[], Answer], times: int) -> float:
    """The median of some calls, in milliseconds."""
    taken = []
    for _time in range(times):
        begun = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begun) * 1000)
    return median(taken)


def _line(work: Work, found: Measured) -> str:
    bar = f"≤ {work.most:g}×" if work.most else f"≤{work.most_ms:g}ms" if work.most_ms else ""
    kept = found.ratio <= work.most if work.most else found.ours_ms <= work.most_ms if work.most_ms else None
    holds = {None: "", True: "holds", False: "MISSED"}[kept]
    alike = "" if found.alike is None else f"{found.alike:.0%}"
    figures = f"{work.name:<28}{found.bare_ms:>9.1f}{found.ours_ms:>9.1f}{found.ratio:>7.1f}×{bar:>6}  {holds:<8}"
    return f"{figures}{found.sent[0]:>8}/{found.sent[1]:<5}{alike:>11}"


if __name__ == "__main__":
    main()
