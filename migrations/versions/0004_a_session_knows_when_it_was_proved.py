"""a session knows when it was proved, and from where."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("device", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("network", sa.String(length=45), nullable=False, server_default=""))
    op.execute("UPDATE user_session SET proved_at = created_at")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.alter_column("proved_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.alter_column("device", existing_type=sa.String(length=40), server_default=None)
        batch_op.alter_column("network", existing_type=sa.String(length=45), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_column("network")
        batch_op.drop_column("device")
        batch_op.drop_column("proved_at")
