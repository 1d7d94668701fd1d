"""chasers and supervision of cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
KIND = sa.Enum("chaser", "supervision", name="chaserkind", native_enum=False, create_constraint=True, length=40)
LIGHT = sa.Enum(
    *("green", "yellow", "red", "purple", "paused", "met", "met_late"),
    name="light",
    native_enum=False,
    create_constraint=True,
    length=40,
)


def upgrade() -> None:
    op.create_table(
        "chaser",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("clock_id", ID, nullable=True),
        sa.Column("light", LIGHT, nullable=True),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.CheckConstraint("(clock_id IS NULL) = (light IS NULL)", name=op.f("ck_chaser_light_of_a_clock")),
        sa.CheckConstraint("(by_id IS NULL) = (light IS NOT NULL)", name=op.f("ck_chaser_by_light_or_by_somebody")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_chaser_clock_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_chaser_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_chaser_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chaser")),
        sa.UniqueConstraint("case_id", "clock_id", "light", name=op.f("uq_chaser_case_id_clock_id_light")),
    )
    op.create_index(op.f("ix_chaser_case_id"), "chaser", ["case_id"])
    op.create_index(op.f("ix_chaser_kind_case_id"), "chaser", ["kind", "case_id"])


def downgrade() -> None:
    op.drop_table("chaser")
