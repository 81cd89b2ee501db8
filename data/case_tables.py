"""The tables of cases: the case, its ledger, its clocks and levels, and what hangs on it."""

from __future__ import annotations

import sqlalchemy as sa

from data.schema_parts import UtcDateTime, id_column, import_column, metadata

cases = sa.Table(
    "cases",
    metadata,
    id_column(),
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
    import_column(),
)

# The ledger (群众诉求工作台账): rows are only ever added, each holds the hash of the one before.
case_events = sa.Table(
    "case_events",
    metadata,
    id_column(),
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
    import_column(),
    # What figures of single steps ask for: the first or last event of a kind of each case.
    sa.Index("ix_case_events_kind_case_id_happened_at", "kind", "case_id", "happened_at"),
)

# One row: the last number and hash of the ledger, and the last serial given to a case.
ledger_head = sa.Table(
    "ledger_head",
    metadata,
    id_column(),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("serial", sa.Integer, nullable=False),
)

# Whom to tell about progress; only those who handle the case see it. Sealed (data/sealing.py).
case_contacts = sa.Table(
    "case_contacts",
    metadata,
    id_column(),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, unique=True),
    sa.Column("contact", sa.String, nullable=False),
    # answer (casework/contact_consent.py)
    sa.Column("purpose", sa.String, nullable=False, server_default="answer"),
    # spoken | written | online | household | before
    sa.Column("consent", sa.String, nullable=False, server_default="before"),
    # The day after the last on which it may be used; null until some time after the closing.
    sa.Column("until", sa.Date),
)

# Clocks of cases: when each began, what limit it has, when it is due, when it was met.
case_clocks = sa.Table(
    "case_clocks",
    metadata,
    id_column(),
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
    id_column(),
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
    id_column(),
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
    id_column(),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("unit_code", sa.String, nullable=False, index=True),
    sa.Column("since", UtcDateTime, nullable=False),
    sa.Column("until", UtcDateTime),
)

# Supervision (督查督办): a supervisor on a case, filed under a number.
supervisions = sa.Table(
    "supervisions",
    metadata,
    id_column(),
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
    id_column(),
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
    id_column(),
    sa.Column("sweep_id", sa.ForeignKey("sweeps.id"), nullable=False, index=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.UniqueConstraint("sweep_id", "case_id"),
)

# The checklist of an errand run for a resident (为民代办).
case_steps = sa.Table(
    "case_steps",
    metadata,
    id_column(),
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
    id_column(),
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
    id_column(),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("programme", sa.String, nullable=False),
    sa.Column("referred_on", sa.Date, nullable=False),
    # granted | declined | withdrawn
    sa.Column("outcome", sa.String),
    sa.Column("outcome_on", sa.Date),
)
