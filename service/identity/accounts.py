"""Accounts as an administrator keeps them: made, changed, paused, given a new password, ended."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from casework.access import Action, Role, Viewer, require
from casework.plain_text import one_line
from data.account_store import (
    Account,
    account_by_key,
    add_account,
    change_account,
    has_accounts,
    load_accounts,
    other_administrators,
    unit_choices,
    worker_choices,
)
from data.sign_in_store import end_sign_ins_of
from data.store import Store
from service.errors import ServiceError
from service.identity.asking import viewer_of_account
from service.identity.first_administrator import forget_word
from service.identity.names import account_name, name_key
from service.identity.passwords import accepted, good_until, hashed, one_time_password
from service.identity.posts import Post, refuse_post

_LONGEST_DISPLAY = 60


def accounts_of(viewer: Viewer, store: Store) -> list[Account]:
    """Return all accounts by name, those that ended last."""
    require(viewer, Action.KEEP_ACCOUNTS)
    with store.read() as conn:
        return load_accounts(conn)


def choices_of(viewer: Viewer, store: Store) -> tuple[dict[str, str], dict[str, str]]:
    """Return the organisation units and the grid workers an account can belong to, by code."""
    require(viewer, Action.KEEP_ACCOUNTS)
    with store.read() as conn:
        return unit_choices(conn), worker_choices(conn)


def make_account(
    viewer: Viewer,
    store: Store,
    name: str,
    post: Post,
    now: datetime,
    *,
    display_name: str = "",
    password: str | None = None,
) -> str:
    """Make an account and return its one-time password, good for `passwords.ONE_TIME_DAYS` days.

    Parameters
    ----------
    password
        Instead of one that is made up; it has to be changed at the first sign-in as well.

    Raises
    ------
    ServiceError
        When name, password or post cannot be, or the name is taken; the name of an account that
        ended stays taken, since it stands in records.
    """
    require(viewer, Action.KEEP_ACCOUNTS)
    kept_name = account_name(name)
    given = one_time_password() if password is None else accepted(password, kept_name)
    kept = hashed(given)
    with store.begin() as conn:
        if account_by_key(conn, name_key(kept_name)) is not None:
            raise ServiceError(
                "There is an account {name} already, or was one: choose another name.",
                name=kept_name,
            )
        refuse_post(conn, post)
        _refuse_first_but_administrator(conn, post)
        add_account(
            conn,
            {
                "name": kept_name,
                "name_key": name_key(kept_name),
                "display_name": _display(display_name) or kept_name,
                "role": post.role.value,
                "scope": post.scope,
                "worker": post.worker,
                "password_hash": kept,
                "must_change": True,
                "password_until": good_until(now),
                "is_active": True,
                "made_at": now,
                "made_by": viewer.name,
            },
        )
    forget_word(store)
    return given


def change_post(
    viewer: Viewer, store: Store, name: str, post: Post, display_name: str | None = None
) -> None:
    """Make an account something else to the service; it holds from its next question on."""
    require(viewer, Action.KEEP_ACCOUNTS)
    with store.begin() as conn:
        account = _kept_here(_named(conn, name))
        refuse_post(conn, post)
        if post.role is not Role.ADMINISTRATOR or post.scope is not None:
            _refuse_last(conn, account)
        values: dict[str, object] = {
            "role": post.role.value,
            "scope": post.scope,
            "worker": post.worker,
        }
        if display_name is not None:
            values["display_name"] = _display(display_name) or account.name
        change_account(conn, account.id, values)


def pause_account(viewer: Viewer, store: Store, name: str) -> None:
    """Let nobody sign in with an account for now; who is signed in is signed out."""
    require(viewer, Action.KEEP_ACCOUNTS)
    with store.begin() as conn:
        account = _named(conn, name)
        _refuse_last(conn, account)
        change_account(conn, account.id, {"is_active": False})
        end_sign_ins_of(conn, account.id)


def resume_account(viewer: Viewer, store: Store, name: str) -> None:
    """Let an account that was paused or locked out sign in again."""
    require(viewer, Action.KEEP_ACCOUNTS)
    with store.begin() as conn:
        account = _named(conn, name)
        values = {"is_active": True, "failures": 0, "locked_until": None}
        change_account(conn, account.id, values)


def end_account(viewer: Viewer, store: Store, name: str, now: datetime) -> None:
    """End an account for good; its name stays in records and is never given again."""
    require(viewer, Action.KEEP_ACCOUNTS)
    with store.begin() as conn:
        account = _named(conn, name)
        _refuse_last(conn, account)
        values = {"is_active": False, "ended_at": now, "password_hash": None}
        change_account(conn, account.id, values)
        end_sign_ins_of(conn, account.id)


def give_password(
    viewer: Viewer, store: Store, name: str, now: datetime, password: str | None = None
) -> str:
    """Return a new one-time password of an account; its sessions end, a lock-out is over.

    It is good for `passwords.ONE_TIME_DAYS` days.

    Parameters
    ----------
    password
        Instead of one that is made up.
    """
    require(viewer, Action.KEEP_ACCOUNTS)
    with store.read() as conn:
        account = _kept_here(_named(conn, name))
    given = one_time_password() if password is None else accepted(password, account.name)
    values = {
        "password_hash": hashed(given),
        "must_change": True,
        "password_until": good_until(now),
        "failures": 0,
        "locked_until": None,
    }
    with store.begin() as conn:
        account = _named(conn, name)
        change_account(conn, account.id, values)
        end_sign_ins_of(conn, account.id)
    return given


def sign_out_everywhere(viewer: Viewer, store: Store, name: str) -> int:
    """End all sessions of an account and return how many there were."""
    require(viewer, Action.KEEP_ACCOUNTS)
    with store.begin() as conn:
        return end_sign_ins_of(conn, _named(conn, name).id)


def account_named(viewer: Viewer, store: Store, name: str) -> Account:
    """Return the account of this name, refused when there is none or it has ended."""
    require(viewer, Action.KEEP_ACCOUNTS)
    with store.read() as conn:
        return _named(conn, name)


def viewer_named(viewer: Viewer, store: Store, name: str, now: datetime) -> Viewer:
    """Return the viewer of an account, for an operator who acts in its name.

    Raises
    ------
    ServiceError
        When there is no such account, or it is paused.
    """
    account = account_named(viewer, store, name)
    if not account.is_active:
        raise ServiceError(
            "The account {name} is paused: resume it, or name another.", name=account.name
        )
    with store.read() as conn:
        return viewer_of_account(conn, account, now)


def _named(conn: sa.Connection, name: str) -> Account:
    account = account_by_key(conn, name_key(name))
    if account is None:
        raise ServiceError(
            "There is no account {name}: see the list of accounts.", name=one_line(name)[:60]
        )
    if account.ended_at is not None:
        raise ServiceError(
            "The account {name} ended on {day:%Y-%m-%d} and stays so: make another one.",
            name=account.name,
            day=account.ended_at,
        )
    return account


def _kept_here(account: Account) -> Account:
    if account.is_of_directory:
        raise ServiceError(
            "The account {name} belongs to somebody the directory knows: password, role and name"
            " are kept there. Change the groups there, or what they mean here; to keep somebody"
            " out, pause the account.",
            name=account.name,
        )
    return account


def _refuse_first_but_administrator(conn: sa.Connection, post: Post) -> None:
    is_administrator = post.role is Role.ADMINISTRATOR and post.scope is None
    if not is_administrator and not has_accounts(conn):
        raise ServiceError(
            "The first account must be an administrator of the whole district: from then on"
            " everybody has to sign in, and somebody must be able to make the other accounts."
        )


def _refuse_last(conn: sa.Connection, account: Account) -> None:
    if account.is_of_directory:
        return
    is_administrator = account.role == Role.ADMINISTRATOR.value and account.scope is None
    if is_administrator and account.is_active and not other_administrators(conn, account.id):
        raise ServiceError(
            "{name} is the last administrator: make another one first.", name=account.name
        )


def _display(text: str) -> str:
    shown = one_line(text)
    if len(shown) > _LONGEST_DISPLAY:
        raise ServiceError(
            "The displayed name has {length} characters: use {most} at most.",
            length=len(shown),
            most=_LONGEST_DISPLAY,
        )
    return shown
