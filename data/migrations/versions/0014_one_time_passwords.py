"""Until when a one-time password is good; one that was given before has no last day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "accounts", sa.Column("password_until", sa.DateTime(timezone=True), nullable=True)
    )
