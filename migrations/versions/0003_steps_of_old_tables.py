"""The days of steps that an old table brings with it, and money won before anyone here noted it.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("imported_row") as batch:
        batch.add_column(sa.Column("stages", sa.Text(), nullable=False, server_default="[]"))
    with op.batch_alter_table("imported_row") as batch:
        batch.alter_column("stages", existing_type=sa.Text(), existing_nullable=False, server_default=None)
    with op.batch_alter_table("recovery") as batch:
        batch.alter_column("by_id", existing_type=BIG, nullable=True)


def downgrade() -> None:
    with op.batch_alter_table("recovery") as batch:
        batch.alter_column("by_id", existing_type=BIG, nullable=False)
    with op.batch_alter_table("imported_row") as batch:
        batch.drop_column("stages")
