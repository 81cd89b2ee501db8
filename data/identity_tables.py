"""The tables of who may sign in, and of who is signed in at present.

Neither is a record of what somebody did: no address, no place, and a session that is over goes.
"""

from __future__ import annotations

import sqlalchemy as sa

from data.schema_parts import UtcDateTime, id_column, metadata

accounts = sa.Table(
    "accounts",
    metadata,
    id_column(),
    # As it is typed and written into records; never given to anybody else again.
    sa.Column("name", sa.String, nullable=False),
    # The name as it is compared: form NFKC, folded.
    sa.Column("name_key", sa.String, nullable=False, unique=True),
    sa.Column("display_name", sa.String, nullable=False),
    sa.Column("role", sa.String, nullable=False),
    # Code of an organisation unit; null for the whole district.
    sa.Column("scope", sa.String),
    # Code of the grid worker it belongs to.
    sa.Column("worker", sa.String),
    # argon2id with its parameters; null when the account has ended, or the directory asks for one.
    sa.Column("password_hash", sa.String),
    sa.Column("must_change", sa.Boolean, nullable=False),
    # Wrong passwords since the last right one.
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("locked_until", UtcDateTime),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("made_by", sa.String, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    # By what the office's directory knows whose it is; null for an account kept here.
    sa.Column("issuer", sa.String),
    sa.Column("subject", sa.String),
    # Until when a one-time password opens a session; null for a password of one's own.
    sa.Column("password_until", UtcDateTime),
    sa.Index("ix_accounts_issuer_subject", "issuer", "subject", unique=True),
)

# What a group of the office's directory is to the service.
directory_groups = sa.Table(
    "directory_groups",
    metadata,
    id_column(),
    # As the directory tells it.
    sa.Column("name", sa.String, nullable=False, unique=True),
    sa.Column("role", sa.String, nullable=False),
    # Code of an organisation unit; null for the whole district.
    sa.Column("scope", sa.String),
    # Code of the grid worker; null for other roles, or when the directory tells it.
    sa.Column("worker", sa.String),
    # The lowest counts where somebody is in several groups; null when it may not be one of several.
    sa.Column("precedence", sa.Integer),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("made_by", sa.String, nullable=False),
)

sign_in_sessions = sa.Table(
    "sign_in_sessions",
    metadata,
    id_column(),
    # SHA-256 of the random token, hexadecimal; the token itself is kept nowhere.
    sa.Column("token_sha256", sa.String(64), nullable=False, unique=True),
    sa.Column("account_id", sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("begun_at", UtcDateTime, nullable=False),
    sa.Column("seen_at", UtcDateTime, nullable=False),
    sa.Column("ends_at", UtcDateTime, nullable=False),
    # A few words such as "Chrome, Windows".
    sa.Column("browser", sa.String, nullable=False),
)
