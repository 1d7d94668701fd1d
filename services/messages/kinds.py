"""Kinds of messages: each room declares its own, with its texts and the hours in which it may leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from services.core.access import Actor
from services.core.words import N_, Labelled
from services.messages.rules import When

SECRET = "code"  # nosec B105  (the name of a fact, not its value)
FACTS = frozenset({"number", "count", "clock", "due", SECRET})
"""All that a text may name: the number of a case, how many, which clock by its code, a local day, and a one-time code,
which alone is kept sealed."""
MEMBERS_PAGE, STAFF_PAGE = "/follow", "/inbox"


class Audience(Labelled):
    """Who is written to."""

    STAFF = "staff", N_("工作人员")
    MEMBER = "member", N_("职工")


class Channel(Labelled):
    """How a message leaves the house."""

    EMAIL = "email", N_("电子邮件")
    SMS = "sms", N_("短信")


class Standing(Labelled):
    """What became of a message that was to leave."""

    WAITING = "waiting", N_("等待发出")
    SENT = "sent", N_("已发出")
    GIVEN_UP = "given_up", N_("多次未成，已放弃")
    EXPIRED = "expired", N_("过期未发")
    DROPPED = "dropped", N_("不再需要")


@dataclass(frozen=True)
class MessageKind:
    """A kind of message. All texts are Chinese message ids; `subject` and `text` may name the facts.

    `neutral_subject` and `neutral_text` stand in for them where the case is sealed: they name nothing, and to a
    member they do not even say who writes.
    """

    code: str
    name: str
    audience: Audience
    subject: str
    text: str
    neutral_subject: str
    neutral_text: str
    facts: frozenset[str] = field(default_factory=lambda: frozenset({"number"}))
    when: When = When.BY_DAY
    good_for: timedelta = timedelta(days=3)
    """Later than so long after it arose it is of no use and does not leave any more."""
    by_a_member: bool = False
    """Whether an act of a member causes it: it is then shown by the day."""
    names_the_place: bool = True
    """Whether the address where more is to be read stands at its end."""

    @property
    def page(self) -> str:
        """Where more is to be read, as a path of the public address."""
        return MEMBERS_PAGE if self.audience is Audience.MEMBER else STAFF_PAGE


KINDS: dict[str, MessageKind] = {}
"""code → kind, of all rooms."""


def declare_messages(*kinds: MessageKind) -> None:
    """Makes a room's kinds known. Raises ValueError for a code declared twice, or a fact that no text may name."""
    for kind in kinds:
        if kind.code in KINDS or not kind.facts <= FACTS:
            raise ValueError(kind.code)
        KINDS[kind.code] = kind


def staff_kinds() -> list[MessageKind]:
    """Those that staff get, in the order of their declaration."""
    return [kind for kind in KINDS.values() if kind.audience is Audience.STAFF]


def members_acts() -> frozenset[str]:
    """Codes of those that an act of a member causes."""
    return codes_of(kind for kind in KINDS.values() if kind.by_a_member)


WAYS: dict[str, Callable[[int, Actor], str | None]] = {}
"""Table → the page of one of its rows for a viewer; None where the viewer does not see it. Rooms add theirs."""


def lead_to(table: str, way: Callable[[int, Actor], str | None]) -> None:
    """Lets notices about rows of the table lead to their page."""
    WAYS[table] = way


def codes_of(kinds: Iterable[MessageKind]) -> frozenset[str]:
    """Their codes."""
    return frozenset(kind.code for kind in kinds)
