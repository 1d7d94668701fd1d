"""Pages of the room."""

from services.desk.views import board, bulk, calls, keys, queue, tasks, texts, workload  # noqa: F401  (they add their routes)
from services.desk.views.blueprint import blueprint

__all__ = ["blueprint"]
