"""the index of due days tells states too, so that what is overdue is counted without opening the cases."""

from __future__ import annotations

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

DUE = ["next_due_on", "id", "org_path", "handed_path", "sealed"]


def upgrade() -> None:
    op.drop_index("ix_cases_due", "cases")
    op.create_index("ix_cases_due", "cases", [*DUE, "status"])


def downgrade() -> None:
    op.drop_index("ix_cases_due", "cases")
    op.create_index("ix_cases_due", "cases", DUE)
