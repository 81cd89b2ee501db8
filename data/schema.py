"""The tables: what is kept, under which name, with which unit.

Every column is plain SQL that SQLite and PostgreSQL both understand.  Codes are text.
Times are UTC (`UtcDateTime`), positions are `lon`, `lat` in CGCS2000 (EPSG:4490), shapes are
WKB in the same system.  A date range is half open: `valid_from <= day < valid_to`; a null
start means "since before the records begin", a null end "until further notice".

No column describes a person beyond what the service needs (`tests/test_no_profiling.py`).
"""

from __future__ import annotations

import sqlalchemy as sa

from data.access_log_tables import access_log, access_log_head
from data.case_tables import (
    case_clocks,
    case_contacts,
    case_events,
    case_notices,
    case_steps,
    case_tiers,
    case_units,
    cases,
    ledger_head,
    mediations,
    referrals,
    supervisions,
    sweep_cases,
    sweeps,
)
from data.coverage_tables import coverage_drafts, crosswalk, order_changes, orders
from data.identity_tables import accounts, directory_groups, sign_in_sessions
from data.meeting_tables import (
    agenda_items,
    attendance,
    case_flags,
    decisions,
    meetings,
    progress_events,
    project_areas,
    project_cases,
    projects,
    promises,
    resolutions,
)
from data.office_tables import import_changes, imports, revisions, rule_documents, settings
from data.pack_tables import (
    bulletin_appeals,
    bulletin_lines,
    bulletins,
    pack_comments,
    pack_layouts,
    pack_parts,
    pack_templates,
    packs,
    publications,
)
from data.privacy_tables import case_event_words, ledger_rewrites, privacy_acts, seal_keys
from data.round_tables import (
    contact_duties,
    emergencies,
    emergency_homes,
    oversight_duties,
    oversight_findings,
    places,
    round_checks,
    session_cases,
    sessions,
    spot_checks,
    spot_draws,
)
from data.schema_parts import UtcDateTime, id_column, import_column, metadata, validity_columns
from data.visit_tables import (
    campaign_notices,
    household_moves,
    opinion_tallies,
    photos,
    received_messages,
    visit_campaigns,
    visit_plans,
    visits,
)

__all__ = [
    "UtcDateTime",
    "access_log",
    "access_log_head",
    "accounts",
    "agenda_items",
    "attendance",
    "base_features",
    "bulletin_appeals",
    "bulletin_lines",
    "bulletins",
    "campaign_notices",
    "case_clocks",
    "case_contacts",
    "case_event_words",
    "case_events",
    "case_flags",
    "case_notices",
    "case_steps",
    "case_tiers",
    "case_units",
    "cases",
    "category_overrides",
    "contact_duties",
    "coverage_drafts",
    "crosswalk",
    "decisions",
    "directory_groups",
    "emergencies",
    "emergency_homes",
    "grids",
    "household_moves",
    "households",
    "import_changes",
    "imports",
    "leaves",
    "ledger_head",
    "ledger_rewrites",
    "mediations",
    "meetings",
    "metadata",
    "opinion_tallies",
    "order_changes",
    "orders",
    "org_units",
    "oversight_duties",
    "oversight_findings",
    "pack_comments",
    "pack_layouts",
    "pack_parts",
    "pack_templates",
    "packs",
    "photos",
    "places",
    "postings",
    "privacy_acts",
    "progress_events",
    "project_areas",
    "project_cases",
    "projects",
    "promises",
    "publications",
    "received_messages",
    "referrals",
    "resolutions",
    "revisions",
    "round_checks",
    "rule_documents",
    "seal_keys",
    "session_cases",
    "sessions",
    "settings",
    "sign_in_sessions",
    "spot_checks",
    "spot_draws",
    "supervisions",
    "sweep_cases",
    "sweeps",
    "visit_campaigns",
    "visit_plans",
    "visits",
    "workers",
]

