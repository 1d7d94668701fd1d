"""an index that counts what is open without opening the cases, and one of the sealed cases alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

STANDING = ["status", "org_path", "next_due_on", "id"]


def upgrade() -> None:
    op.create_index("ix_cases_standing", "cases", [*STANDING, "handler_id", "handed_path", "sealed"])
    op.drop_index(op.f("ix_cases_status_org_path_next_due_on_id"), "cases")
    sealed = {"sqlite_where": sa.text("sealed = 1"), "postgresql_where": sa.text("sealed")}
    op.create_index("ix_cases_sealed", "cases", ["id"], **sealed)


def downgrade() -> None:
    op.drop_index("ix_cases_sealed", "cases")
    op.create_index(op.f("ix_cases_status_org_path_next_due_on_id"), "cases", STANDING)
    op.drop_index("ix_cases_standing", "cases")
