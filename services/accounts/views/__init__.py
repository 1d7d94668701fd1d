"""Pages of the room."""

from services.accounts.views import own, proof, sessions, signing_in, staff_steps  # noqa: F401  (they add their routes)
from services.accounts.views.blueprint import blueprint
from services.accounts.views.roles import blueprint as roles
from services.accounts.views.staff import blueprint as staff

__all__ = ["blueprint", "roles", "staff"]
