"""people are found by their whole name: a blind index beside those of phone and ID number.

People registered before get theirs when they are next corrected, or by `flask people index`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEALED = "ck_person_sealed_has_no_index"
BEFORE = "NOT sealed OR (phone_index IS NULL AND id_number_index IS NULL)"
SINCE = "NOT sealed OR (name_index IS NULL AND phone_index IS NULL AND id_number_index IS NULL)"


def upgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.add_column(sa.Column("name_index", sa.String(length=40), nullable=True))
        table.create_index(op.f("ix_person_name_index"), ["name_index"])
        table.drop_constraint(op.f(SEALED), type_="check")
        table.create_check_constraint(op.f(SEALED), SINCE)


def downgrade() -> None:
    with op.batch_alter_table("person") as table:
        table.drop_constraint(op.f(SEALED), type_="check")
        table.create_check_constraint(op.f(SEALED), BEFORE)
        table.drop_index(op.f("ix_person_name_index"))
        table.drop_column("name_index")
