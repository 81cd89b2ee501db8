"""The tables: what is kept, under which name, with which unit.

Every column is plain SQL that SQLite and PostgreSQL both understand.  Codes are text.
Times are UTC (`UtcDateTime`), positions are `lon`, `lat` in CGCS2000 (EPSG:4490), shapes are
WKB in the same system.  A date range is half open: `valid_from <= day < valid_to`; a null
start means "since before the records begin", a null end "until further notice".

No column describes a person beyond what the service needs (`tests/test_no_profiling.py`).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware UTC datetime; a naive one is refused rather than guessed."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the value in UTC, without its zone where the database keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the stored time as an aware UTC datetime."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _import_id() -> sa.Column[int]:
    return sa.Column("import_id", sa.ForeignKey("imports.id"), index=True)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _validity() -> tuple[sa.Column[Any], sa.Column[Any]]:
    return sa.Column("valid_from", sa.Date), sa.Column("valid_to", sa.Date)


settings = sa.Table(
    "settings",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("value", sa.JSON, nullable=False),
)

# One counter per topic (grids, duty, households, cases, base): what caches are keyed by.
revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("topic", sa.String, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
)

imports = sa.Table(
    "imports",
    metadata,
    _id(),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("file_name", sa.String, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False, index=True),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("imported_by", sa.String, nullable=False),
    sa.Column("imported_at", UtcDateTime, nullable=False),
    sa.Column("row_count", sa.Integer, nullable=False),
    sa.Column("accepted", sa.Integer, nullable=False),
    sa.Column("refused", sa.Integer, nullable=False),
    sa.Column("report", sa.JSON, nullable=False),
    sa.Column("undone_at", UtcDateTime),
)

# What an import changed in rows that were there before: what an undo puts back.
import_changes = sa.Table(
    "import_changes",
    metadata,
    _id(),
    sa.Column("import_id", sa.ForeignKey("imports.id"), nullable=False, index=True),
    sa.Column("topic", sa.String, nullable=False),
    sa.Column("row_id", sa.Integer, nullable=False),
    sa.Column("before", sa.JSON, nullable=False),
)

org_units = sa.Table(
    "org_units",
    metadata,
    _id(),
    sa.Column("code", sa.String, nullable=False, index=True),
    sa.Column("name", sa.String, nullable=False),
    # city | county | street | community
    sa.Column("level", sa.String, nullable=False),
    sa.Column("parent_code", sa.String, index=True),
    *_validity(),
    _import_id(),
)

grids = sa.Table(
    "grids",
    metadata,
    _id(),
    sa.Column("code", sa.String, nullable=False, index=True),
    sa.Column("name", sa.String, nullable=False),
    # general (综合网格) | dedicated (专属网格)
    sa.Column("kind", sa.String, nullable=False, server_default="general"),
    sa.Column("parent_code", sa.String, index=True),
    sa.Column("shape", sa.LargeBinary, nullable=False),
    sa.Column("area_m2", sa.Float, nullable=False),
    *_validity(),
    _import_id(),
)

workers = sa.Table(
    "workers",
    metadata,
    _id(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("phone", sa.String),
    *_validity(),
    _import_id(),
)

leaves = sa.Table(
    "leaves",
    metadata,
    _id(),
    sa.Column(
        "worker_code",
        sa.ForeignKey("workers.code", onupdate="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=False),
    _import_id(),
)

postings = sa.Table(
    "postings",
    metadata,
    _id(),
    sa.Column(
        "worker_code",
        sa.ForeignKey("workers.code", onupdate="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("grid_code", sa.String, nullable=False, index=True),
    # primary (主责) | backup (替补)
    sa.Column("duty", sa.String, nullable=False),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
    sa.Column("order_no", sa.String),
    _import_id(),
)

# Cases of a category inside an organisation unit that a named grid answers for, wherever they lie.
category_overrides = sa.Table(
    "category_overrides",
    metadata,
    _id(),
    sa.Column("category", sa.String, nullable=False),
    sa.Column("within_code", sa.String),
    sa.Column("grid_code", sa.String, nullable=False),
    *_validity(),
    _import_id(),
)

households = sa.Table(
    "households",
    metadata,
    _id(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    sa.Column("address", sa.String, nullable=False),
    sa.Column("lon", sa.Float, nullable=False),
    sa.Column("lat", sa.Float, nullable=False),
    # Web-Mercator tile at zoom 16, x * 65536 + y: the key of a viewport query.
    sa.Column("tile16", sa.BigInteger, nullable=False, index=True),
    sa.Column("is_occupied", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("contact", sa.String),
    sa.Column("has_contact_consent", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("service_needs", sa.JSON(none_as_null=True)),
    sa.Column("grid_code", sa.String, index=True),
    sa.Column("why_no_grid", sa.String),
    _import_id(),
)

cases = sa.Table(
    "cases",
    metadata,
    _id(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    sa.Column("channel", sa.String),
    sa.Column("category", sa.String, index=True),
    sa.Column("summary", sa.String),
    sa.Column("address", sa.String),
    sa.Column("lon", sa.Float),
    sa.Column("lat", sa.Float),
    sa.Column("tile16", sa.BigInteger, index=True),
    sa.Column("status", sa.String, nullable=False, index=True),
    sa.Column("reported_at", UtcDateTime, nullable=False, index=True),
    sa.Column("due_at", UtcDateTime, index=True),
    sa.Column("closed_at", UtcDateTime),
    sa.Column("grid_code", sa.String, index=True),
    # inside | tie | dedicated | override | snapped, or null with why_no_grid set
    sa.Column("how", sa.String),
    # outside | gap | no_coordinate
    sa.Column("why_no_grid", sa.String),
    sa.Column("border_distance_m", sa.Float),
    sa.Column("runner_up", sa.String),
    sa.Column("responsible_at_report", sa.String, index=True),
    sa.Column("first_handler", sa.String),
    sa.Column("assigned_to", sa.String, index=True),
    _import_id(),
)

case_events = sa.Table(
    "case_events",
    metadata,
    _id(),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("acted_by", sa.String, nullable=False),
    sa.Column("entered_by", sa.String, nullable=False),
    sa.Column("happened_at", UtcDateTime, nullable=False),
    sa.Column("recorded_at", UtcDateTime, nullable=False),
    sa.Column("details", sa.JSON, nullable=False),
    _import_id(),
)

# What the base map is drawn from: roads, water, green, buildings.
base_features = sa.Table(
    "base_features",
    metadata,
    _id(),
    # road | water | green | building
    sa.Column("layer", sa.String, nullable=False, index=True),
    sa.Column("name", sa.String),
    # 1 (largest) to 3: decides from which zoom on it is drawn
    sa.Column("rank", sa.Integer, nullable=False, server_default="2"),
    sa.Column("shape", sa.LargeBinary, nullable=False),
    _import_id(),
)
