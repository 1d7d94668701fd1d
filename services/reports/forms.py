"""Which month of which unit."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from services.core.errors import Problem
from services.core.time import Month
from services.core.words import _, _l


class ChooseForm(FlaskForm):
    """A unit and a month, asked for by GET."""

    class Meta:
        csrf = False

    unit = SelectField(_l("单位"), validate_choice=False)
    month = StringField(_l("月份"), description=_l("例如 2026-03"))

    def offer(self, units: Sequence[tuple[str, str]]) -> None:
        """Sets the units to choose from."""
        self.unit.choices = [(code, f"{name}（{code}）") for code, name in units]

    def validate_unit(self, field: SelectField) -> None:
        """One of those offered."""
        if field.data not in {code for code, _name in field.choices}:
            raise ValidationError(_("请从列表中选择单位。"))

    def validate_month(self, field: StringField) -> None:
        """A month written like 2026-03."""
        try:
            Month.parse((field.data or "").strip())
        except Problem as problem:
            raise ValidationError(str(problem.sentence)) from problem
