"""Who covers what: orders and what they changed, drafts, the crosswalk, part-time workers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KEPT = ("orders", "order_changes", "crosswalk")


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("order_no", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open_cases", sa.String(), server_default="keep", nullable=False),
        sa.Column("carried_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("order_no", name=op.f("uq_orders_order_no")),
    )
    op.create_index(op.f("ix_orders_effective_on"), "orders", ["effective_on"])
    op.create_table(
        "order_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_changes_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_changes")),
    )
    op.create_index(op.f("ix_order_changes_order_id"), "order_changes", ["order_id"])
    op.create_index(op.f("ix_order_changes_code"), "order_changes", ["code"])
    op.create_table(
        "coverage_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("kind", sa.String(), server_default="coverage", nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_coverage_drafts_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_drafts")),
    )
    op.create_table(
        "crosswalk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("old_code", sa.String(), nullable=False),
        sa.Column("new_code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("area_m2", sa.Float(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("open_cases", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_crosswalk_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crosswalk")),
    )
    for name in ("order_id", "old_code", "new_code"):
        op.create_index(op.f(f"ix_crosswalk_{name}"), "crosswalk", [name])
    op.add_column("workers", sa.Column("capacity", sa.Float(), server_default="1", nullable=False))
    with op.batch_alter_table("postings") as postings:
        for name in ("order_id", "ended_by"):
            postings.add_column(sa.Column(name, sa.Integer(), nullable=True))
            postings.create_foreign_key(
                op.f(f"fk_postings_{name}_orders"), "orders", [name], ["id"]
            )
    op.create_index(op.f("ix_postings_order_id"), "postings", ["order_id"])
    _refuse_changes()


def _refuse_changes() -> None:
    """What was decided is never altered or deleted; of an order only when it was carried out."""
    dialect = op.get_bind().dialect.name
    for table in _KEPT:
        columns = sa.inspect(op.get_bind()).get_columns(table)
        kept = [one["name"] for one in columns if one["name"] != "carried_out_at"]
        if dialect == "sqlite":
            _refuse_in_sqlite(table, kept)
        else:
            _refuse_in_postgresql(table, kept)


def _refuse_in_sqlite(table: str, kept: list[str]) -> None:
    says = f"SELECT RAISE(ABORT, 'decisions are never changed: {table}')"
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {', '.join(kept)} ON {table}"
        f" BEGIN {says}; END"
    )
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {says}; END")


def _refuse_in_postgresql(table: str, kept: list[str]) -> None:
    op.execute(
        f"CREATE OR REPLACE FUNCTION {table}_never_change() RETURNS trigger AS $$ BEGIN"
        f" RAISE EXCEPTION 'decisions are never changed: {table}'; END $$ LANGUAGE plpgsql"
    )
    for when in (f"UPDATE OF {', '.join(kept)}", "DELETE"):
        name = f"{table}_no_{when.split()[0].lower()}"
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {table}_never_change()"
        )
