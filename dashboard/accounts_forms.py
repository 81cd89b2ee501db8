"""The forms about accounts: a new one, what it is to the service, paused, ended, its password."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import streamlit as st

from casework.access import ROLE_TERMS, Role, Viewer
from dashboard.i18n import _
from dashboard.once import once
from dashboard.refusals import refusals_shown
from data.account_store import Account
from data.store import Store
from service.identity.accounts import (
    Post,
    change_post,
    end_account,
    give_password,
    make_account,
    pause_account,
    resume_account,
    sign_out_everywhere,
)
from service.identity.demonstration_roles import ROLES

# Where a one-time password waits to be shown once.
GIVEN: Final = "account_password_given"


def new_account(
    viewer: Viewer, store: Store, units: dict[str, str], workers: dict[str, str], now: datetime
) -> None:
    """Show the form of a new account."""
    done = once("accounts")
    with st.form(done.key("new"), border=False), refusals_shown():
        name = st.text_input(_("Name of the account"), key=done.key("name"), autocomplete="off")
        shown = st.text_input(_("Displayed name"), key=done.key("shown"), autocomplete="off")
        post = post_fields(done.key("new"), None, units, workers)
        if st.form_submit_button(_("Make the account")):
            password = make_account(viewer, store, name, post, now, display_name=shown)
            st.session_state[GIVEN] = (name, password)
            done.done(_("The account {name} is made.", name=name))


def post_form(
    viewer: Viewer,
    store: Store,
    account: Account,
    units: dict[str, str],
    workers: dict[str, str],
) -> None:
    """Show the form of what an account is to the service, unless the directory says it."""
    if account.is_of_directory:
        st.info(
            _(
                "This account belongs to somebody the directory knows: password, role and name are"
                " kept there."
            )
        )
        return
    done = once("accounts")
    key = done.key(f"post_{account.name_key}")
    with st.form(key, border=False), refusals_shown():
        shown = st.text_input(
            _("Displayed name"), account.display_name, key=f"{key}_shown", autocomplete="off"
        )
        post = post_fields(key, account, units, workers)
        if st.form_submit_button(_("Change the account")):
            change_post(viewer, store, account.name, post, shown)
            done.done(_("The account {name} is changed.", name=account.name))


def account_acts(viewer: Viewer, store: Store, account: Account, now: datetime) -> None:
    """Show what else is done with an account."""
    done, name = once("accounts"), account.name
    key = done.key(f"act_{account.name_key}")
    with refusals_shown(), st.container(horizontal=True):
        is_kept_here = not account.is_of_directory
        if is_kept_here and st.button(_("New one-time password"), key=f"{key}_password"):
            st.session_state[GIVEN] = (name, give_password(viewer, store, name, now))
            done.done(_("The account {name} has a new one-time password.", name=name))
        if st.button(_("Sign out everywhere"), key=f"{key}_out"):
            count = sign_out_everywhere(viewer, store, name)
            done.done(_("Sessions of {name} that ended: {count}.", name=name, count=count))
        if account.is_active and st.button(_("Pause"), key=f"{key}_pause"):
            pause_account(viewer, store, name)
            done.done(_("The account {name} is paused.", name=name))
        if _is_stopped(account, now) and st.button(_("Let sign in again"), key=f"{key}_resume"):
            resume_account(viewer, store, name)
            done.done(_("The account {name} may sign in again.", name=name))
    _ending(viewer, store, account, now)


def _ending(viewer: Viewer, store: Store, account: Account, now: datetime) -> None:
    done, key = once("accounts"), once("accounts").key(f"end_{account.name_key}")
    with st.expander(_("End the account for good")), refusals_shown():
        st.caption(_("Its name stays in records and is never given to anybody else."))
        is_sure = st.checkbox(_("Nobody needs this account any more"), key=f"{key}_sure")
        if st.button(_("End it"), key=key):
            if not is_sure:
                st.warning(_("Nothing was ended: tick the box first."))
                return
            end_account(viewer, store, account.name, now)
            done.done(_("The account {name} has ended.", name=account.name))


def _is_stopped(account: Account, now: datetime) -> bool:
    is_locked = account.locked_until is not None and account.locked_until > now
    return not account.is_active or is_locked


def post_fields(
    key: str, account: Account | None, units: dict[str, str], workers: dict[str, str]
) -> Post:
    """Show role, part of the district and grid worker, and return what is chosen."""
    role = st.selectbox(
        _("Role"),
        ROLES,
        index=ROLES.index(Role(account.role)) if account else 0,
        format_func=lambda one: _(ROLE_TERMS[one]),
        key=f"{key}_role",
    )
    scope = st.selectbox(
        _("Part of the district"),
        ["", *units],
        index=_place(account.scope if account else None, units),
        format_func=lambda code: f"{units[code]} ({code})" if code else _("the whole district"),
        key=f"{key}_scope",
    )
    worker = st.selectbox(
        _("Grid worker (for that role only)"),
        ["", *workers],
        index=_place(account.worker if account else None, workers),
        format_func=lambda code: f"{workers[code]} ({code})" if code else "–",
        key=f"{key}_worker",
    )
    return Post(role or Role.COORDINATOR, scope or None, worker or None)


def _place(code: str | None, choices: dict[str, str]) -> int:
    return [*choices].index(code) + 1 if code in choices else 0
