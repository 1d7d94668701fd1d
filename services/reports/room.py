"""What the reports' room offers to the house."""

from __future__ import annotations

from services.core.access import Actor
from services.core.rooms import Entry, Room
from services.core.words import N_
from services.reports.commands import reports
from services.reports.permissions import RULES
from services.reports.views import blueprint


def _sees_reports(actor: Actor) -> bool:
    return bool(actor.posts_as(RULES["report.see"].roles))


ROOM = Room(
    name="reports",
    blueprints=(blueprint,),
    commands=(reports,),
    navigation=(Entry("reports.choose", N_("月报"), "bar-chart", _sees_reports),),
)
