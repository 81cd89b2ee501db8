"""Sessions of people who signed in: begun, seen, over.

The browser holds a random token; the database holds its SHA-256, so that a copy of the database
opens nothing.  A session is over when nothing was seen of it for a while, and after some hours in
any case.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from casework.access_entry import What
from data.account_store import Account, account_by_id
from data.settings_store import setting
from data.sign_in_store import (
    SignIn,
    add_sign_in,
    end_sign_in,
    sign_in_of,
    sweep_sign_ins,
    touch_sign_in,
)
from data.store import Store
from service.access_log.noting import note_signing

TOKEN_BYTES: Final = 32
# A mark that somebody is here is written once in so long, not with each of his tiles.
_SEEN_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Begun:
    """A session that has just begun: what the browser is to keep, and until when at most."""

    token: str
    ends_at: datetime


def mark_of(token: str) -> str:
    """Return what is kept of a token: its SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def idle_time(conn: sa.Connection) -> timedelta:
    """Return after how long without use a session is over."""
    return timedelta(minutes=int(str(setting(conn, "session_idle_minutes"))))


def begin_session(conn: sa.Connection, account_id: int, browser: str, now: datetime) -> Begun:
    """Begin a session in the running transaction, and take away those of anybody that are over."""
    ends_at = now + timedelta(hours=int(str(setting(conn, "session_hours"))))
    begun = Begun(secrets.token_urlsafe(TOKEN_BYTES), ends_at)
    sweep_sign_ins(conn, now, now - idle_time(conn))
    add_sign_in(
        conn,
        {
            "token_sha256": mark_of(begun.token),
            "account_id": account_id,
            "begun_at": now,
            "seen_at": now,
            "ends_at": ends_at,
            "browser": browser,
        },
    )
    note_signing(conn, account_by_id(conn, account_id), What.SIGNED_IN)
    return begun


def session_of(conn: sa.Connection, token: str, now: datetime) -> tuple[SignIn, Account] | None:
    """Return the session of a token and whose it is; None when it is over or not his any more."""
    found = sign_in_of(conn, mark_of(token)) if token else None
    if found is None:
        return None
    session, account = found
    if not account.is_active or account.ended_at is not None:
        return None
    if now >= session.ends_at or now - session.seen_at >= idle_time(conn):
        return None
    return session, account


def note_seen(store: Store, session: SignIn, now: datetime) -> None:
    """Note that a session was made use of, where the database can be written without waiting."""
    if now - session.seen_at < _SEEN_EVERY:
        return
    with store.begin_if_free() as conn:
        if conn is not None:
            touch_sign_in(conn, session.id, now)


def end_session(store: Store, token: str) -> None:
    """End the session of a token; one that is over already is no fault."""
    with store.begin() as conn:
        found = sign_in_of(conn, mark_of(token))
        end_sign_in(conn, mark_of(token))
        note_signing(conn, found and found[1], What.SIGNED_OUT)
