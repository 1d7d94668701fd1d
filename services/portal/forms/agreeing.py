"""The texts that a request asks a member to agree to, as they are in force today."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from services.cases.models import ConsentText
from services.core.forms import BaseForm
from services.portal.rules import NAME_CONSENT, WORKER_CONSENT


class Agreeing(BaseForm):
    """`texts` holds those in force, by code."""

    texts: Mapping[str, ConsentText] = MappingProxyType({})

    @property
    def name_text(self) -> ConsentText:
        """The consent that a name or a telephone number needs."""
        return self.texts[NAME_CONSENT]

    @property
    def worker_text(self) -> ConsentText:
        """What somebody who asks for a worker says that the worker agrees to."""
        return self.texts[WORKER_CONSENT]
