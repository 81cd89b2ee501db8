"""The tables of what the office sets and brings: settings, rule documents, the diary of imports."""

from __future__ import annotations

import sqlalchemy as sa

from data.schema_parts import UtcDateTime, id_column, metadata

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("value", sa.JSON, nullable=False),
)

# One counter per topic (data/store.py, TOPICS): what caches are keyed by.
revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("topic", sa.String, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
)

imports = sa.Table(
    "imports",
    metadata,
    id_column(),
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
    id_column(),
    sa.Column("import_id", sa.ForeignKey("imports.id"), nullable=False, index=True),
    sa.Column("topic", sa.String, nullable=False),
    sa.Column("row_id", sa.Integer, nullable=False),
    sa.Column("before", sa.JSON, nullable=False),
)

# The office's own calendar, rule book and catalogue, every version of them; the last is in force.
rule_documents = sa.Table(
    "rule_documents",
    metadata,
    id_column(),
    # calendar | rulebook | catalogue
    sa.Column("kind", sa.String, nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("changed_by", sa.String, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
)
