"""What a message says: its texts in the recipient's language, and where more is to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from flask_babel import force_locale

from services.clocks.table import names_of_rules
from services.core.vault import Tampered, vault
from services.core.words import _
from services.messages.kinds import KINDS, SECRET, Audience, Channel, MessageKind

LANGUAGES = ("zh-CN", "en")
_BOUND_TO = "message.secret"


@dataclass(frozen=True)
class Wording:
    """A subject line and a text."""

    subject: str
    text: str


def worded(code: str, facts: Mapping[str, object], neutral: bool) -> Wording:
    """What a message says in the language of whoever reads it now."""
    kind = KINDS.get(code)
    if kind is None:  # a release took the kind away while messages of it were waiting
        return Wording(_("有新消息"), _("请登录系统查看。").strip())
    if neutral:
        return Wording(_(kind.neutral_subject), _(kind.neutral_text))
    shown = _shown(facts)
    return Wording(_(kind.subject, **shown), _(kind.text, **shown))


def _shown(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts as they are read: a clock by its name, a one-time code opened."""
    shown = dict(facts)
    if clock := facts.get("clock"):
        shown["clock"] = names_of_rules().get(str(clock), "")
    if secret := facts.get(SECRET):
        shown[SECRET] = opened_secret(str(secret))
    return shown


def sealed_secret(value: str) -> str:
    """A one-time code as it is kept while its message waits."""
    return vault().seal(value, _BOUND_TO)


def opened_secret(sealed: str) -> str:
    """The code again; dots where its key is gone, which is later than any code is good for."""
    try:
        return vault().open(sealed, _BOUND_TO)
    except Tampered:
        return "······"


def letter(kind: MessageKind, channel: Channel, facts: Mapping[str, object], neutral: bool, site: str) -> Wording:
    """What leaves on a channel, in the language of the present block. `site` is the public address, or empty."""
    said = worded(kind.code, facts, neutral)
    to_staff = kind.audience is Audience.STAFF
    secret = neutral and not to_staff
    where = "" if secret or not site or not kind.names_the_place else f"{site}{kind.page}"
    text = f"{said.text}{_('请登录系统查看。')}" if to_staff else said.text
    if channel is Channel.SMS:
        return Wording("", " ".join(filter(None, (text, where))))
    if to_staff:
        end = _("不想再收到这类邮件，可在“我的账号”的“消息设置”里关闭。")
    else:
        end = "" if secret else _("这是自动发出的邮件，请不要回复。")
    return Wording(said.subject, "\n\n".join(filter(None, (text, where, end))) + "\n")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Words inside the block are in this language; an unknown one is Chinese."""
    with force_locale("en" if language == "en" else "zh_CN"):
        yield
