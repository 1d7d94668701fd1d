"""the whole course of a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PATH = sa.String(length=255).with_variant(sa.String(length=255, collation="C"), "postgresql")
UNACCEPTED = ("received", "awaiting_completion", "dispatched", "declined", "withdrawn", "merged")
STATUSES = (*UNACCEPTED, "accepted", "handling", "suspended", "replied", "checked", "closed", "archived")
RATINGS = (
    "very_satisfied",
    "satisfied",
    "fairly_satisfied",
    "dissatisfied",
    "very_dissatisfied",
    "not_reached",
)
STATUSES_BEFORE = ("received", "accepted", "handling", "replied", "checked", "closed")
RATINGS_BEFORE = ("very_satisfied", "satisfied", "fairly_satisfied", "dissatisfied", "not_reached")


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The condition of an enum column."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def upgrade() -> None:
    op.create_table(
        "case_merge",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("into_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clocks", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_merge_case_id")),
        sa.ForeignKeyConstraint(["into_id"], ["cases.id"], name=op.f("fk_case_merge_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_merge")),
    )
    with op.batch_alter_table("case_merge") as batch_op:
        batch_op.create_index(batch_op.f("ix_case_merge_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_merge_into_id"), ["into_id"], unique=False)

    op.create_table(
        "clock_fact",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_clock_fact_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_fact")),
    )
    with op.batch_alter_table("clock_fact") as batch_op:
        batch_op.create_index(batch_op.f("ix_clock_fact_case_id"), ["case_id"], unique=False)

    op.create_table(
        "dispatch",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("from_unit_id", BIG_ID, nullable=False),
        sa.Column("to_unit_id", BIG_ID, nullable=False),
        sa.Column(
            "mode",
            sa.Enum("refer", "assign", name="dispatchmode", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("report_back", sa.Date(), nullable=True),
        sa.Column("decided", sa.Boolean(), nullable=False),
        sa.Column("by_id", BIG_ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.CheckConstraint(
            "report_back IS NULL OR mode = 'assign'", name=op.f("ck_dispatch_only_the_assigned_report_back")
        ),
        sa.CheckConstraint("from_unit_id <> to_unit_id", name=op.f("ck_dispatch_to_another_unit")),
        sa.CheckConstraint("signed_at IS NULL OR bounced_at IS NULL", name=op.f("ck_dispatch_signed_or_bounced")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_dispatch_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_dispatch_case_id")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["unit.id"], name=op.f("fk_dispatch_from_unit_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_dispatch_to_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
    )
    with op.batch_alter_table("dispatch") as batch_op:
        batch_op.create_index(batch_op.f("ix_dispatch_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispatch_to_unit_id"), ["to_unit_id"], unique=False)
        batch_op.create_index(
            "uq_dispatch_open",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("signed_at IS NULL AND bounced_at IS NULL AND recalled_at IS NULL"),
            postgresql_where=sa.text("signed_at IS NULL AND bounced_at IS NULL AND recalled_at IS NULL"),
        )

    op.create_table(
        "objection",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason_sealed", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("by_id", BIG_ID, nullable=True),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.CheckConstraint("(decided_at IS NULL) = (upheld IS NULL)", name=op.f("ck_objection_decided_with_result")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_objection_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_objection_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    with op.batch_alter_table("objection") as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_objection_waiting",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )

    with op.batch_alter_table("callback") as batch_op:
        batch_op.alter_column("by_id", existing_type=BIG_ID, nullable=True)
        batch_op.drop_constraint(op.f("ck_callback_rating"), type_="check")
        batch_op.create_check_constraint(op.f("ck_callback_rating"), one_of("rating", RATINGS))
        batch_op.create_check_constraint(
            op.f("ck_callback_members_alone_say_very"), "by_id IS NULL OR rating <> 'very_dissatisfied'"
        )
        batch_op.create_check_constraint(
            op.f("ck_callback_member_is_there"), "by_id IS NOT NULL OR rating <> 'not_reached'"
        )

    with op.batch_alter_table("cases") as batch_op:
        batch_op.add_column(sa.Column("handed_path", PATH, nullable=True))
        batch_op.add_column(sa.Column("decider_path", PATH, nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", BIG_ID, nullable=True))
        batch_op.drop_index(batch_op.f("ix_cases_due"))
        batch_op.create_index("ix_cases_due", ["next_due_on", "id", "org_path", "handed_path", "sealed"], unique=False)
        batch_op.drop_index(batch_op.f("ix_cases_newest"))
        batch_op.create_index(
            "ix_cases_newest", ["received_at", "id", "org_path", "handed_path", "sealed"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cases_handed_path"), ["handed_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_cases_merged_into_id"), "cases", ["merged_into_id"], ["id"])
        batch_op.drop_constraint(op.f("ck_cases_status"), type_="check")
        batch_op.create_check_constraint(op.f("ck_cases_status"), one_of("status", STATUSES))
        batch_op.drop_constraint(op.f("ck_cases_closed_has_date"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_cases_closed_has_date"), "(status IN ('closed', 'archived')) = (closed_at IS NOT NULL)"
        )
        batch_op.drop_constraint(op.f("ck_cases_accepted_has_date"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_cases_accepted_has_date"), f"accepted_at IS NOT NULL OR imported OR {one_of('status', UNACCEPTED)}"
        )
        batch_op.create_check_constraint(
            op.f("ck_cases_merged_names_the_other"), "(status = 'merged') = (merged_into_id IS NOT NULL)"
        )
        batch_op.create_check_constraint(op.f("ck_cases_merged_into_another"), "merged_into_id <> id")
    with op.batch_alter_table("status_span") as batch_op:
        batch_op.drop_constraint(op.f("ck_status_span_status"), type_="check")
        batch_op.create_check_constraint(op.f("ck_status_span_status"), one_of("status", STATUSES))


def downgrade() -> None:
    """Back to the straight line; refused by the constraints where a case has already left it."""
    with op.batch_alter_table("status_span") as batch_op:
        batch_op.drop_constraint(op.f("ck_status_span_status"), type_="check")
        batch_op.create_check_constraint(op.f("ck_status_span_status"), one_of("status", STATUSES_BEFORE))
    with op.batch_alter_table("cases") as batch_op:
        for name in ("merged_names_the_other", "merged_into_another", "accepted_has_date", "closed_has_date", "status"):
            batch_op.drop_constraint(op.f(f"ck_cases_{name}"), type_="check")
        batch_op.create_check_constraint(op.f("ck_cases_status"), one_of("status", STATUSES_BEFORE))
        batch_op.create_check_constraint(
            op.f("ck_cases_closed_has_date"), "(status = 'closed') = (closed_at IS NOT NULL)"
        )
        batch_op.create_check_constraint(
            op.f("ck_cases_accepted_has_date"), "status = 'received' OR accepted_at IS NOT NULL OR imported"
        )
        batch_op.drop_constraint(op.f("fk_cases_merged_into_id"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_cases_merged_into_id"))
        batch_op.drop_index(op.f("ix_cases_handed_path"))
        batch_op.drop_index("ix_cases_newest")
        batch_op.drop_index("ix_cases_due")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("decider_path")
        batch_op.drop_column("handed_path")
    op.create_index("ix_cases_newest", "cases", ["received_at", "id", "org_path", "sealed"])
    op.create_index("ix_cases_due", "cases", ["next_due_on", "id", "org_path", "sealed"])
    with op.batch_alter_table("callback") as batch_op:
        for name in ("members_alone_say_very", "member_is_there", "rating"):
            batch_op.drop_constraint(op.f(f"ck_callback_{name}"), type_="check")
        batch_op.create_check_constraint(op.f("ck_callback_rating"), one_of("rating", RATINGS_BEFORE))
        batch_op.alter_column("by_id", existing_type=BIG_ID, nullable=False)
    for table in ("objection", "dispatch", "clock_fact", "case_merge"):
        op.drop_table(table)
