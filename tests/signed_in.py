"""Somebody signed in, for tests that are about something else: account, session and cookie."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from casework.access import DEMONSTRATION_COORDINATOR, Role
from data.account_store import account_by_key, add_account
from data.migrate import migrate
from data.sign_in_store import add_sign_in
from data.store import Store
from service.identity.asking import SESSION_COOKIE
from service.identity.sessions import mark_of


def sign_in_to(
    database: object,
    *,
    name: str = DEMONSTRATION_COORDINATOR.name,
    role: Role = Role.COORDINATOR,
    **more: Any,
) -> str:
    """Return the token of a session that was begun in a database, for an account made if needed."""
    store = Store(str(database))
    migrate(store)
    now = datetime.now(UTC)
    with store.begin() as conn:
        found = account_by_key(conn, name)
        number = found.id if found else add_account(conn, _account(name, role, now) | more)
        token = secrets.token_urlsafe(32)
        add_sign_in(
            conn,
            {
                "token_sha256": mark_of(token),
                "account_id": number,
                "begun_at": now,
                "seen_at": now,
                "ends_at": now + timedelta(days=1),
                "browser": "-",
            },
        )
    store.engine.dispose()
    return token


def cookie_for(address: str, token: str) -> dict[str, Any]:
    """Return the session's cookie as Playwright takes it."""
    return {"name": SESSION_COOKIE, "value": token, "url": str(address), "httpOnly": True}


def _account(name: str, role: Role, now: datetime) -> dict[str, Any]:
    return {
        "name": name,
        "name_key": name,
        "display_name": name,
        "role": role.value,
        "password_hash": "-",
        "must_change": False,
        "is_active": True,
        "made_at": now,
        "made_by": name,
    }