org_units = sa.Table(
    "org_units",
    metadata,
    id_column(),
    sa.Column("code", sa.String, nullable=False, index=True),
    sa.Column("name", sa.String, nullable=False),
    # city | county | street | community
    sa.Column("level", sa.String, nullable=False),
    sa.Column("parent_code", sa.String, index=True),
    *validity_columns(),
    import_column(),
)

grids = sa.Table(
    "grids",
    metadata,
    id_column(),
    sa.Column("code", sa.String, nullable=False, index=True),
    sa.Column("name", sa.String, nullable=False),
    # general (综合网格) | dedicated (专属网格)
    sa.Column("kind", sa.String, nullable=False, server_default="general"),
    sa.Column("parent_code", sa.String, index=True),
    sa.Column("shape", sa.LargeBinary, nullable=False),
    sa.Column("area_m2", sa.Float, nullable=False),
    *validity_columns(),
    import_column(),
)

workers = sa.Table(
    "workers",
    metadata,
    id_column(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("phone", sa.String),
    # Working time as a part of a full post: 0.5 is half time.
    sa.Column("capacity", sa.Float, nullable=False, server_default="1"),
    *validity_columns(),
    import_column(),
)

leaves = sa.Table(
    "leaves",
    metadata,
    id_column(),
    sa.Column(
        "worker_code",
        sa.ForeignKey("workers.code", onupdate="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=False),
    import_column(),
)

postings = sa.Table(
    "postings",
    metadata,
    id_column(),
    sa.Column(
        "worker_code",
        sa.ForeignKey("workers.code", onupdate="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("grid_code", sa.String, nullable=False, index=True),
    # primary (主责) | cover (顶岗, for stated days) | backup (替补)
    sa.Column("duty", sa.String, nullable=False),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
    sa.Column("order_no", sa.String),
    # The order that made it, and the one that ended it.
    sa.Column("order_id", sa.ForeignKey("orders.id"), index=True),
    sa.Column("ended_by", sa.ForeignKey("orders.id")),
    import_column(),
)

# Cases of a category inside an organisation unit that a named grid answers for, wherever they lie.
category_overrides = sa.Table(
    "category_overrides",
    metadata,
    id_column(),
    sa.Column("category", sa.String, nullable=False),
    sa.Column("within_code", sa.String),
    sa.Column("grid_code", sa.String, nullable=False),
    *validity_columns(),
    import_column(),
)

households = sa.Table(
    "households",
    metadata,
    id_column(),
    sa.Column("code", sa.String, nullable=False, unique=True),
    sa.Column("address", sa.String, nullable=False),
    sa.Column("lon", sa.Float, nullable=False),
    sa.Column("lat", sa.Float, nullable=False),
    # Web-Mercator tile at zoom 16, x * 65536 + y: the key of a viewport query.
    sa.Column("tile16", sa.BigInteger, nullable=False, index=True),
    sa.Column("is_occupied", sa.Boolean, nullable=False, server_default=sa.true()),
    # Sealed (data/sealing.py), for these purposes (casework/contact_consent.py), until that day.
    sa.Column("contact", sa.String),
    sa.Column("has_contact_consent", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("contact_purposes", sa.JSON(none_as_null=True)),
    sa.Column("contact_consent", sa.String),
    sa.Column("contact_until", sa.Date),
    sa.Column("service_needs", sa.JSON(none_as_null=True)),
    sa.Column("grid_code", sa.String, index=True),
    sa.Column("why_no_grid", sa.String),
    import_column(),
)

# What the base map is drawn from: roads, water, green, buildings.
base_features = sa.Table(
    "base_features",
    metadata,
    id_column(),
    # road | water | green | building
    sa.Column("layer", sa.String, nullable=False, index=True),
    sa.Column("name", sa.String),
    # 1 (largest) to 3: decides from which zoom on it is drawn
    sa.Column("rank", sa.Integer, nullable=False, server_default="2"),
    sa.Column("shape", sa.LargeBinary, nullable=False),
    import_column(),
)
