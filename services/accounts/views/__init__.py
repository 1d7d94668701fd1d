"""Pages of the room."""

from services.accounts.views import own, proof, sessions, signing_in  # noqa: F401  (they add their routes)
from services.accounts.views.blueprint import blueprint

__all__ = ["blueprint"]
