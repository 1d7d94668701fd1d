"""Who may keep the working calendar."""

from services.core.access import Level, Role, Rule, declare_permissions

RULES = declare_permissions(
    {
        "calendar.set_day": Rule(
            roles=frozenset({Role.ADMINISTRATOR}),
            levels=frozenset({Level.NATIONAL, Level.PROVINCE, Level.CITY}),
        ),
        "calendar.publish_year": Rule(
            roles=frozenset({Role.ADMINISTRATOR}),
            levels=frozenset({Level.NATIONAL, Level.PROVINCE, Level.CITY}),
        ),
    }
)
