"""The form for taking the trail out."""

from __future__ import annotations

from services.cases.forms.exports import purpose_field
from services.core.forms import BaseForm


class TrailExportForm(BaseForm):
    """What it is taken out for."""

    purpose = purpose_field()

    @property
    def told(self) -> str:
        """The purpose in one line."""
        return " ".join((self.purpose.data or "").split())
