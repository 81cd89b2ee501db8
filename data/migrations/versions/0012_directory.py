"""Groups of the office's directory, and whom it knows an account by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("issuer", sa.String(), nullable=True))
    op.add_column("accounts", sa.Column("subject", sa.String(), nullable=True))
    op.create_index(
        op.f("ix_accounts_issuer_subject"), "accounts", ["issuer", "subject"], unique=True
    )
    op.create_table(
        "directory_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=True),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("precedence", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_groups")),
        sa.UniqueConstraint("name", name=op.f("uq_directory_groups_name")),
    )
