"""Who saw, took or changed what: the log, its end, and the refusal of any change to it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_GENESIS = "0" * 64


def upgrade() -> None:
    _make_log()
    op.create_table(
        "access_log_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log_head")),
    )
    head = sa.table("access_log_head", sa.column("id"), sa.column("number"), sa.column("hash"))
    op.execute(head.insert().values(id=1, number=0, hash=_GENESIS))
    _refuse_changes()


def _make_log() -> None:
    op.create_table(
        "access_log",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("viewer", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("hash_before", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_access_log")),
    )
    for column in ("code", "noted_at", "viewer"):
        op.create_index(op.f(f"ix_access_log_{column}"), "access_log", [column], unique=False)


def _refuse_changes() -> None:
    """Let the database itself refuse what the log never does."""
    name = op.get_bind().dialect.name
    for act in ("UPDATE", "DELETE"):
        what = f"access_log_no_{act.lower()}"
        said = "the log of who saw, took or changed what is only ever added to"
        if name == "sqlite":
            op.execute(
                f"CREATE TRIGGER {what} BEFORE {act} ON access_log"
                f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
        elif name == "postgresql":
            op.execute(
                "CREATE OR REPLACE FUNCTION refuse_access_log_change() RETURNS trigger AS"
                f" $$ BEGIN RAISE EXCEPTION '{said}'; END $$ LANGUAGE plpgsql"
            )
            op.execute(
                f"CREATE TRIGGER {what} BEFORE {act} ON access_log"
                " FOR EACH ROW EXECUTE FUNCTION refuse_access_log_change()"
            )
