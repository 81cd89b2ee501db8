"""Name and password into a session; wrong tries are counted and stopped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from casework.sentence import Sentence
from data.account_store import Account, account_by_key, change_account, count_a_try
from data.sign_in_store import end_sign_in
from data.store import Store
from service.access_log.noting import note_failed
from service.errors import ServiceError
from service.identity.names import name_key
from service.identity.passwords import ONE_TIME_DAYS, hashed, is_right, needs_rehash
from service.identity.sessions import Begun, begin_session, mark_of

FAILURES_ALLOWED: Final = 5
# Minutes of the first, second ... lock-out; the last stays.
LOCK_MINUTES: Final = (1, 2, 4, 8, 15)
# The same for an unknown name, a wrong password, a lock-out and an account that is paused.
NOT_SIGNED_IN: Final = Sentence(
    "Nobody was signed in: the name or the password is wrong, or there were too many wrong"
    " passwords. Try again in {minutes} minutes at the latest, or ask an administrator for a"
    " one-time password.",
    minutes=LOCK_MINUTES[-1],
)


def locks_from(now: datetime) -> dict[int, datetime]:
    """Return from how many wrong passwords on an account is locked, and until when."""
    return {
        FAILURES_ALLOWED + step: now + timedelta(minutes=minutes)
        for step, minutes in enumerate(LOCK_MINUTES)
    }


def sign_in(
    store: Store, name: str, password: str, browser: str, now: datetime, old_token: str = ""
) -> Begun:
    """Begin a session for the account of this name.

    Parameters
    ----------
    browser
        What kind it is (`browsers.browser_words`).
    old_token
        Of the session this browser had; it ends.

    Raises
    ------
    ServiceError
        When nobody can sign in so; it does not say why, since that would tell which names exist.
        A one-time password that was right but is too old is told so.

    Notes
    -----
    A try is counted before the password is looked at, so that tries at the same time cannot pass
    the count; a right password takes the count back.  Where there is nothing to compare with, as
    much is computed for nothing.
    """
    account = _counted(store, name, now)
    if not is_right(account.password_hash if account else None, password) or account is None:
        note_failed(store, account)
        raise ServiceError(NOT_SIGNED_IN.msgid, **NOT_SIGNED_IN.params)
    if account.password_until is not None and now >= account.password_until:
        raise ServiceError(
            "This one-time password is older than {days} days and opens nothing any more: ask an"
            " administrator for another one.",
            days=ONE_TIME_DAYS,
        )
    changes: dict[str, object] = {"failures": 0, "locked_until": None}
    if needs_rehash(str(account.password_hash)):
        changes["password_hash"] = hashed(password)
    with store.begin() as conn:
        if not _is_as_seen(account_by_key(conn, account.name_key), account):
            raise ServiceError(NOT_SIGNED_IN.msgid, **NOT_SIGNED_IN.params)
        change_account(conn, account.id, changes)
        end_sign_in(conn, mark_of(old_token))
        return begin_session(conn, account.id, browser, now)


def _counted(store: Store, name: str, now: datetime) -> Account | None:
    """Return the account with one more try counted; None when nobody may try by this name."""
    with store.begin() as conn:
        account = account_by_key(conn, name_key(name))
        if account is None or not account.is_active or account.password_hash is None:
            return None
        return account if count_a_try(conn, account.id, now, locks_from(now)) else None


def _is_as_seen(found: Account | None, account: Account) -> bool:
    """Return whether an account was neither paused nor given another password in between."""
    return found is not None and found.is_active and found.password_hash == account.password_hash
