"""The tables of who covers what: orders, what each changed, drafts, and the crosswalk of codes.

Nothing in `orders`, `order_changes` and `crosswalk` is ever altered but the moment at which an
order was carried out: what was decided stays as it was decided.
"""

from __future__ import annotations

import sqlalchemy as sa

from data.schema_parts import UtcDateTime, id_column, metadata

# A decision about coverage: approved once, in force from a day on.
orders = sa.Table(
    "orders",
    metadata,
    id_column(),
    # coverage (who answers for which grids) | cover (a leave) | worker | reorganise
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("order_no", sa.String, nullable=False, unique=True),
    sa.Column("effective_on", sa.Date, nullable=False, index=True),
    # The day after the last for a cover; null until further notice.
    sa.Column("until", sa.Date),
    sa.Column("reason", sa.String, nullable=False),
    # Who decided, as stated, and who entered it.
    sa.Column("approved_by", sa.String, nullable=False),
    sa.Column("entered_by", sa.String, nullable=False),
    sa.Column("approved_at", UtcDateTime, nullable=False),
    # hand_over | keep: what becomes of the open cases of the grids that change hands
    sa.Column("open_cases", sa.String, nullable=False, server_default="keep"),
    # When the order's day came: cases were handed over, households and cases placed anew.
    sa.Column("carried_out_at", UtcDateTime),
    # Counts before and after, as they were shown to whoever approved it.
    sa.Column("summary", sa.JSON, nullable=False),
)

# What an order changed, one line per grid, unit or worker: the events of coverage.
order_changes = sa.Table(
    "order_changes",
    metadata,
    id_column(),
    sa.Column("order_id", sa.ForeignKey("orders.id"), nullable=False, index=True),
    # primary | cover | grid | unit | worker | leave
    sa.Column("topic", sa.String, nullable=False),
    # Code of the grid, unit or worker.
    sa.Column("code", sa.String, nullable=False, index=True),
    sa.Column("before", sa.JSON(none_as_null=True)),
    sa.Column("after", sa.JSON(none_as_null=True)),
)

# A plan that somebody works on; nothing in it is real.
coverage_drafts = sa.Table(
    "coverage_drafts",
    metadata,
    id_column(),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    # coverage | reorganise
    sa.Column("kind", sa.String, nullable=False, server_default="coverage"),
    sa.Column("document", sa.JSON, nullable=False),
    sa.Column("changed_by", sa.String, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.Column("order_id", sa.ForeignKey("orders.id")),
    sa.Column("discarded_at", UtcDateTime),
)

# Which code became which: one row per old and new code that share ground or people.
crosswalk = sa.Table(
    "crosswalk",
    metadata,
    id_column(),
    sa.Column("order_id", sa.ForeignKey("orders.id"), nullable=False, index=True),
    # grid | community | street | county
    sa.Column("level", sa.String, nullable=False),
    sa.Column("old_code", sa.String, nullable=False, index=True),
    sa.Column("new_code", sa.String, nullable=False, index=True),
    # same | moved | merged | split | extracted
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("effective_on", sa.Date, nullable=False),
    # What the two share.
    sa.Column("area_m2", sa.Float, nullable=False),
    sa.Column("households", sa.Integer, nullable=False),
    sa.Column("open_cases", sa.Integer, nullable=False),
)
