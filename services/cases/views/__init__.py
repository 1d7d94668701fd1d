"""Pages of the room."""

from services.cases.views import (  # noqa: F401  (they add their routes)
    contacts,
    exports,
    files,
    imports,
    lists,
    parties,
    searching,
    show,
    steps,
    turns,
)
from services.cases.views.blueprint import blueprint

__all__ = ["blueprint"]
