"""The part of a request that somebody fills in for another: who the worker is, and whether the worker knows."""

from __future__ import annotations

from wtforms import BooleanField, SelectChoice, SelectField, StringField

from services.cases.actions.intake import ProxyFacts
from services.cases.kinds import Consent, Kinship
from services.cases.rules import Proxy
from services.core.forms import AtMost, BaseForm, plain_text
from services.core.words import _, _l
from services.people.facts import PersonFacts
from services.people.rules import LONGEST_NAME, read_name
from services.portal.forms.fields import Offered, ReadsAs


class ForAnother(BaseForm):
    """Who asks is the worker, unless a relation to the worker is chosen."""

    kinship = SelectField(
        _l("您是当事职工的什么人？"),
        choices=lambda: [
            SelectChoice("", _("我就是当事职工")),
            *(SelectChoice(kinship.value, kinship.label) for kinship in Kinship),
        ],
        validate_choice=False,
        validators=[Offered(_l("请从列表中选择。"), optional=True)],
    )
    worker_name = StringField(
        _l("当事职工的姓名（可以不填）"), filters=[plain_text], validators=[AtMost(LONGEST_NAME), ReadsAs(read_name)]
    )
    worker_agrees = BooleanField(_l("当事职工知道并同意我代为反映"))

    @property
    def is_for_another(self) -> bool:
        """Whether somebody asks for the worker."""
        return bool(self.kinship.data)

    def worker(self) -> PersonFacts | None:
        """The worker for whom somebody asks; None where no name was given."""
        return PersonFacts(name=self.worker_name.data) if self.worker_name.data else None

    def proxy_of(self, told: PersonFacts | None) -> ProxyFacts | None:
        """Who asks for the worker and is called back; None for the worker, and for somebody who says nothing."""
        if told is None or not self.is_for_another:
            return None
        consent = Consent.SPOKEN if self.worker_agrees.data else Consent.NOT_YET
        return ProxyFacts(told, Proxy(Kinship(self.kinship.data), consent, is_contact=bool(told.phone)))
