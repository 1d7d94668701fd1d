"""The form by which a colleague notes that a member took a consent back."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import RadioField, SelectChoice

from services.cases.models import CaseConsent
from services.core.forms import BaseForm, Needed
from services.core.web import current_language
from services.core.words import _l


class ConsentForm(BaseForm):
    """Which consent was taken back."""

    code = RadioField(_l("职工撤回哪一项同意"), validators=[Needed(_l("请选择一项。"))])

    def offer(self, consents: Sequence[CaseConsent]) -> None:
        """Fills the choices with what still holds, in the reader's language."""
        live = [given for given in consents if given.withdrawn_at is None]
        self.code.choices = [SelectChoice(given.code, given.text.words(current_language())) for given in live]
