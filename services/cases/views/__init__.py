"""Pages of the room."""

from services.cases.views import contacts, lists, parties, searching, show, steps, turns  # noqa: F401  (they add routes)
from services.cases.views.blueprint import blueprint

__all__ = ["blueprint"]
