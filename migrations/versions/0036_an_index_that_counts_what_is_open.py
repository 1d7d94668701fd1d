"""an index that counts what is open without opening the cases."""

from __future__ import annotations

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

STANDING = ["status", "org_path", "next_due_on", "id"]


def upgrade() -> None:
    op.create_index("ix_cases_standing", "cases", [*STANDING, "handler_id", "handed_path", "sealed"])
    op.drop_index(op.f("ix_cases_status_org_path_next_due_on_id"), "cases")


def downgrade() -> None:
    op.create_index(op.f("ix_cases_status_org_path_next_due_on_id"), "cases", STANDING)
    op.drop_index("ix_cases_standing", "cases")
