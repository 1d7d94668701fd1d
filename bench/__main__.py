"""`python -m bench [--database sqlite|postgres]`: ratios and the import; CASES, ROUNDS, ROWS from the environment."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from statistics import median
from typing import TypeVar

import time_machine

from bench.importing import measured
from bench.lives import END
from bench.places import House, house
from bench.serving import served
from bench.visitor import Answer, Client, Inside
from bench.works import Work, bare_beside, signed_in, statements, whole_cases, works

T = TypeVar("T")

CASES = int(os.environ.get("CASES", "100000"))
SMALL = int(os.environ.get("SMALL", "10000"))
ROUNDS = int(os.environ.get("ROUNDS", "5"))
ROWS = int(os.environ.get("ROWS", "100000"))
MANY = 8
GROWTH = 1.3
HEADING = (
    f"{'':<28}{'one client':^34}{'eight clients':^27}{'from 10k':>10}  {'SQL':>9}\n"
    f"{'work':<28}{'bare ms':>9}{'ours ms':>9}{'ratio':>8}{'bar':>8}"
    f"{'bare /s':>10}{'ours /s':>9}{'ratio':>8}{'':>10}  {'bare/ours':>9}  verdict"
)


@dataclass(frozen=True)
class Sides:
    """Those who ask: one and several clients of the product and of the bare one, and one of a small product."""

    ours: Sequence[Client]
    bare: Sequence[Client]
    small: Client


def main() -> None:
    """Fills where nothing is filled yet, measures, prints; always ends well, because a slow machine is no fault."""
    asked = argparse.ArgumentParser(prog="bench", description="Speed beside a bare Flask view of the same rows.")
    asked.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    kind = asked.parse_args().database
    begun = time.perf_counter()
    with ExitStack() as stack:
        large, small = stack.enter_context(house(kind, CASES)), stack.enter_context(house(kind, SMALL))
        print(
            f"{CASES:,} cases and {large.events:,} events on {kind}; filled in {large.seconds:.0f} s "
            f"({large.cpu_seconds:.0f} s of one processor), then verified by the audit\n"
            f"gunicorn, two workers with four threads, over the loopback; median of {ROUNDS} alternating rounds\n\n"
            f"{HEADING}",
            flush=True,
        )
        sides = _sides(stack, large, small)
        for work, sent, alike in _counted(large):
            print(_line(work, sent, alike, sides), flush=True)
    if ROWS:
        print(f"\n{measured(ROWS).line}", flush=True)
    print(f"\n{time.perf_counter() - begun:.0f} s in all")


def _sides(stack: ExitStack, large: House, small: House) -> Sides:
    at_large, at_small = large.environment, small.environment
    ours, bare = stack.enter_context(served("ours", at_large)), stack.enter_context(served("bare", at_large))
    little = stack.enter_context(served("ours", at_small))
    sides = Sides(
        [signed_in(Client(ours)) for _client in range(MANY)],
        [Client(bare) for _client in range(MANY)],
        signed_in(Client(little)),
    )
    app = large.app()
    for client in (*sides.ours, *sides.bare):
        client.cases = whole_cases(app)
    sides.small.cases = whole_cases(small.app())
    return sides


def _counted(large: House) -> list[tuple[Work, str, float | None]]:
    """The works with the statements that both sides send, and how much of their text is the same."""
    found = []
    with time_machine.travel(END, tick=True):
        app = large.app()
        ours, bare = signed_in(Inside(app)), Inside(bare_beside(app))
        ours.cases, bare.cases = whole_cases(app), whole_cases(app)
        for work in works():
            mine, sent = _twice(partial(work.ours, ours))
            theirs, bare_sent = _twice(partial(work.bare, bare)) if work.bare else (None, "–")
            alike = _alike(mine, theirs) if theirs and work.compared else None
            found.append((work, f"{bare_sent}/{sent}", alike))
    return found


def _twice(call: Callable[[], Answer]) -> tuple[Answer, str]:
    """The first call fills caches; the second is what is looked at."""
    call()
    with statements() as sent:
        answer = call()
    return answer, str(len(sent))


def _alike(ours: Answer, bare: Answer) -> float:
    return SequenceMatcher(None, bare.words, ours.words, autojunk=False).ratio()


def _line(work: Work, sent: str, alike: float | None, sides: Sides) -> str:
    rounds = [_round(work, sides) for _round_number in range(ROUNDS)]
    bare, ours, small = (median(each) for each in list(zip(*rounds, strict=True))[:3])
    bare_rate, ours_rate = (median(each) for each in list(zip(*rounds, strict=True))[3:])
    ratio = median(mine / theirs for theirs, mine, *_rest in rounds) if work.bare else 0
    growth = median(mine / little for _theirs, mine, little, *_rest in rounds)
    bar = f"≤ {work.most:g}×" if work.most else f"≤ {work.most_ms:g}" if work.most_ms else ""
    kept = (not work.most or ratio <= work.most) and (not work.most_ms or ours <= work.most_ms)
    flat = "" if work.most is None else ", flat" if growth <= GROWTH else ", GROWS"
    beside = f"{bare:>9.1f}{ours:>9.1f}{ratio:>7.1f}×" if work.bare else f"{'–':>9}{ours:>9.1f}{'':>8}"
    rates = f"{bare_rate:>10.1f}{ours_rate:>9.1f}{bare_rate / ours_rate:>7.1f}×" if work.bare else ""
    judged = ("holds" if kept else "MISSED") if bar else "no bar"
    verdict = judged + flat + (f", same text {alike:.0%}" if alike is not None else "")
    rates = rates or f"{ours_rate:>19.1f}{'':>8}"
    return f"{work.name:<28}{beside}{bar:>8}{rates}{growth:>9.2f}×  {sent:>9}  {verdict}"


def _round(work: Work, sides: Sides) -> tuple[float, float, float, float, float]:
    """Milliseconds of bare, ours and small ours for one client; answers a second of bare and ours for eight."""
    call, theirs = work.ours, work.bare or work.ours
    bare = _clock(lambda: theirs(sides.bare[0]), work.times) if work.bare else 0.0
    ours = _clock(lambda: call(sides.ours[0]), work.times)
    small = _clock(lambda: call(sides.small), work.times)
    bare_rate = _rate(theirs, sides.bare, work.times) if work.bare else 0.0
    return bare, ours, small, bare_rate, _rate(call, sides.ours, work.times)


def _clock(call: Callable[[], Answer], times: int) -> float:
    """The median of some calls, in milliseconds."""
    taken = []
    for _time in range(times):
        begun = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begun) * 1000)
    return median(taken)


def _rate(call: Callable[[Client], Answer], clients: Sequence[Client], times: int) -> float:
    """Answers a second, where all clients ask at once."""
    each = max(1, times // 4)

    def ask(client: Client) -> None:
        for _time in range(each):
            call(client)

    with ThreadPoolExecutor(len(clients)) as pool:
        begun = time.perf_counter()
        list(pool.map(ask, clients))
        return len(clients) * each / (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
