"""what an upgrade leaves to the application is written down: words of cases and names of people of before.

Both are cut or opened by the application: 0002 and 0008 made the place for them and could not fill it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

LEFT = {
    "case_words": (
        "SELECT 1 FROM cases WHERE NOT sealed AND NOT EXISTS (SELECT 1 FROM case_words WHERE case_words.rowid = cases.id)"
    ),
    "person_names": "SELECT 1 FROM person WHERE NOT sealed AND name_sealed IS NOT NULL AND name_index IS NULL",
}
"""Name of the work → what there is where it was not done."""


def upgrade() -> None:
    op.create_table(
        "upgrade_work",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_upgrade_work")),
    )
    for name, rows in LEFT.items():
        op.execute(f"INSERT INTO upgrade_work (name) SELECT '{name}' WHERE EXISTS ({rows})")


def downgrade() -> None:
    op.drop_table("upgrade_work")
