"""What happens at a desk. What concerns a case stands in the case's own history."""

from __future__ import annotations

from services.core.audit import declare_events
from services.core.words import N_, Labelled


class DeskEvent(Labelled):
    """Kinds of events about tasks."""

    TASK_ADDED = "task.added", N_("已安排下一步")
    TASK_CHANGED = "task.changed", N_("已改动事项")
    TASK_FINISHED = "task.finished", N_("已完成事项")


declare_events(DeskEvent)
