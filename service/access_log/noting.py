"""What happens at the doors themselves: refusals, and people signing in and out."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from casework.access import Role, Viewer
from casework.access_entry import Entry, What
from casework.errors import NotAllowedError
from data.access_log import add_entry, is_noted
from data.account_store import Account
from data.errors import DataError
from data.store import Store, open_store

# Who types a name that nobody has is not named: it may be a password in the wrong field.
NOBODY: Final = Viewer("-", Role.SYSTEM)
_SIGNING_IN: Final = "identity.signing_in"
OWN_PASSWORD: Final = "identity.own_account.change_own_password"
_ONCE_IN: Final = timedelta(minutes=1)


def note_refusal(refusal: BaseException) -> None:
    """Note that somebody asked for what he may not do, where the database is free just now.

    Parameters
    ----------
    refusal
        Anything but a `NotAllowedError` is passed over.  The same one of the same person is noted
        once a minute, since a page asks again with every click.
    """
    if not isinstance(refusal, NotAllowedError) or not isinstance(refusal.viewer, Viewer):
        return
    entry = Entry(refusal.viewer, What.REFUSED, str(refusal.action))
    with suppress(sa.exc.SQLAlchemyError, DataError):
        _note_if_free(open_store(), entry)


def note_failed(store: Store, account: Account | None) -> None:
    """Note that somebody failed to sign in, where the database is free just now.

    Parameters
    ----------
    account
        None for a name nobody can sign in by at present: that is noted once a minute.  The tries
        of an account are few, since it is locked after them.
    """
    if account is None:
        _note_if_free(store, Entry(NOBODY, What.FAILED, _SIGNING_IN))
        return
    with store.begin_if_free() as conn:
        if conn is not None:
            note_signing(conn, account, What.FAILED)


def note_signing(
    conn: sa.Connection, account: Account | None, what: What, act: str = _SIGNING_IN
) -> None:
    """Note in the running transaction what somebody did with his own account: nobody, nothing."""
    if account is not None:
        viewer = Viewer(account.name, Role(account.role), account.scope, account.worker)
        add_entry(conn, Entry(viewer, what, act))


def _note_if_free(store: Store, entry: Entry) -> None:
    with store.begin_if_free() as conn:
        if conn is not None and not is_noted(conn, entry, _ONCE_IN):
            add_entry(conn, entry)
