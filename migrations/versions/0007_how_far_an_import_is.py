"""How far an import is, and rows that became something else than a case.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PATH = sa.String(255).with_variant(sa.String(255, collation="C"), "postgresql")
STATES = ("mapping", "checking", "checked", "running", "done", "refused", "dropped")
KINDS = ("cases", "people", "employers", "staff")
COUNTS = ("rows", "done", "new", "changed", "waiting", "mended", "odd")
INDEXES = (["org_path"], ["by_id", "begun_at"], ["unit_id", "profile", "file_sha256"])
KEPT = "case_id IS NOT NULL OR subject_id IS NOT NULL OR cells_sealed IS NOT NULL"
KEPT_BEFORE = "(case_id IS NULL) = (cells_sealed IS NOT NULL)"


def enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("by_id", BIG, nullable=True),
        sa.Column("kind", enum("tablekind", *KINDS), nullable=False),
        sa.Column("profile", sa.String(60), nullable=False),
        sa.Column("profile_text", sa.Text(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("state", enum("importstate", *STATES), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(count, sa.Integer(), nullable=False) for count in COUNTS),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("preview_sealed", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("org_path", PATH, nullable=False),
        sa.CheckConstraint("done >= 0", name=op.f("ck_import_run_done_not_negative")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_import_run_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_import_run_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    with op.batch_alter_table("import_run") as batch:
        for columns in INDEXES:
            batch.create_index(batch.f(f"ix_import_run_{'_'.join(columns)}"), columns)
    with op.batch_alter_table("imported_row") as batch:
        batch.add_column(sa.Column("subject_type", sa.String(40), nullable=True))
        batch.add_column(sa.Column("subject_id", BIG, nullable=True))
        batch.add_column(sa.Column("run_id", BIG, nullable=True))
        batch.create_foreign_key(op.f("fk_imported_row_run_id"), "import_run", ["run_id"], ["id"])
        batch.drop_constraint(op.f("ck_imported_row_waiting_keeps_cells"), type_="check")
        batch.create_check_constraint(op.f("ck_imported_row_waiting_keeps_cells"), KEPT)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM imported_row WHERE subject_id IS NOT NULL"))
    op.execute(sa.text("UPDATE imported_row SET cells_sealed = NULL WHERE case_id IS NOT NULL"))
    with op.batch_alter_table("imported_row") as batch:
        batch.drop_constraint(op.f("ck_imported_row_waiting_keeps_cells"), type_="check")
        batch.create_check_constraint(op.f("ck_imported_row_waiting_keeps_cells"), KEPT_BEFORE)
        batch.drop_constraint(op.f("fk_imported_row_run_id"), type_="foreignkey")
        for column in ("subject_type", "subject_id", "run_id"):
            batch.drop_column(column)
    op.drop_table("import_run")
