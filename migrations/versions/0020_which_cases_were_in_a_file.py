"""which cases were in a file that was given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "exported_case",
        sa.Column("export_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG_ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_exported_case_case_id")),
        sa.ForeignKeyConstraint(["export_id"], ["export.id"], name=op.f("fk_exported_case_export_id")),
        sa.PrimaryKeyConstraint("export_id", "case_id", name=op.f("pk_exported_case")),
    )
    op.create_index(op.f("ix_exported_case_case_id"), "exported_case", ["case_id"])


def downgrade() -> None:
    op.drop_table("exported_case")
