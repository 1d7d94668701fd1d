"""files of cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "jpeg",
                "png",
                "webp",
                "gif",
                "heic",
                "pdf",
                "docx",
                "xlsx",
                "text",
                "mp3",
                "m4a",
                "amr",
                "mp4",
                name="filekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "waiting",
                "clean",
                "found",
                "unscanned",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name_sealed", sa.Text(), nullable=True),
        sa.Column("content_key_sealed", sa.Text(), nullable=True),
        sa.Column("sha256_sealed", sa.Text(), nullable=False),
        sa.Column("found_sealed", sa.Text(), nullable=True),
        sa.Column("reason_sealed", sa.Text(), nullable=True),
        sa.CheckConstraint("(verdict = 'waiting') = (judged_at IS NULL)", name=op.f("ck_case_file_judged_has_date")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (content_key_sealed IS NOT NULL)", name=op.f("ck_case_file_withdrawn_has_no_key")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (name_sealed IS NOT NULL)", name=op.f("ck_case_file_withdrawn_has_no_name")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (reason_sealed IS NULL)", name=op.f("ck_case_file_withdrawn_has_reason")
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_case_file_size_positive")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_case_file_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_file_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("place", name=op.f("uq_case_file_place")),
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_file_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_file_verdict"), ["verdict"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_file_verdict"))
        batch_op.drop_index(batch_op.f("ix_case_file_case_id"))

    op.drop_table("case_file")
