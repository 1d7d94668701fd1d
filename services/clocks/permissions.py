"""Who may keep the working calendar."""

from services.core.access import Level, Role, Rule, declare_permissions
from services.core.words import N_

RULES = declare_permissions(
    {
        "calendar.set_day": Rule(
            roles=frozenset({Role.ADMINISTRATOR}),
            levels=frozenset({Level.NATIONAL, Level.PROVINCE, Level.CITY}),
            name=N_("修改工作日历"),
        ),
        "calendar.publish_year": Rule(
            roles=frozenset({Role.ADMINISTRATOR}),
            levels=frozenset({Level.NATIONAL, Level.PROVINCE, Level.CITY}),
            name=N_("公布年度放假安排"),
        ),
    }
)
