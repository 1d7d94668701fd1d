"""The base of all forms: keeps what was typed, carries key and version, and shows a refusal where it belongs."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from typing import Any, ParamSpec, TypeVar

import wtforms
from babel.support import NullTranslations, Translations
from flask import request
from flask_babel import get_locale
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, IntegerField, StringField
from wtforms.i18n import messages_path
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from services.core.actions import submission
from services.core.errors import ErrorCode, Problem
from services.core.money import parse_yuan, yuan
from services.core.widgets import PlainSelect, drawn
from services.core.words import _l

P = ParamSpec("P")
R = TypeVar("R")

ON_A_PAGE_OF_THEIR_OWN = frozenset({ErrorCode.NOT_FOUND, ErrorCode.NOT_ALLOWED})


@cache
def _words_of_wtforms(locale: str) -> NullTranslations:
    words: NullTranslations = Translations.load(messages_path(), [locale], domain="wtforms")
    return words


@dataclass(frozen=True)
class Difference:
    """A field in which two people do not say the same: what is kept, and what stands in the form."""

    label: str
    theirs: str
    yours: str


def _said_by(field: Any, value: object) -> str:
    """A value as a person reads it: the label of a choice, the minute of an hour."""
    if value is None:
        return ""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    choices = dict(field.choices.items()) if isinstance(getattr(field, "choices", None), dict) else {}
    return str(choices.get(str(value), value))


class BaseForm(FlaskForm):
    """Every form. The token against forged requests is checked for the whole application, so not here again."""

    class Meta(FlaskForm.Meta):
        csrf = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """A form comes as a form: another kind of body has no fields."""
            if request.is_json and not isinstance(formdata, MultiDict):
                return None
            return super().wrap_formdata(form, formdata)

        def get_translations(self, _form: Any) -> NullTranslations:
            """The sentences of WTForms itself, read from its files once and not for every request."""
            return _words_of_wtforms(str(get_locale()))

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Markup:
            """Written straight, for most kinds of fields."""
            return drawn(field, render_kw)

    key = HiddenField(default=lambda: secrets.token_urlsafe(18))
    version = IntegerField(widget=HiddenInput())
    overtaken = False
    """Whether somebody else changed the record after the page was opened."""

    def differences(self, theirs: Mapping[str, object]) -> list[Difference]:
        """The fields in which what is kept now is not what stands in the form; `theirs` is what the form would show."""
        fields = ((self._fields[name], value) for name, value in theirs.items())
        pairs = ((field, _said_by(field, value), _said_by(field, field.data)) for field, value in fields)
        return [Difference(str(field.label.text), kept, typed) for field, kept, typed in pairs if kept != typed]

    def show(self, problem: Problem) -> None:
        """Puts a refusal at its field, or at the top where it has none."""
        field = self._fields.get(problem.field or "")
        if field is None or field.type == "HiddenField":
            self.form_errors.append(problem.sentence)
        else:
            field.errors = [*field.errors, problem.sentence]


def attempt(form: BaseForm, verb: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
    """Calls the verb with the form's key and version; None, with the sentence on the form, where it is refused.

    What is absent or not allowed is not the form's matter and is raised on.
    """
    try:
        with submission(_key_of(form), form.version.data):
            return verb(*args, **kwargs)
    except Problem as problem:
        if problem.code in ON_A_PAGE_OF_THEIR_OWN:
            raise
        form.show(problem)
        if problem.code is ErrorCode.CONFLICT:
            form.overtaken = True
            form.version.data = getattr(args[0], "version", None)  # having read of it, they may send again
        return None


def _key_of(form: BaseForm) -> str | None:
    key = form.key.data or ""
    return key if 16 <= len(key) <= 80 and key.isascii() and key.isprintable() else None


class SelectField(wtforms.SelectField):
    """One of a list, which may be long."""

    widget = PlainSelect()


class ChecksField(wtforms.SelectMultipleField):
    """Several choices as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PlainText:
    """Filter: NFC, no control characters but line ends and tabs, no blanks around."""

    def __call__(self, value: str | None) -> str | None:
        if value is None:
            return None
        text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
        kept = (mark for mark in text if mark in "\n\t" or unicodedata.category(mark) not in ("Cc", "Cs"))
        return "".join(kept).strip()


plain_text = PlainText()


class YuanField(StringField):
    """An amount in yuan as a person types it; `fen` holds whole fen, or None where the field is empty."""

    fen: int | None = None

    def pre_validate(self, form: Any) -> None:
        self.fen = None
        if self.data and self.data.strip():
            try:
                self.fen = parse_yuan(self.data, lenient=True)
            except Problem as problem:
                raise StopValidation(str(problem.sentence)) from problem

    def show_fen(self, fen: int | None) -> None:
        """Fills the field from the database."""
        self.data = "" if fen is None else yuan(fen)


class Needed:
    """The field may not be left empty; the sentence says what is missing."""

    field_flags = {"required": True}  # noqa: RUF012  (WTForms reads it)

    def __init__(self, sentence: Any = None) -> None:
        self.sentence = sentence or _l("请填写这一项。")

    def __call__(self, _form: Any, field: Field) -> None:
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []
            raise StopValidation(str(self.sentence))


class AtMost:
    """No more than so many characters; says how many there are."""

    def __init__(self, characters: int) -> None:
        self.characters = characters

    def __call__(self, _form: Any, field: Field) -> None:
        size = len(field.data or "")
        if size > self.characters:
            raise ValidationError(
                str(_l("最多 %(most)d 个字，现在有 %(size)d 个字。", most=self.characters, size=size))
            )


class Between:
    """A whole number within bounds, both included; one sentence for whatever else is typed. Empty is fine."""

    def __init__(self, least: int, most: int, sentence: Any) -> None:
        self.least, self.most, self.sentence = least, most, sentence

    def __call__(self, _form: Any, field: Field) -> None:
        if not any(str(typed).strip() for typed in field.raw_data or ()):
            field.errors = []
            raise StopValidation
        if field.data is None or not self.least <= field.data <= self.most:
            field.errors = []
            raise StopValidation(str(self.sentence))
