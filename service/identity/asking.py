"""Who asks: the one rule for screens, tiles, files, programs and the websocket."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from casework.access import ROLE_TERMS, Role, Viewer
from casework.sentence import Sentence
from data.account_store import Account, has_accounts
from data.settings_store import setting
from data.sign_in_store import SignIn
from data.store import Store
from service.identity.demonstration_roles import demonstration_viewer, role_of
from service.identity.reach import scope_of_post
from service.identity.sessions import mark_of, note_seen, session_of

SESSION_COOKIE: Final = "gege_session"
ROLE_COOKIE: Final = "gege_role"
# Given before anybody signed in, so that even the first form can be bound to its browser.
VISIT_COOKIE: Final = "gege_visit"


class Need(StrEnum):
    """What has to be done before anything is served."""

    FIRST_ADMINISTRATOR = "first_administrator"
    SIGN_IN = "sign_in"
    NEW_PASSWORD = "new_password"


NEED_SENTENCES: Final = {
    Need.FIRST_ADMINISTRATOR: Sentence(
        "Nothing is shown before there is an administrator: make the first account."
    ),
    Need.SIGN_IN: Sentence("You are not signed in, or your session is over: sign in."),
    Need.NEW_PASSWORD: Sentence("Your password was given to you by somebody: choose your own."),
}


@dataclass(frozen=True)
class Asker:
    """Who asks.

    Attributes
    ----------
    viewer
        None as long as something is needed first.
    needs
        What; None when the viewer is known.
    key
        The same for all questions of one session and of no other; tells nothing about its token.
    is_demonstration
        Whether nobody has an account and this is the demonstration district.
    name
        What he is called on the screen.
    account_id
        Number of his account; None without one.
    """

    viewer: Viewer | None
    needs: Need | None
    key: str
    is_demonstration: bool = False
    name: str = ""
    account_id: int | None = None


def asker_of(store: Store, cookies: Mapping[str, str], now: datetime) -> Asker:
    """Return who asks, by the cookies of the question."""
    with store.read() as conn:
        found = session_of(conn, cookies.get(SESSION_COOKIE, ""), now)
        if found is None:
            return _without_session(conn, cookies, now)
        asker = _signed_in(conn, *found, now)
    note_seen(store, found[0], now)
    return asker


def viewer_of_account(conn: sa.Connection, account: Account, now: datetime) -> Viewer:
    """Return an account as somebody who asks, with what he sees into today."""
    role = Role(account.role)
    scope = scope_of_post(conn, role, account.scope, account.worker, now)
    return Viewer(account.name, role, scope, account.worker)


def form_token(bound_to: str) -> str:
    """Return what a form carries that belongs to one session or visit.

    Parameters
    ----------
    bound_to
        The secret in the cookie of the session or visit.
    """
    return hashlib.sha256(f"gege form {bound_to}".encode("utf-8", "replace")).hexdigest()


def _signed_in(conn: sa.Connection, session: SignIn, account: Account, now: datetime) -> Asker:
    needs = Need.NEW_PASSWORD if account.must_change else None
    return Asker(
        None if needs else viewer_of_account(conn, account, now),
        needs,
        session.token_sha256[:16],
        name=account.display_name,
        account_id=account.id,
    )


def _without_session(conn: sa.Connection, cookies: Mapping[str, str], now: datetime) -> Asker:
    if has_accounts(conn):
        return Asker(None, Need.SIGN_IN, "")
    if not setting(conn, "is_demonstration"):
        return Asker(None, Need.FIRST_ADMINISTRATOR, "")
    viewer = demonstration_viewer(conn, role_of(cookies.get(ROLE_COOKIE)), now)
    key = mark_of(f"demonstration {viewer.role} {cookies.get(VISIT_COOKIE, '')}")[:16]
    return Asker(viewer, None, key, is_demonstration=True, name=str(ROLE_TERMS[viewer.role]))
