"""Who may keep the working calendar."""

from services.core.access import Level, Role, Rule, declare_permissions
from services.core.words import N_

RULES = declare_permissions(
    {
        "calendar.set_day": Rule(
            roles=frozenset({Role.ADMINISTRATOR}),
            levels=frozenset({Level.NATIONAL, Level.PROVINCE, Level.CITY}),
            name=N_("改动工作日历的一天"),
        ),
        "calendar.publish_year": Rule(
            roles=frozenset({Role.ADMINISTRATOR}),
            levels=frozenset({Level.NATIONAL, Level.PROVINCE, Level.CITY}),
            name=N_("登记某年放假安排已公布"),
        ),
    }
)
