"""The server in this process, over the matrix's district, with everybody's cookie."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from casework.access import OPERATOR, Role
from data.sign_in_store import add_sign_in
from data.store import Store
from routes.fence import Fence
from routes.table import routes
from service.identity import asking
from service.identity.accounts import Post, make_account, pause_account, sign_out_everywhere
from service.identity.sessions import end_session, mark_of
from tests.access.matrix_district import NOW, TODAY
from tests.access.people import REAL_RULE

_DAY = timedelta(days=1)


class Cookies:
    """Tokens of sessions, by the names of accounts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[str, str] = {}

    def of(self, name: str) -> str:
        """Return the token of a session of this account that is used now."""
        if name not in self._kept:
            self._kept[name] = self.begun(name)
        return self._kept[name]

    def begun(self, name: str, at: datetime = NOW, ends_at: datetime = NOW + _DAY) -> str:
        """Return the token of a new session of an account that has chosen its password."""
        token = f"token {len(self._kept)} of {name} at {at:%d%H%M} until {ends_at:%d%H%M}"
        with self._store.begin() as conn:
            conn.exec_driver_sql("UPDATE accounts SET must_change = 0 WHERE name = ?", (name,))
            said = "SELECT id FROM accounts WHERE name = ?"
            values = {
                "token_sha256": mark_of(token),
                "account_id": conn.exec_driver_sql(said, (name,)).scalar_one(),
                "begun_at": at,
                "seen_at": at,
                "ends_at": ends_at,
                "browser": "-",
            }
            add_sign_in(conn, values)
        return token

    def stale(self, why: str) -> str:
        """Return a token that opens nothing any more, or an empty one."""
        if why == "none":
            return ""
        name = f"stale.{why.replace(' ', '.').replace(chr(39), '')}"
        make_account(OPERATOR, self._store, name, Post(Role.COORDINATOR), NOW)
        if why == "idle":
            return self.begun(name, NOW - timedelta(minutes=45))
        if why == "expired":
            return self.begun(name, NOW - timedelta(minutes=5), NOW - timedelta(minutes=1))
        token = self.begun(name)
        if why == "signed out":
            end_session(self._store, token)
        elif why == "paused":
            pause_account(OPERATOR, self._store, name)
        else:
            sign_out_everywhere(OPERATOR, self._store, name)
        return token


@contextmanager
def opened(store: Store, moment: datetime = NOW) -> Iterator[Starlette]:
    """Give the server behind its fence, at a moment, with the real rule of who asks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEGE_DATABASE", str(store.url))
        patch.setattr(asking, "asker_of", REAL_RULE)
        for name, module in list(sys.modules.items()):
            # The mark on what is taken away says the minute.
            if not name.startswith(("routes.", "service.access_log.")):
                continue
            if hasattr(module, "now"):
                patch.setattr(module, "now", lambda: moment)
            if hasattr(module, "today"):
                patch.setattr(module, "today", lambda: TODAY)
        yield Starlette(routes=routes(), middleware=[Middleware(Fence)])
