"""complaints of members about whoever handles their case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
PATH = sa.String(255).with_variant(sa.String(255, collation="C"), "postgresql")
WAITING = sa.text("answered_at IS NULL")


def upgrade() -> None:
    state = sa.Enum("waiting", "answered", name="complaintstate", native_enum=False, create_constraint=False, length=40)
    op.create_table(
        "complaint",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("about_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("text_sealed", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer_sealed", sa.Text(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("org_path", PATH, nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'answered')", name=op.f("ck_complaint_complaintstate")),
        sa.CheckConstraint(
            "(state = 'answered') = (answered_at IS NOT NULL)", name=op.f("ck_complaint_answered_has_date")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer_sealed IS NULL)", name=op.f("ck_complaint_answered_in_words")
        ),
        sa.CheckConstraint("by_id IS NULL OR by_id <> about_id", name=op.f("ck_complaint_answered_by_another")),
        sa.ForeignKeyConstraint(["about_id"], ["user.id"], name=op.f("fk_complaint_about_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_complaint_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_complaint_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_complaint_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    op.create_index(op.f("ix_complaint_case_id"), "complaint", ["case_id"])
    op.create_index(op.f("ix_complaint_org_path"), "complaint", ["org_path"])
    op.create_index(op.f("ix_complaint_state_due_on_id"), "complaint", ["state", "due_on", "id"])
    op.create_index(
        "uq_complaint_waiting",
        "complaint",
        ["case_id"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_table("complaint")
