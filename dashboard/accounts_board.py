"""The accounts on a page: all of them, one of them, and a new one."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from casework.access import ROLE_TERMS, Viewer
from dashboard.accounts_directory import directory_groups
from dashboard.accounts_forms import GIVEN, account_acts, new_account, post_form
from dashboard.i18n import _
from dashboard.markup import heading, page_title
from dashboard.messages import plain
from dashboard.once import once
from dashboard.when import local_time
from data.account_store import Account
from data.store import Store
from service.identity.accounts import accounts_of, choices_of
from service.identity.passwords import ONE_TIME_DAYS
from service.settings import settings_now


def accounts_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show who may sign in, and what is done with an account."""
    page_title(_("Accounts"))
    once("accounts").tell()
    _given_password()
    found = accounts_of(viewer, store)
    if not found:
        st.warning(
            _(
                "As soon as there is an account, everybody has to sign in: make the first one on"
                " the server (manage.py account new), as an administrator of the whole district."
            )
        )
        return
    units, workers = choices_of(viewer, store)
    zone = str(settings_now(viewer, store)["time_zone"])
    st.dataframe(_table(found, units, now, zone), hide_index=True, width="stretch")
    left, right = st.columns(2, gap="large")
    with left:
        heading(_("An account"))
        open_ones = {one.name: one for one in found if one.ended_at is None}
        name = st.selectbox(_("Account"), list(open_ones), key="account_chosen")
        if name:
            post_form(viewer, store, open_ones[name], units, workers)
            account_acts(viewer, store, open_ones[name], now)
    with right:
        heading(_("A new account"))
        new_account(viewer, store, units, workers, now)
    directory_groups(viewer, store, units, workers, now)


def _given_password() -> None:
    """Show a one-time password once, as it is handed over."""
    given = st.session_state.pop(GIVEN, None)
    if given is not None:
        name, password = given
        st.success(
            plain(
                _(
                    "The one-time password of {name} is shown here once and is good for {days}"
                    " days. Hand it over in person; it has to be changed at the first sign-in.",
                    name=name,
                    days=ONE_TIME_DAYS,
                )
            )
        )
        st.code(password, language=None)


def _table(found: list[Account], units: dict[str, str], now: datetime, zone: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Name of the account"): [one.name for one in found],
            _("Displayed name"): [one.display_name for one in found],
            _("Role"): [_(_role(one)) for one in found],
            _("Part of the district"): [
                units.get(one.scope, one.scope) if one.scope else _("the whole district")
                for one in found
            ],
            _("Grid worker"): [one.worker or "–" for one in found],
            _("Signs in by"): [
                _("directory") if one.is_of_directory else _("password") for one in found
            ],
            _("State"): [_state(one, now, zone) for one in found],
            _("Made"): [f"{local_time(one.made_at, zone)} · {one.made_by}" for one in found],
        }
    )


def _role(account: Account) -> str:
    return next((term for role, term in ROLE_TERMS.items() if role == account.role), account.role)


def _state(account: Account, now: datetime, zone: str) -> str:
    if account.ended_at is not None:
        return _("ended")
    if not account.is_active:
        return _("paused")
    if account.locked_until is not None and account.locked_until > now:
        return _("stopped for a while after wrong passwords")
    if not account.must_change:
        return _("in use")
    if account.password_until is None:
        return _("has to choose a password")
    until = local_time(account.password_until, zone)
    if account.password_until <= now:
        return _("the one-time password was good until {moment}", moment=until)
    return _("has to choose a password until {moment}", moment=until)
