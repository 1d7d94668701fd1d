"""How fields are written. A long form has dozens of inputs and hundreds of options, so each is written straight.

What comes out is, letter by letter, what the widgets of WTForms write.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from markupsafe import Markup, escape
from wtforms import Field
from wtforms.widgets import (
    CheckboxInput,
    EmailInput,
    HiddenInput,
    NumberInput,
    RadioInput,
    Select,
    TelInput,
    TextArea,
    TextInput,
)
from wtforms.widgets.core import clean_key

TYPED = frozenset({TextInput, NumberInput, HiddenInput, EmailInput, TelInput})
_NAME = itemgetter(0)
TICKED = frozenset({CheckboxInput, RadioInput})


def drawn(field: Field, given: Mapping[str, object]) -> Markup:
    """The field with the attributes that the template gives. Kinds that no long form has are left to WTForms."""
    kind = type(field.widget)
    told = {**(field.render_kw or {}), **given}
    if kind in TYPED or kind in TICKED:
        return _input(field, told, ticked=kind in TICKED)
    if kind is TextArea:
        return Markup("<textarea %s>\r\n%s</textarea>") % (_attributes(_of_the_field(field, told)), field._value())
    if kind is PlainSelect:
        return _select(field, told)
    written: Markup = field.widget(field, **{clean_key(name): value for name, value in told.items()})
    return written


class PlainSelect(Select):
    """A choice whose options have neither attributes of their own nor groups."""


def _input(field: Field, told: dict[str, object], *, ticked: bool) -> Markup:
    told.setdefault("type", field.widget.input_type)
    if "value" not in told:
        told["value"] = field._value()
    if ticked and getattr(field, "checked", field.data):
        told.setdefault("checked", True)
    return Markup("<input %s>") % _attributes(_of_the_field(field, told))


def _select(field: Any, told: dict[str, object]) -> Markup:
    options = "".join(
        f'<option{" selected" if choice.selected else ""} value="{escape(choice.value)}">'
        f"{escape(choice.label or choice.value)}</option>"
        for choice in field.iter_choices()
    )
    offered = Markup(options)  # nosec B704  (value and words are escaped)
    return Markup("<select %s>%s</select>") % (_attributes(_of_the_field(field, told)), offered)


def _of_the_field(field: Field, told: dict[str, object]) -> dict[str, object]:
    """The attributes with id and name, and what its validators say that a browser should check."""
    told.setdefault("id", field.id)
    for name in field.widget.validation_attrs:
        flag = getattr(field.flags, name)
        if flag is not None:
            told.setdefault(name, flag() if callable(flag) else flag)
    told["name"] = field.name
    return told


def _attributes(told: Mapping[str, object]) -> Markup:
    """In the order of their names: True stands alone, False is left out."""
    plain = {clean_key(name): value for name, value in told.items() if value is not False}
    written = " ".join(
        name if value is True else f'{name}="{escape(value)}"' for name, value in sorted(plain.items(), key=_NAME)
    )
    return Markup(written)  # nosec B704  (the values are escaped)
