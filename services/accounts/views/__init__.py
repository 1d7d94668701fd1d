"""Pages of the room."""

from services.accounts.views import (  # noqa: F401  (they add their routes)
    drafts,
    factors,
    leaves,
    own,
    proof,
    recoveries,
    second_step,
    sessions,
    signing_in,
    staff_steps,
)
from services.accounts.views.blueprint import blueprint
from services.accounts.views.roles import blueprint as roles
from services.accounts.views.staff import blueprint as staff

__all__ = ["blueprint", "roles", "staff"]
