"""What happens at a desk. What concerns a case stands in the case's own history."""

from __future__ import annotations

from services.core.audit import declare_events
from services.core.words import N_, Labelled


class DeskEvent(Labelled):
    """Kinds of events about tasks and texts."""

    TASK_ADDED = "task.added", N_("已安排下一步")
    TASK_CHANGED = "task.changed", N_("已改动事项")
    TASK_FINISHED = "task.finished", N_("已完成事项")
    TEXT_ADDED = "text.added", N_("增加文本")
    TEXT_CHANGED = "text.changed", N_("改动文本")
    TEXT_ENDED = "text.ended", N_("停用文本")


declare_events(DeskEvent, onward=DeskEvent)
