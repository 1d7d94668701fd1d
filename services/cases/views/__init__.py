"""Pages of the room."""

from services.cases.views import (  # noqa: F401  (they add their routes)
    complaints,
    conflicts,
    consents,
    contacts,
    exports,
    files,
    imports,
    lists,
    officers,
    parties,
    saved,
    searching,
    show,
    steps,
    ties,
    turns,
)
from services.cases.views.blueprint import blueprint

__all__ = ["blueprint"]
