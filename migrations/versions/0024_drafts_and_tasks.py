"""drafts of what is being written, and tasks on a desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
PATH = sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql")
KINDS = ("plain", "call", "visit", "hearing", "appointment")


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("form", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("fields_sealed", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_draft_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("user_id", "form", "subject", name=op.f("uq_draft_user_id_form_subject")),
    )


def _task() -> None:
    op.create_table(
        "task",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="taskkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at_time", INSTANT, nullable=True),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("org_path", PATH, nullable=False),
        sa.CheckConstraint("remind_on IS NULL OR remind_on <= due_on", name=op.f("ck_task_reminded_in_time")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_task_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_task_user_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_task_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )


def upgrade() -> None:
    _draft()
    _task()
    op.create_index(op.f("ix_task_case_id"), "task", ["case_id"])
    op.create_index(op.f("ix_task_org_path"), "task", ["org_path"])
    op.create_index(op.f("ix_task_user_id_done_at_due_on"), "task", ["user_id", "done_at", "due_on"])


def downgrade() -> None:
    op.drop_table("task")
    op.drop_table("draft")
