"""an index for reading the events of one's units, newest first."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_event_newest", "event", ["at", "id", "org_path"])


def downgrade() -> None:
    op.drop_index("ix_event_newest", "event")
