"""Fields are written as WTForms writes them, letter by letter."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, EmailField, IntegerField, RadioField, StringField, TelField, TextAreaField
from wtforms.meta import DefaultMeta
from wtforms.widgets import Select

from services.core.forms import AtMost, BaseForm, ChecksField, Needed, SelectField

ODD = "<b>\"甲\" & '乙'</b>"


class EveryKind(BaseForm):
    words = StringField("词", validators=[Needed(), AtMost(9)], render_kw={"data_kind": "x", "autocomplete": "off"})
    mail = EmailField("信")
    call = TelField("号")
    count = IntegerField("数")
    long = TextAreaField("长")
    yes = BooleanField("是")
    one = SelectField("一", choices={"": "未说明", "a": ODD, ODD: "乙"})
    several = ChecksField("几", choices={"a": "甲", "b": ODD})
    which = RadioField("哪", choices={"a": "甲", "b": ODD})


GIVEN: list[dict[str, Any]] = [
    {},
    {"class_": "input", "rows": 4, "data_autosize": True, "aria_describedby": f"a {ODD}", "aria_invalid": "true"},
    {"required": False, "id": "other", "disabled": True},
]
SENT: list[dict[str, Any]] = [
    {},
    {"words": ODD, "mail": "a@b.cn", "count": "12", "long": f"\n{ODD}", "yes": "y", "one": ODD, "several": ["a", "b"]},
    {"which": "b", "one": "a", "count": "many"},
]


def as_wtforms_writes(field: Any, given: dict[str, Any]) -> str:
    if type(field.widget).__mro__[1] is Select:
        field.widget = Select()
    return str(DefaultMeta().render_field(field, given))


def _app() -> Flask:
    app = Flask(__name__)
    app.secret_key = "of a test"
    Babel(app)
    return app


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("sent", SENT)
def test_a_field_is_written_as_wtforms_writes_it(given: dict[str, Any], sent: dict[str, Any]) -> None:
    with _app().test_request_context(method="POST"):
        form = EveryKind(MultiDict(sent))
        fields = [form[name] for name in ("key", "version", "words", "mail", "call", "count", "long", "yes", "one")]
        for field in [*fields, *form.several, *form.which]:
            assert str(field(**given)) == as_wtforms_writes(field, given)


def test_what_was_typed_is_escaped() -> None:
    with _app().test_request_context(method="POST"):
        form = EveryKind(MultiDict({"words": ODD, "long": ODD, "one": ODD}))
        for field in (form.words, form.long, form.one):
            assert "<b>" not in str(field())
