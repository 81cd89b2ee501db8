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

# One counter per topic (grids, duty, households, cases, base, settings, rules): what caches are
# keyed by.
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
    # The running number in the ledger of requests, from 1 and without gaps.
    sa.Column("serial", sa.Integer, unique=True, index=True),
    sa.Column("channel", sa.String),
    # Tags of the request (casework/request.py), never of a person.
    sa.Column("kind", sa.String),
    sa.Column("urgency", sa.String, nullable=False, server_default="ordinary"),
    sa.Column("need", sa.String),
    sa.Column("voice", sa.String),
    sa.Column("wish", sa.String),
    sa.Column("category", sa.String, index=True),
    sa.Column("summary", sa.String),
    sa.Column("address", sa.String),
    sa.Column("lon", sa.Float),
    sa.Column("lat", sa.Float),
    sa.Column("tile16", sa.BigInteger, index=True),
    sa.Column("status", sa.String, nullable=False, index=True),
    # Level that has it: 0 council, 1 street, 2 county, 3 city (casework/tier.py).
    sa.Column("tier", sa.Integer, nullable=False, server_default="1"),
    # Owner unit of the catalogue it was dispatched to: who handles it.
    sa.Column("unit_code", sa.String, index=True),
    sa.Column("reported_at", UtcDateTime, nullable=False, index=True),
    sa.Column("accepted_at", UtcDateTime),
    sa.Column("replied_at", UtcDateTime),
    sa.Column("moved_at", UtcDateTime),
    # When the matter has to be settled: that of the clock "resolve", or what its file said.
    sa.Column("due_at", UtcDateTime, index=True),
    sa.Column("closed_at", UtcDateTime),
    sa.Column("resolution", sa.String),
    sa.Column("is_closing_forced", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("rework_count", sa.Integer, nullable=False, server_default="0"),
    sa.Column("bounce_count", sa.Integer, nullable=False, server_default="0"),
    sa.Column("merged_into", sa.String, index=True),
    sa.Column("report_count", sa.Integer, nullable=False, server_default="1"),
    # yes | no | no_answer, once it was visited back
    sa.Column("satisfaction", sa.String),
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
    # Counts every change: whoever moves a case says which one he saw.
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    _import_id(),
)

# The ledger (群众诉求工作台账): rows are only ever added, each holds the hash of the one before.
case_events = sa.Table(
    "case_events",
    metadata,
    _id(),
    # Place in the ledger, from 1 and without gaps.
    sa.Column("number", sa.Integer, unique=True, index=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("acted_by", sa.String, nullable=False),
    sa.Column("entered_by", sa.String, nullable=False),
    sa.Column("happened_at", UtcDateTime, nullable=False),
    sa.Column("recorded_at", UtcDateTime, nullable=False),
    sa.Column("details", sa.JSON, nullable=False),
    sa.Column("hash_before", sa.String(64)),
    sa.Column("hash", sa.String(64)),
    _import_id(),
)

# One row: the last number and hash of the ledger, and the last serial given to a case.
ledger_head = sa.Table(
    "ledger_head",
    metadata,
    _id(),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("serial", sa.Integer, nullable=False),
)

# Whom to tell about progress; only those who handle the case see it.
case_contacts = sa.Table(
    "case_contacts",
    metadata,
    _id(),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, unique=True),
    sa.Column("contact", sa.String, nullable=False),
)

