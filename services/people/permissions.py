"""Who may do what about people and employers."""

from __future__ import annotations

from services.core.access import CASE_STAFF, ActorKind, Role, Rule, declare_permissions
from services.core.words import N_

_ASKERS = frozenset({ActorKind.MEMBER, ActorKind.ANONYMOUS})

declare_permissions(
    {
        "person.register": Rule(CASE_STAFF, others=_ASKERS, note=N_("职工本人只在提交诉求时登记自己")),
        "person.correct": Rule(CASE_STAFF),
        "person.reveal": Rule(CASE_STAFF, note=N_("须写明用途,每次查看都有记录")),
        "employer.add": Rule(CASE_STAFF | {Role.ADMINISTRATOR}),
        "employer.import": Rule(frozenset({Role.ADMINISTRATOR})),
        "employer.correct": Rule(CASE_STAFF | {Role.ADMINISTRATOR}),
    }
)
