"""Events of a kind are found by case and time: what figures of single steps ask for."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_case_events_kind_case_id_happened_at",
        "case_events",
        ["kind", "case_id", "happened_at"],
        unique=False,
    )
