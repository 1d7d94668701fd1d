"""The verbs of the room."""

from services.desk.actions.calls import log_call
from services.desk.actions.tasks import TaskFacts, add_task, change_task, finish_task
from services.desk.actions.texts import TextFacts, add_text, change_text, end_text

__all__ = [
    "TaskFacts",
    "TextFacts",
    "add_task",
    "add_text",
    "change_task",
    "change_text",
    "end_text",
    "finish_task",
    "log_call",
]
