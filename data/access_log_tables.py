"""The table of who saw, took or changed what: rows are only added, each with the hash before it.

No contact, no name of a resident, no words of people, no address of a machine and no place.
"""

from __future__ import annotations

import sqlalchemy as sa

from data.schema_parts import UtcDateTime, metadata

access_log = sa.Table(
    "access_log",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    # By the database's own clock.
    sa.Column("noted_at", UtcDateTime, nullable=False, index=True),
    # Name of the account, or of the program itself; role and door as `casework.doors` has them.
    sa.Column("viewer", sa.String, nullable=False, index=True),
    sa.Column("role", sa.String, nullable=False),
    sa.Column("door", sa.String, nullable=False),
    # saw | took | changed | refused | signed_in | signed_out | failed
    sa.Column("what", sa.String, nullable=False),
    # Name of the act, the file or the list.
    sa.Column("act", sa.String, nullable=False),
    # Code or number of the thing; null where it is about no single one.
    sa.Column("code", sa.String, index=True),
    # {"file", "sha256", "action"}: never words of people.
    sa.Column("details", sa.JSON, nullable=False),
    sa.Column("hash_before", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)

# The end of the log: number and hash of its last entry.
access_log_head = sa.Table(
    "access_log_head",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
