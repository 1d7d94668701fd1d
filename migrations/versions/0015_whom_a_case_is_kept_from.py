"""officers who receive sealed cases, and whom a case is kept from: struck out, complained of, tied."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "employer_union",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_employer_union_employer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_employer_union_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_union")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_employer_union_unit_id")),
    )
    with op.batch_alter_table("employer_union") as table:
        table.create_index(table.f("ix_employer_union_employer_id"), ["employer_id"], unique=False)

    op.create_table(
        "intake_officer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_intake_officer_until_after_since")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_intake_officer_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_intake_officer_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_officer")),
    )
    with op.batch_alter_table("intake_officer") as table:
        table.create_index(table.f("ix_intake_officer_user_id"), ["user_id"], unique=False)
        table.create_index(
            "uq_intake_officer_live",
            ["unit_id", "user_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "tie",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "family",
                "works_there",
                "owns",
                "close",
                "dispute",
                "other",
                name="tiekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("employer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name_sealed", sa.Text(), nullable=True),
        sa.Column("phone_index", sa.String(length=40), nullable=True),
        sa.Column("id_number_index", sa.String(length=40), nullable=True),
        sa.Column("reason_sealed", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declared_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("(employer_id IS NULL) = (name_sealed IS NOT NULL)", name=op.f("ck_tie_employer_or_person")),
        sa.CheckConstraint("ended_by_id IS NULL OR ended_at IS NOT NULL", name=op.f("ck_tie_ended_by_someone")),
        sa.CheckConstraint(
            "employer_id IS NOT NULL OR phone_index IS NOT NULL OR id_number_index IS NOT NULL",
            name=op.f("ck_tie_person_is_known"),
        ),
        sa.ForeignKeyConstraint(["declared_by_id"], ["user.id"], name=op.f("fk_tie_declared_by_id")),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_tie_employer_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user.id"], name=op.f("fk_tie_ended_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_tie_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie")),
    )
    with op.batch_alter_table("tie") as table:
        table.create_index(table.f("ix_tie_employer_id"), ["employer_id"], unique=False)
        table.create_index(table.f("ix_tie_user_id"), ["user_id"], unique=False)

    op.create_table(
        "case_exclusion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("told_sealed", sa.Text(), nullable=True),
        sa.Column(
            "why",
            sa.Enum(
                "struck_out",
                "recused",
                "tied",
                name="exclusionwhy",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(user_id IS NULL) = (told_sealed IS NOT NULL)", name=op.f("ck_case_exclusion_someone_or_words")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_case_exclusion_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_exclusion_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_case_exclusion_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_exclusion")),
    )
    with op.batch_alter_table("case_exclusion") as table:
        table.create_index(table.f("ix_case_exclusion_case_id"), ["case_id"], unique=False)
        table.create_index(table.f("ix_case_exclusion_user_id_case_id"), ["user_id", "case_id"], unique=False)

    op.create_table(
        "case_respondent",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("name_sealed", sa.Text(), nullable=False),
        sa.Column("about_sealed", sa.Text(), nullable=True),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_case_respondent_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_respondent_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_case_respondent_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_respondent")),
    )
    with op.batch_alter_table("case_respondent") as table:
        table.create_index(table.f("ix_case_respondent_case_id"), ["case_id"], unique=False)
        table.create_index(table.f("ix_case_respondent_user_id_case_id"), ["user_id", "case_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("case_respondent") as table:
        table.drop_index(table.f("ix_case_respondent_user_id_case_id"))
        table.drop_index(table.f("ix_case_respondent_case_id"))

    op.drop_table("case_respondent")
    with op.batch_alter_table("case_exclusion") as table:
        table.drop_index(table.f("ix_case_exclusion_user_id_case_id"))
        table.drop_index(table.f("ix_case_exclusion_case_id"))

    op.drop_table("case_exclusion")
    with op.batch_alter_table("tie") as table:
        table.drop_index(table.f("ix_tie_user_id"))
        table.drop_index(table.f("ix_tie_employer_id"))

    op.drop_table("tie")
    with op.batch_alter_table("intake_officer") as table:
        table.drop_index(
            "uq_intake_officer_live", sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL")
        )
        table.drop_index(table.f("ix_intake_officer_user_id"))

    op.drop_table("intake_officer")
    with op.batch_alter_table("employer_union") as table:
        table.drop_index(table.f("ix_employer_union_employer_id"))

    op.drop_table("employer_union")
