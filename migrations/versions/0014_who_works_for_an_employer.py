"""who works for an employer is found by an index."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_employer_upstream_id"), "employer", ["upstream_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_employer_upstream_id"), table_name="employer")
