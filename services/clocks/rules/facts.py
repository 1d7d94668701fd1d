"""What happened and on which day: the only things besides rule and calendar that move a due date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.core.words import N_, Labelled


class FactKind(Labelled):
    """Kinds of dated facts; the value is the action that makes it so, as stories and events name it."""

    CONTACT_LOGGED = "contact.log", N_("登记未当场答复的咨询")
    CONTACT_ANSWERED = "contact.answer", N_("答复咨询")
    REGISTERED = "case.register", N_("登记")
    COMPLETION_ASKED = "case.ask_completion", N_("通知补正")
    COMPLETED = "case.complete", N_("补正完成")
    ACCEPTED = "case.accept", N_("受理")
    DECLINED = "case.decline", N_("不予受理")
    DISPATCHED = "case.dispatch", N_("派单")
    SIGNED = "case.sign", N_("签收")
    BOUNCED = "case.bounce", N_("退单")
    CONTACTED = "case.note", N_("向职工告知进展")
    SUSPENDED = "case.suspend", N_("挂起")
    RESUMED = "case.resume", N_("恢复办理")
    EXTENDED = "case.extend", N_("批准延期")
    REPLIED = "case.reply", N_("答复")
    CHECK_FAILED = "case.check_failed", N_("审核未通过")
    REOPENED = "case.reopen", N_("重办")
    CALLED_BACK = "case.callback", N_("回访")
    RATED = "case.rate", N_("职工本人评价")
    PUBLISHED = "hardship.publish", N_("张榜公示")
    LIMITATION_BEGUN = "limitation.begin", N_("知道或应当知道权利被侵害")
    RESTARTED = "limitation.restart", N_("时效中断")
    ARBITRATION_APPLIED = "arbitration.apply", N_("申请劳动仲裁")
    AWARD_RECEIVED = "arbitration.award", N_("收到仲裁裁决书")
    SUIT_FILED = "suit.file", N_("向法院起诉")

    @classmethod
    def parse(cls, text: str) -> FactKind:
        """The kind that a person means: `case.suspend`, `suspend` or `suspended`; else ValueError."""
        wanted = text.strip().lower()
        for kind in cls:
            if wanted in {kind.value, kind.value.partition(".")[2], kind.name.lower()}:
                return kind
        raise ValueError(f"unknown kind of fact: {text}")


PAUSE_ENDS = {
    FactKind.SUSPENDED: FactKind.RESUMED,
    FactKind.COMPLETION_ASKED: FactKind.COMPLETED,
}
"""Each kind that can stop a clock, with the kind that sets it going again."""


STANDING = frozenset({*PAUSE_ENDS, *PAUSE_ENDS.values(), FactKind.EXTENDED, FactKind.RESTARTED})
"""Facts that go on to move due dates after the day on which they were told; all others meet or start a clock."""


@dataclass(frozen=True)
class Fact:
    """A kind on a local date. `until` is the date that an extension grants; no other kind has it."""

    kind: FactKind
    on: date
    until: date | None = None

    def __post_init__(self) -> None:
        if (self.kind is FactKind.EXTENDED) is (self.until is None):
            raise ValueError("an extension, and nothing else, says until when")


@dataclass(frozen=True)
class Stretch:
    """Days on which a clock stands still: `first` included, `until` not included; None is open."""

    cause: FactKind
    first: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.until is None or day < self.until)


def in_order(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """By day; facts of one day stay in the order in which they were told."""
    return tuple(sorted(facts, key=lambda fact: fact.on))


def stretches(causes: Iterable[FactKind], facts: Iterable[Fact]) -> tuple[Stretch, ...]:
    """The pauses that these causes make, the last ones possibly open.

    Stopping what stands still, and setting going what runs, change nothing.
    """
    found: list[Stretch] = []
    for cause in causes:
        began: date | None = None
        for fact in in_order(facts):
            if fact.kind is cause and began is None:
                began = fact.on
            elif fact.kind is PAUSE_ENDS[cause] and began is not None:
                found.append(Stretch(cause, began, fact.on))
                began = None
        if began is not None:
            found.append(Stretch(cause, began))
    return tuple(found)
