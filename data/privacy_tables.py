"""The tables of privacy: marks of keys, words beside the ledger, what was shown and erased."""

from __future__ import annotations

import sqlalchemy as sa

from data.schema_parts import UtcDateTime, id_column, metadata

# The keys that contacts were ever sealed with, by the mark of each; the keys lie elsewhere.
seal_keys = sa.Table(
    "seal_keys",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("mark", sa.String(64), nullable=False),
    sa.Column("made_at", UtcDateTime),
    # When every contact was sealed with it; null while older ones may be left.
    sa.Column("whole_at", UtcDateTime),
)

# What people wrote with an event.  The event holds the hash of salt and text; once erased, both
# are null and nothing else of the ledger changes.
case_event_words = sa.Table(
    "case_event_words",
    metadata,
    id_column(),
    # Number of the event in the ledger, and the name of the detail.
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("name", sa.String, nullable=False),
    # The value as JSON.
    sa.Column("text", sa.String),
    sa.Column("salt", sa.String(32)),
    sa.UniqueConstraint("number", "name"),
)

# When the ledger was sealed anew by a new version, and the end it had before.
ledger_rewrites = sa.Table(
    "ledger_rewrites",
    metadata,
    id_column(),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("hash_then", sa.String(64), nullable=False),
    sa.Column("hash_now", sa.String(64), nullable=False),
    sa.Column("happened_at", UtcDateTime, nullable=False),
)

# Hand-outs, erasures and runs of the retention rules: rows are only added, never with the words.
privacy_acts = sa.Table(
    "privacy_acts",
    metadata,
    id_column(),
    # shown | erased | retained
    sa.Column("kind", sa.String, nullable=False),
    # household | case, and its code; null for the retention rules
    sa.Column("subject", sa.String),
    sa.Column("code", sa.String, index=True),
    sa.Column("reason", sa.String),
    # {what: how many}
    sa.Column("counts", sa.JSON, nullable=False),
    sa.Column("acted_by", sa.String, nullable=False),
    sa.Column("acted_at", UtcDateTime, nullable=False),
)
