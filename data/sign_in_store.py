"""Statements about who is signed in at present: a row per session, gone when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from data.account_store import Account
from data.identity_tables import accounts, sign_in_sessions

# Asked with every request: put together once.
_BY_TOKEN: Final = (
    sa.select(sign_in_sessions, *(column.label(f"account_{column.name}") for column in accounts.c))
    .join(accounts, accounts.c.id == sign_in_sessions.c.account_id)
    .where(sign_in_sessions.c.token_sha256 == sa.bindparam("mark"))
)


@dataclass(frozen=True)
class SignIn:
    """One row of `sign_in_sessions`, by the same names."""

    id: int
    token_sha256: str
    account_id: int
    begun_at: datetime
    seen_at: datetime
    ends_at: datetime
    browser: str


def add_sign_in(conn: sa.Connection, values: Mapping[str, Any]) -> None:
    """Keep a new session."""
    conn.execute(sign_in_sessions.insert().values(**values))


def sign_in_of(conn: sa.Connection, token_sha256: str) -> tuple[SignIn, Account] | None:
    """Return the session of a token's SHA-256 and whose it is."""
    row = conn.execute(_BY_TOKEN, {"mark": token_sha256}).first()
    if row is None:
        return None
    own = len(sign_in_sessions.c)
    names = [column.name for column in accounts.c]
    return SignIn(*row[:own]), Account(**dict(zip(names, row[own:], strict=True)))


def sign_ins_of(conn: sa.Connection, account_id: int) -> list[SignIn]:
    """Return the sessions of an account, the newest first."""
    wanted = (
        sa.select(sign_in_sessions)
        .where(sign_in_sessions.c.account_id == account_id)
        .order_by(sign_in_sessions.c.begun_at.desc(), sign_in_sessions.c.id.desc())
    )
    return [SignIn(*row) for row in conn.execute(wanted)]


def touch_sign_in(conn: sa.Connection, sign_in_id: int, now: datetime) -> None:
    """Note that a session was just made use of."""
    conn.execute(
        sign_in_sessions.update().where(sign_in_sessions.c.id == sign_in_id).values(seen_at=now)
    )


def end_sign_in(conn: sa.Connection, token_sha256: str) -> int:
    """Take a session away and return how many there were."""
    gone = sign_in_sessions.delete().where(sign_in_sessions.c.token_sha256 == token_sha256)
    return int(conn.execute(gone).rowcount)


def end_sign_ins_of(conn: sa.Connection, account_id: int) -> int:
    """Take all sessions of an account away and return how many there were."""
    gone = sign_in_sessions.delete().where(sign_in_sessions.c.account_id == account_id)
    return int(conn.execute(gone).rowcount)


def sweep_sign_ins(conn: sa.Connection, now: datetime, unseen_since: datetime) -> int:
    """Take away the sessions that are over, or of which nothing was seen for as long as this."""
    is_over = (sign_in_sessions.c.ends_at <= now) | (sign_in_sessions.c.seen_at < unseen_since)
    return int(conn.execute(sign_in_sessions.delete().where(is_over)).rowcount)
