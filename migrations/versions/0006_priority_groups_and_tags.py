"""priority groups as a table that grows, and tags of people with days and evidence."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PATH = sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql")
FIRST = (
    ("gig", "新就业形态劳动者", "Workers in new forms of employment"),
    ("hardship", "困难职工", "Workers in hardship"),
    ("women", "女职工", "Women workers"),
    ("migrant", "农民工", "Migrant workers"),
)
EVIDENCE = ("told", "document", "record", "hardship_file", "medical", "verified", "other")
OCCUPATION = ("rider", "courier", "ride_hailing", "truck", "domestic", "livestreamer", "other")
RELATION = ("employment", "partial", "civil", "pending")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _groups()
    _tags()
    with op.batch_alter_table("case_group") as table:
        table.drop_constraint(op.f("ck_case_group_group"), type_="check")
        table.create_foreign_key(op.f("fk_case_group_group"), "priority_group", ["group"], ["code"])


def _groups() -> None:
    groups = op.create_table(
        "priority_group",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_zh", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_priority_group")),
    )
    rows = [
        {"code": code, "name_zh": zh, "name_en": en, "position": place, "valid_from": date(2000, 1, 1), "version": 1}
        for place, (code, zh, en) in enumerate(FIRST, start=1)
    ]
    op.bulk_insert(groups, rows)


def _tags() -> None:
    op.create_table(
        "person_tag",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("group", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("evidence", _one_of("evidence", *EVIDENCE), nullable=False),
        sa.Column("evidence_sealed", sa.Text(), nullable=True),
        sa.Column("period_sealed", sa.Text(), nullable=True),
        sa.Column("occupation", _one_of("occupation", *OCCUPATION), nullable=True),
        sa.Column("relation", _one_of("workrelation", *RELATION), nullable=True),
        sa.Column("employer_id", ID, nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", sa.String(length=80), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("org_path", PATH, nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from",
            name=op.f("ck_person_tag_days_in_order"),
        ),
        sa.CheckConstraint(
            "\"group\" = 'gig' OR (occupation IS NULL AND relation IS NULL AND employer_id IS NULL)",
            name=op.f("ck_person_tag_work_of_gig_alone"),
        ),
        sa.CheckConstraint(
            "\"group\" = 'women' OR period_sealed IS NULL", name=op.f("ck_person_tag_period_of_women_alone")
        ),
        sa.CheckConstraint(
            "removed_at IS NULL OR removed_at >= told_at", name=op.f("ck_person_tag_removed_after_told")
        ),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_person_tag_employer_id")),
        sa.ForeignKeyConstraint(["group"], ["priority_group.code"], name=op.f("fk_person_tag_group")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_tag_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_tag")),
    )
    with op.batch_alter_table("person_tag") as table:
        table.create_index(op.f("ix_person_tag_org_path"), ["org_path"])
        table.create_index(op.f("ix_person_tag_person_id_group"), ["person_id", "group"])


def downgrade() -> None:
    with op.batch_alter_table("case_group") as table:
        table.drop_constraint(op.f("fk_case_group_group"), type_="foreignkey")
        table.create_check_constraint(
            op.f("ck_case_group_group"), "\"group\" IN ('gig', 'hardship', 'women', 'migrant')"
        )
    op.drop_table("person_tag")
    op.drop_table("priority_group")
