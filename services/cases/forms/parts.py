"""What several forms of the room are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wtforms import TextAreaField
from wtforms.validators import ValidationError

from services.cases.models import Category
from services.cases.rules import LONGEST_TEXT
from services.core.errors import Problem
from services.core.forms import AtMost, Needed, plain_text
from services.core.web import current_language
from services.core.words import Labelled
from services.units.queries import NamedUnit


def long_text(label: Any, needed: Any, **options: Any) -> TextAreaField:
    """A box for what was said or done."""
    return TextAreaField(label, filters=[plain_text], validators=[Needed(needed), AtMost(LONGEST_TEXT)], **options)


def set_in(units: Sequence[NamedUnit]) -> dict[str, str]:
    """code → name of the units, deeper ones set in, for a choice."""
    top = min((unit.org_path.count("/") for unit in units), default=0)
    return {unit.code: "　" * (unit.org_path.count("/") - top) + unit.name for unit in units}


def category_label(category: Category) -> str:
    """`A1 拖欠工资、劳动报酬`, in the reader's language."""
    name = category.name_en if current_language() == "en" else category.name_zh
    return name if category.tree == "L" else f"{category.code} {name}"


def choice_of(kind: type[Labelled], value: str | None) -> Any:
    """The member of an enum with this value; None for anything else, as in a hand-written address."""
    try:
        return kind(value) if value else None
    except ValueError:
        return None


def reads_as(read: Callable[[str], object]) -> Callable[[Any, Any], None]:
    """A validator that says at once why the function cannot read what was typed."""

    def check(_form: Any, field: Any) -> None:
        if field.data:
            try:
                read(field.data)
            except Problem as problem:
                raise ValidationError(str(problem.sentence)) from problem

    return check
