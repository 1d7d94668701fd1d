"""Words in two languages: Chinese message ids, English catalogues, labels of enums."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol, TypeVar

from babel.support import NullTranslations
from flask import g, has_app_context
from flask_babel import get_translations
from flask_babel.speaklater import LazyString


class Words(Protocol):
    """A sentence that becomes text when it is shown, in the reader's language."""

    def __str__(self) -> str: ...


def catalogue() -> NullTranslations:
    """The words of the present request's language, looked for once: flask-babel does so for every word.

    They are kept where flask-babel's `force_locale` and `refresh` forget them.
    """
    if not has_app_context():
        return NullTranslations()
    found: NullTranslations | None = getattr(g.get("_flask_babel"), "babel_translations", None)
    if found is None:
        found = g._flask_babel.babel_translations = get_translations()
    return found


def _(message: str, **values: object) -> str:
    """The message in the language of the present request; Chinese where there is none."""
    text: str = catalogue().gettext(message)
    return text % values if values else text


def _l(message: str, **values: object) -> Words:
    """Like `_`, but translated when it is shown, not when it is made."""
    lazy: Words = LazyString(_, message, **values)
    return lazy


def N_(message: str) -> str:  # noqa: N802  (the customary name of the marker that xgettext looks for)
    """Marks a message for the catalogues without translating it."""
    return message


class Labelled(StrEnum):
    """A StrEnum whose members carry a label: `OPEN = "open", N_("在办")`; stored by value."""

    msgid: str

    def __new__(cls, value: str, msgid: str = "") -> Labelled:
        member = str.__new__(cls, value)
        member._value_ = value
        member.msgid = msgid
        return member

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return _(self.msgid)


Kind = TypeVar("Kind", bound=Labelled)


def enum_choices(members: Iterable[Kind]) -> list[tuple[str, str]]:
    """(value, label) pairs for a select field, in the order of the enum."""
    return [(member.value, member.label) for member in members]
