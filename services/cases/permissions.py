"""Who may do what with contacts and cases: the table that the union signs."""

from __future__ import annotations

from services.core.access import CASE_READERS, CASE_STAFF, ActorKind, Role, Rule, declare_permissions
from services.core.words import N_

STAFF = Rule(roles=CASE_STAFF)

RULES = declare_permissions(
    {
        "contact.log": STAFF,
        "contact.answer": STAFF,
        "case.submit": Rule(roles=frozenset(), others=frozenset({ActorKind.MEMBER, ActorKind.ANONYMOUS})),
        "case.register": STAFF,
        "case.accept": STAFF,
        "case.take": STAFF,
        "case.note": STAFF,
        "case.reply": Rule(roles=CASE_STAFF, note=N_("只限经办人本人")),
        "case.check": Rule(roles=frozenset({Role.SUPERVISOR}), note=N_("经办人不得审核自己的案件")),
        "case.callback": Rule(roles=CASE_STAFF, note=N_("经办人不得回访自己的案件")),
        "case.close": STAFF,
        "recovery.agree": STAFF,
        "recovery.pay": STAFF,
        "case.import": Rule(roles=frozenset({Role.ADMINISTRATOR})),
        "category.add": Rule(roles=frozenset({Role.ADMINISTRATOR})),
        "case.see": Rule(roles=CASE_READERS, others=frozenset({ActorKind.MEMBER})),
        "case.track": Rule(roles=frozenset(), others=frozenset({ActorKind.MEMBER, ActorKind.ANONYMOUS})),
    }
)
