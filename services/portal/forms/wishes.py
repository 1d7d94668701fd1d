"""The part of a request in which somebody says by whom, and how quietly, they want it handled."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, SelectChoice

from services.core.forms import BaseForm
from services.core.words import _, _l
from services.people.kinds import Sex
from services.portal.forms.fields import Offered


class Wishes(BaseForm):
    """Asked on the guarded path."""

    handler_sex = RadioField(
        _l("希望由谁来办理？"),
        choices=lambda: [
            SelectChoice("", _("都可以")),
            SelectChoice(Sex.FEMALE.value, _("女同事")),
            SelectChoice(Sex.MALE.value, _("男同事")),
        ],
        default="",
        validate_choice=False,
        validators=[Offered(_l("请选择一项。"), optional=True)],
    )
    discreet = BooleanField(_l("短信和电话里不提这件事：只说“工会回复”，接电话的不是我就不说别的"))

    @property
    def wanted_sex(self) -> Sex | None:
        """The sex of the handler that is wanted; None where either is fine."""
        return Sex(self.handler_sex.data) if self.handler_sex.data else None
