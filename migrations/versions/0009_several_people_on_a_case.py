"""several people on a case, somebody who asks for them, and corrections of who was named."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KINSHIP = ("spouse", "parent", "child", "relative", "colleague", "representative", "other")
ADDED = ("removed_at", "added_at", "is_contact", "consent", "kinship", "role")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    with op.batch_alter_table("case_person") as table:
        table.add_column(
            sa.Column("role", _one_of("partyrole", "worker", "proxy"), nullable=False, server_default="worker")
        )
        table.add_column(sa.Column("kinship", _one_of("kinship", *KINSHIP), nullable=True))
        table.add_column(
            sa.Column("consent", _one_of("consent", "written", "spoken", "unable", "not_yet"), nullable=True)
        )
        table.add_column(sa.Column("is_contact", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("added_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        table.create_check_constraint(
            op.f("ck_case_person_proxy_has_kinship"), "(role = 'proxy') = (kinship IS NOT NULL)"
        )
        table.create_check_constraint(
            op.f("ck_case_person_proxy_has_consent"), "(role = 'proxy') = (consent IS NOT NULL)"
        )
    with op.batch_alter_table("case_person") as table:
        table.alter_column("role", server_default=None, existing_type=sa.String(length=40), existing_nullable=False)
        table.alter_column("is_contact", server_default=None, existing_type=sa.Boolean(), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("case_person") as table:
        for name in ("proxy_has_consent", "proxy_has_kinship", "consent", "kinship", "partyrole"):
            table.drop_constraint(op.f(f"ck_case_person_{name}"), type_="check")
        for column in ADDED:
            table.drop_column(column)
