"""Fields and checks that only the portal needs."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from wtforms import StringField
from wtforms.validators import StopValidation

from services.cases.rules import MOST_PEOPLE
from services.core.errors import Problem
from services.core.words import _l


class Offered:
    """One of the choices; with `optional`, none of them is fine too."""

    def __init__(self, sentence: Any, *, optional: bool = False) -> None:
        self.sentence = sentence
        self.optional = optional

    def __call__(self, _form: Any, field: Any) -> None:
        values = {choice.value for choice in field.choices or ()}
        if field.data not in values and not (self.optional and not field.data):
            raise StopValidation(str(self.sentence))


class ReadsAs:
    """What is typed can be read by the function, which raises Problem where it cannot."""

    def __init__(self, read: Callable[[str], object]) -> None:
        self.read = read

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data and field.data.strip():
            try:
                self.read(field.data)
            except Problem as problem:
                raise StopValidation(str(problem.sentence)) from problem


class NeededUnless:
    """Needed where the condition on the form holds."""

    def __init__(self, holds: Callable[[Any], bool], sentence: Any) -> None:
        self.holds = holds
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data and self.holds(form):
            raise StopValidation(str(self.sentence))


class PeopleField(StringField):
    """How many workers, as a person types it; `count` is 1 where nothing is typed."""

    count: int = 1

    def pre_validate(self, _form: Any) -> None:
        self.count = 1
        typed = unicodedata.normalize("NFKC", self.data or "").strip().removesuffix("人").strip()
        if not typed:
            return
        if not (typed.isascii() and typed.isdigit()) or not 1 <= int(typed[:9]) <= MOST_PEOPLE or len(typed) > 9:
            raise StopValidation(str(_l("请填写人数，1 至 %(most)s 之间的整数。", most=MOST_PEOPLE)))
        self.count = int(typed)
