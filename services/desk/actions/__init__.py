"""The verbs of the room."""

from services.desk.actions.calls import log_call
from services.desk.actions.tasks import TaskFacts, add_task, change_task, finish_task

__all__ = ["TaskFacts", "add_task", "change_task", "finish_task", "log_call"]
