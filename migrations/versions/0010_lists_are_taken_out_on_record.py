"""lists are taken out on record: who, when, what for, which filter, how many rows, and who agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PATH = sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql")


def one_of(*values: str, name: str) -> sa.Enum:
    """An enum stored by value."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "export",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", one_of("xlsx", "csv", name="filekind"), nullable=False),
        sa.Column("state", one_of("waiting", "approved", "refused", "given", name="exportstate"), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("columns", sa.String(length=400), nullable=False),
        sa.Column("purpose_sealed", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", BIG_ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("org_path", PATH, nullable=False),
        sa.CheckConstraint("(state = 'given') = (digest IS NOT NULL)", name=op.f("ck_export_given_has_digest")),
        sa.CheckConstraint("decided_by_id <> user_id", name=op.f("ck_export_decided_by_another")),
        sa.CheckConstraint("rows >= 0", name=op.f("ck_export_rows_not_negative")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_export_decided_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_export_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    op.create_index(op.f("ix_export_org_path"), "export", ["org_path"])
    op.create_index(op.f("ix_export_state_org_path"), "export", ["state", "org_path"])
    op.create_index(op.f("ix_export_user_id_at"), "export", ["user_id", "at"])


def downgrade() -> None:
    op.drop_table("export")
