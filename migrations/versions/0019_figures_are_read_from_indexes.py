"""indexes that hold what the figures of a month ask for, so that no row is opened for them."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

WIDER = (
    ("clock", ["case_id", "rule"], ["case_id", "rule", "cancelled_at"]),
    ("clock_due", ["clock_id", "from_at"], ["clock_id", "from_at", "until_at", "due_on"]),
)
MORE = (
    ("reply", ["case_id", "at", "cancelled_at"]),
    ("recovery", ["case_id", "kind", "stage", "at", "amount_fen"]),
)


def upgrade() -> None:
    for table, narrow, wide in WIDER:
        op.create_index(_name(table, wide), table, wide)
        op.drop_index(_name(table, narrow), table_name=table)
    for table, columns in MORE:
        op.create_index(_name(table, columns), table, columns)


def downgrade() -> None:
    for table, columns in MORE:
        op.drop_index(_name(table, columns), table_name=table)
    for table, narrow, wide in WIDER:
        op.create_index(_name(table, narrow), table, narrow)
        op.drop_index(_name(table, wide), table_name=table)


def _name(table: str, columns: list[str]) -> str:
    name: str = op.f(f"ix_{table}_{'_'.join(columns)}")
    return name