# Clocks of cases: when each began, what limit it has, when it is due, when it was met.
case_clocks = sa.Table(
    "case_clocks",
    metadata,
    _id(),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    # reply (tell the person about progress) | resolve | dispatch | handle | check
    sa.Column("name", sa.String, nullable=False),
    sa.Column("tier", sa.Integer, nullable=False),
    # continuous_hours | working_hours | working_days | calendar_days, or stated (by a file)
    sa.Column("limit_kind", sa.String, nullable=False),
    sa.Column("limit_amount", sa.Float),
    # Where the limit stands in the rule book or catalogue.
    sa.Column("rule_key", sa.String, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    # Null while it cannot be computed; `trouble` says why not.
    sa.Column("due_at", UtcDateTime, index=True),
    sa.Column("trouble", sa.JSON(none_as_null=True)),
    # Pauses as [[from, to], ...] in ISO UTC; the last one is open (to null) while it stands still.
    sa.Column("pauses", sa.JSON, nullable=False),
    # Extensions granted, as [{"amount": 5, "kind": "working_days", ...}, ...].
    sa.Column("extensions", sa.JSON, nullable=False),
    sa.Column("is_paused", sa.Boolean, nullable=False, server_default=sa.false()),
    # When what it waits for was done, or nobody waited for it any more; null while it runs.
    sa.Column("met_at", UtcDateTime, index=True),
    # met | escalated | bounced | closed | merged | void | rejected
    sa.Column("ended_by", sa.String),
)

# Which level had a case from when to when; one open row per open case.
case_tiers = sa.Table(
    "case_tiers",
    metadata,
    _id(),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("tier", sa.Integer, nullable=False),
    sa.Column("entered_at", UtcDateTime, nullable=False),
    sa.Column("left_at", UtcDateTime),
    sa.Column("reason", sa.String),
)

# Reminders (催办), bulletin lines (通报) and sendings-up raised for a clock, each once.
case_notices = sa.Table(
    "case_notices",
    metadata,
    _id(),
    sa.Column("clock_id", sa.ForeignKey("case_clocks.id"), nullable=False),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    # reminder | bulletin | sent_up
    sa.Column("kind", sa.String, nullable=False),
    # When the rule book says it falls due, and when it was raised.
    sa.Column("falls_due_at", UtcDateTime, nullable=False),
    sa.Column("raised_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("clock_id", "kind"),
)

# Units that handle a case together; the one in `cases.unit_code` leads.
case_units = sa.Table(
    "case_units",
    metadata,
    _id(),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("unit_code", sa.String, nullable=False, index=True),
    sa.Column("since", UtcDateTime, nullable=False),
    sa.Column("until", UtcDateTime),
)

# Supervision (督查督办): a supervisor on a case, filed under a number.
supervisions = sa.Table(
    "supervisions",
    metadata,
    _id(),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("supervisor", sa.String, nullable=False),
    sa.Column("filing_no", sa.String, nullable=False, unique=True),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("due_at", UtcDateTime),
    sa.Column("ended_at", UtcDateTime),
    sa.Column("outcome", sa.String),
)

# Sweeps (排查): what was found up to a cut-off day, who settles it until when.
sweeps = sa.Table(
    "sweeps",
    metadata,
    _id(),
    sa.Column("name", sa.String, nullable=False, unique=True),
    sa.Column("cut_off_on", sa.Date, nullable=False),
    sa.Column("owner", sa.String, nullable=False),
    sa.Column("deadline_on", sa.Date, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
)

sweep_cases = sa.Table(
    "sweep_cases",
    metadata,
    _id(),
    sa.Column("sweep_id", sa.ForeignKey("sweeps.id"), nullable=False, index=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.UniqueConstraint("sweep_id", "case_id"),
)

# The checklist of an errand run for a resident (为民代办).
case_steps = sa.Table(
    "case_steps",
    metadata,
    _id(),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("done_at", UtcDateTime),
    sa.Column("done_by", sa.String),
    sa.UniqueConstraint("case_id", "position"),
)

mediations = sa.Table(
    "mediations",
    metadata,
    _id(),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, unique=True),
    sa.Column("mediator", sa.String, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    # agreed | not_agreed | withdrawn
    sa.Column("outcome", sa.String),
    sa.Column("ended_at", UtcDateTime),
)

# Referral to an aid programme, a record of the request and never a label on a person.
referrals = sa.Table(
    "referrals",
    metadata,
    _id(),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("programme", sa.String, nullable=False),
    sa.Column("referred_on", sa.Date, nullable=False),
    # granted | declined | withdrawn
    sa.Column("outcome", sa.String),
    sa.Column("outcome_on", sa.Date),
)

# The office's own calendar, rule book and catalogue, every version of them; the last is in force.
rule_documents = sa.Table(
    "rule_documents",
    metadata,
    _id(),
    # calendar | rulebook | catalogue
    sa.Column("kind", sa.String, nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("changed_by", sa.String, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
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
