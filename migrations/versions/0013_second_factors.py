"""second factors, half sessions, and their recovery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def _table(name: str, *parts: sa.Column | sa.Constraint) -> None:
    op.create_table(
        name,
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        *parts,
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{name}_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def upgrade() -> None:
    _table(
        "half_session",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("challenge", sa.String(length=100), nullable=True),
        sa.UniqueConstraint("digest", name=op.f("uq_half_session_digest")),
    )
    _table(
        "user_totp",
        sa.Column("secret_sealed", sa.Text(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.UniqueConstraint("user_id", name=op.f("uq_user_totp_user_id")),
    )
    _table(
        "user_key",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.UniqueConstraint("credential_id", name=op.f("uq_user_key_credential_id")),
    )
    _table(
        "factor_recovery",
        sa.Column("secret_hash", sa.String(length=200), nullable=False),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
    )
    for name in ("half_session", "user_key", "factor_recovery"):
        op.create_index(op.f(f"ix_{name}_user_id"), name, ["user_id"], unique=False)
    with op.batch_alter_table("user_session") as table:
        table.add_column(sa.Column("challenge", sa.String(length=100), nullable=True))
    with op.batch_alter_table("user") as table:
        table.add_column(sa.Column("second_since", INSTANT, nullable=True))
        table.add_column(sa.Column("must_enrol", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("secret_by_id", ID, nullable=True))
    with op.batch_alter_table("user") as table:
        table.alter_column("must_enrol", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("user") as table:
        table.drop_column("secret_by_id")
        table.drop_column("must_enrol")
        table.drop_column("second_since")
    with op.batch_alter_table("user_session") as table:
        table.drop_column("challenge")
    for name in ("half_session", "user_key", "factor_recovery"):
        op.drop_index(op.f(f"ix_{name}_user_id"), name)
    for name in ("factor_recovery", "user_key", "user_totp", "half_session"):
        op.drop_table(name)
