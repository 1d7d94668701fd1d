"""who is away, and who looks after their desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "leave",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("deputy_id", ID, nullable=True),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_leave_leave_runs_forward")),
        sa.CheckConstraint("deputy_id IS NULL OR deputy_id <> user_id", name=op.f("ck_leave_deputy_is_another")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_leave_user_id")),
        sa.ForeignKeyConstraint(["deputy_id"], ["user.id"], name=op.f("fk_leave_deputy_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_leave_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    op.create_index(op.f("ix_leave_user_id"), "leave", ["user_id"])
    op.create_index(op.f("ix_leave_last_on_user_id"), "leave", ["last_on", "user_id"])
    op.create_index(op.f("ix_leave_deputy_id_last_on"), "leave", ["deputy_id", "last_on"])


def downgrade() -> None:
    op.drop_table("leave")
