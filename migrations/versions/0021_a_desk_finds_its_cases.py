"""a desk finds its cases by handler, by state and unit, and its open enquiries."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

INDEXES = (
    ("cases", ("handler_id", "status", "next_due_on", "id")),
    ("cases", ("status", "org_path", "next_due_on", "id")),
    ("cases", ("decider_path",)),
    ("contact", ("answered_at", "org_path")),
)


def _name(table: str, columns: tuple[str, ...]) -> str:
    return op.f(f"ix_{table}_{'_'.join(columns)}")


def upgrade() -> None:
    for table, columns in INDEXES:
        op.create_index(_name(table, columns), table, list(columns))
    op.drop_index(op.f("ix_cases_handler_id"), "cases")


def downgrade() -> None:
    op.create_index(op.f("ix_cases_handler_id"), "cases", ["handler_id"])
    for table, columns in INDEXES:
        op.drop_index(_name(table, columns), table)
