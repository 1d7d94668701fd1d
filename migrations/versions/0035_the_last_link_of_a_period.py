"""an index that tells the last link of a chain before an instant without opening any."""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_event_chain_seq_at"), "event", ["chain", "seq", "at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_event_chain_seq_at"), "event")
