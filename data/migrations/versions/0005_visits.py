"""Visits: plans and campaigns, who moved, notices, tallies; messages of devices; photographs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("grid_code", sa.String(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
        sa.UniqueConstraint("sha256", name=op.f("uq_photos_sha256")),
    )
    op.create_index(op.f("ix_photos_grid_code"), "photos", ["grid_code"], unique=False)
    op.create_table(
        "received_messages",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_received_messages")),
    )
    op.create_index(
        op.f("ix_received_messages_received_on"), "received_messages", ["received_on"], unique=False
    )
    op.create_table(
        "visit_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("area_codes", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("every", sa.String(), nullable=True),
        sa.Column("question", sa.String(), nullable=True),
        sa.Column("options", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_plans")),
        sa.UniqueConstraint("code", name=op.f("uq_visit_plans_code")),
    )
    op.create_table(
        "opinion_tallies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("community_code", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["visit_plans.id"], name=op.f("fk_opinion_tallies_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_tallies")),
        sa.UniqueConstraint(
            "plan_id",
            "community_code",
            "answer",
            name=op.f("uq_opinion_tallies_plan_id_community_code_answer"),
        ),
    )
    op.create_table(
        "campaign_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_campaign_notices_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["visit_plans.id"], name=op.f("fk_campaign_notices_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_notices")),
        sa.UniqueConstraint(
            "plan_id", "household_id", name=op.f("uq_campaign_notices_plan_id_household_id")
        ),
    )
    op.create_index(
        op.f("ix_campaign_notices_household_id"), "campaign_notices", ["household_id"], unique=False
    )
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("worker_code", sa.String(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("day_part", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("needs", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("has_consent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("photo", sa.String(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_visits_case_id")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_visits_household_id")
        ),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_visits_import_id")),
        sa.ForeignKeyConstraint(
            ["worker_code"],
            ["workers.code"],
            name=op.f("fk_visits_worker_code"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("uid", name=op.f("uq_visits_uid")),
    )
    op.create_index(op.f("ix_visits_case_id"), "visits", ["case_id"], unique=False)
    op.create_index(op.f("ix_visits_household_id"), "visits", ["household_id"], unique=False)
    op.create_index(op.f("ix_visits_import_id"), "visits", ["import_id"], unique=False)
    op.create_index(op.f("ix_visits_visited_on"), "visits", ["visited_on"], unique=False)
    op.create_index(op.f("ix_visits_voided_on"), "visits", ["voided_on"], unique=False)
    op.create_index(op.f("ix_visits_worker_code"), "visits", ["worker_code"], unique=False)
    op.create_table(
        "household_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_household_moves_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_household_moves_visit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_moves")),
    )
    op.create_index(
        op.f("ix_household_moves_happened_on"), "household_moves", ["happened_on"], unique=False
    )
    op.create_index(
        op.f("ix_household_moves_household_id"), "household_moves", ["household_id"], unique=False
    )
    op.create_table(
        "visit_campaigns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["visit_plans.id"], name=op.f("fk_visit_campaigns_plan_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visits.id"], name=op.f("fk_visit_campaigns_visit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_campaigns")),
        sa.UniqueConstraint(
            "visit_id", "plan_id", name=op.f("uq_visit_campaigns_visit_id_plan_id")
        ),
    )
    op.create_index(
        op.f("ix_visit_campaigns_plan_id"), "visit_campaigns", ["plan_id"], unique=False
    )
