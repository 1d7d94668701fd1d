"""the sex of a colleague, where it is told, for members who wish for a handler of one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.Enum("female", "male", name="sex", native_enum=False, create_constraint=False, length=40)
    with op.batch_alter_table("user") as table:
        table.add_column(sa.Column("sex", kind, nullable=True))
        table.create_check_constraint(op.f("ck_user_sex"), "sex IN ('female', 'male')")


def downgrade() -> None:
    with op.batch_alter_table("user") as table:
        table.drop_constraint(op.f("ck_user_sex"), type_="check")
        table.drop_column("sex")
