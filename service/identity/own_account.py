"""What everybody does with his own account: its password, its sessions."""

from __future__ import annotations

from datetime import datetime

from casework.access_entry import What
from data.account_store import Account, account_by_id, change_account, count_a_try
from data.sign_in_store import SignIn, end_sign_ins_of, sign_ins_of
from data.store import Store
from service.access_log.noting import OWN_PASSWORD, note_signing
from service.errors import ServiceError
from service.identity.asking import Asker
from service.identity.passwords import accepted, hashed, is_right
from service.identity.sessions import Begun, begin_session
from service.identity.signing_in import locks_from


def change_own_password(
    store: Store, asker: Asker, old: str, new: str, browser: str, now: datetime
) -> Begun:
    """Keep somebody's new password and begin a new session; all he had are over.

    Raises
    ------
    ServiceError
        When the old password is wrong or the new one cannot be; then nothing is changed.
    """
    with store.begin() as conn:
        account = _own(account_by_id(conn, asker.account_id or 0))
        if account.is_of_directory:
            raise ServiceError(
                "The password of {name} is kept by the directory: change it there.",
                name=account.name,
            )
        may_try = count_a_try(conn, account.id, now, locks_from(now))
    if not may_try or not is_right(account.password_hash, old):
        raise ServiceError(
            "The password stays as it is: the present one was not typed right, or too often not."
        )
    text = accepted(new, account.name)
    if is_right(account.password_hash, new):
        raise ServiceError("This is the password you have: choose another one.")
    values = {
        "password_hash": hashed(text),
        "must_change": False,
        "password_until": None,
        "failures": 0,
        "locked_until": None,
    }
    with store.begin() as conn:
        if _own(account_by_id(conn, account.id)).password_hash != account.password_hash:
            raise ServiceError(
                "The password was changed by somebody else in between: sign in again."
            )
        change_account(conn, account.id, values)
        end_sign_ins_of(conn, account.id)
        note_signing(conn, account, What.CHANGED, OWN_PASSWORD)
        return begin_session(conn, account.id, browser, now)


def is_kept_by_directory(store: Store, asker: Asker) -> bool:
    """Return whether the directory keeps the password of somebody's own account."""
    with store.read() as conn:
        account = account_by_id(conn, asker.account_id or 0)
    return account is not None and account.is_of_directory


def own_sessions(store: Store, asker: Asker) -> list[SignIn]:
    """Return the sessions of somebody's own account, the newest first."""
    with store.read() as conn:
        return sign_ins_of(conn, _own(account_by_id(conn, asker.account_id or 0)).id)


def sign_out_own(store: Store, asker: Asker) -> int:
    """End all sessions of somebody's own account, this one among them; return how many."""
    with store.begin() as conn:
        account = _own(account_by_id(conn, asker.account_id or 0))
        note_signing(conn, account, What.SIGNED_OUT)
        return end_sign_ins_of(conn, account.id)


def _own(account: Account | None) -> Account:
    if account is None or not account.is_active:
        raise ServiceError("You have no account here: sign in again.")
    return account
