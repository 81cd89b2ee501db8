"""Places, sessions, rounds, oversight, spot checks, emergencies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "emergencies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("shape", sa.LargeBinary(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totals", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergencies")),
        sa.UniqueConstraint("code", name=op.f("uq_emergencies_code")),
    )
    op.create_table(
        "oversight_duties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oversight_duties")),
    )
    op.create_index(
        op.f("ix_oversight_duties_unit_code"), "oversight_duties", ["unit_code"], unique=False
    )
    op.create_table(
        "spot_draws",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("strata_by", sa.String(), nullable=False),
        sa.Column("announced_by", sa.String(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("seed_source", sa.String(), nullable=False),
        sa.Column("seed_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(), nullable=True),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("frame", sa.JSON(), nullable=False),
        sa.Column("frame_sha256", sa.String(length=64), nullable=False),
        sa.Column("sizes", sa.JSON(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("drawn_by", sa.String(), nullable=True),
        sa.Column("drawn_on", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_draws")),
        sa.UniqueConstraint("code", name=op.f("uq_spot_draws_code")),
    )
    op.create_table(
        "oversight_findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=False),
        sa.Column("area_key", sa.String(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("rectified_note", sa.String(), nullable=True),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["duty_id"], ["oversight_duties.id"], name=op.f("fk_oversight_findings_duty_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oversight_findings")),
    )
    op.create_index(
        op.f("ix_oversight_findings_duty_id"), "oversight_findings", ["duty_id"], unique=False
    )
    op.create_index(
        op.f("ix_oversight_findings_unit_code"), "oversight_findings", ["unit_code"], unique=False
    )
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("used_for", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("grid_code", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("every_days", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_places_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("code", name=op.f("uq_places_code")),
    )
    op.create_index(op.f("ix_places_grid_code"), "places", ["grid_code"], unique=False)
    op.create_index(op.f("ix_places_import_id"), "places", ["import_id"], unique=False)
    op.create_index(op.f("ix_places_unit_code"), "places", ["unit_code"], unique=False)
    op.create_index(op.f("ix_places_used_for"), "places", ["used_for"], unique=False)
    op.create_table(
        "spot_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("stratum", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("is_staffed", sa.Boolean(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("rectified_note", sa.String(), nullable=True),
        sa.Column("photo", sa.String(), nullable=True),
        sa.Column("entered_by", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["draw_id"], ["spot_draws.id"], name=op.f("fk_spot_checks_draw_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_checks")),
        sa.UniqueConstraint("draw_id", "code", name=op.f("uq_spot_checks_draw_id_code")),
    )
    op.create_index(op.f("ix_spot_checks_draw_id"), "spot_checks", ["draw_id"], unique=False)
    op.create_table(
        "contact_duties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("starts", sa.String(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_contact_duties_place_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_duties")),
    )
    op.create_index(
        op.f("ix_contact_duties_place_id"), "contact_duties", ["place_id"], unique=False
    )
    op.create_table(
        "emergency_homes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("emergency_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("grid_code", sa.String(), nullable=True),
        sa.Column("worker_code", sa.String(), nullable=True),
        sa.Column("backup_code", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["emergency_id"], ["emergencies.id"], name=op.f("fk_emergency_homes_emergency_id")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_emergency_homes_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_homes")),
        sa.UniqueConstraint(
            "emergency_id",
            "household_id",
            name=op.f("uq_emergency_homes_emergency_id_household_id"),
        ),
    )
    op.create_index(
        op.f("ix_emergency_homes_emergency_id"), "emergency_homes", ["emergency_id"], unique=False
    )
    op.create_index(
        op.f("ix_emergency_homes_household_id"), "emergency_homes", ["household_id"], unique=False
    )
    op.create_index(
        op.f("ix_emergency_homes_worker_code"), "emergency_homes", ["worker_code"], unique=False
    )
    op.create_table(
        "round_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("photo", sa.String(), nullable=True),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("rectified_note", sa.String(), nullable=True),
        sa.Column("rectified_photo", sa.String(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_round_checks_case_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_round_checks_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_checks")),
        sa.UniqueConstraint("uid", name=op.f("uq_round_checks_uid")),
    )
    op.create_index(op.f("ix_round_checks_case_id"), "round_checks", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_round_checks_checked_on"), "round_checks", ["checked_on"], unique=False
    )
    op.create_index(op.f("ix_round_checks_due_on"), "round_checks", ["due_on"], unique=False)
    op.create_index(op.f("ix_round_checks_place_id"), "round_checks", ["place_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("notice_posted_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("request_count", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["duty_id"], ["contact_duties.id"], name=op.f("fk_sessions_duty_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_sessions_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_duty_id"), "sessions", ["duty_id"], unique=False)
    op.create_index(op.f("ix_sessions_held_on"), "sessions", ["held_on"], unique=False)
    op.create_index(op.f("ix_sessions_place_id"), "sessions", ["place_id"], unique=False)
    op.create_table(
        "session_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_session_cases_case_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_cases_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_cases")),
        sa.UniqueConstraint(
            "session_id", "case_id", name=op.f("uq_session_cases_session_id_case_id")
        ),
    )
    op.create_index(op.f("ix_session_cases_case_id"), "session_cases", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_session_cases_session_id"), "session_cases", ["session_id"], unique=False
    )
