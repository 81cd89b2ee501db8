"""One's own account: who one is to the service, the password, the sessions."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from casework.access import ROLE_TERMS, Viewer
from dashboard.account_bar import end_everywhere, root
from dashboard.i18n import _, language
from dashboard.map_links import PREFIX
from dashboard.markup import Markup, heading, page_title, pairs, show, tag
from dashboard.when import local_time
from data.store import Store
from service.identity.asking import Asker
from service.identity.own_account import is_kept_by_directory, own_sessions
from service.settings import settings_now


def own_account_board(found: Asker, store: Store) -> None:
    """Show it."""
    page_title(_("My account"))
    viewer = found.viewer
    if viewer is None or found.account_id is None:
        st.info(_("Nobody has an account in the demonstration district."))
        return
    rows = [
        (_("Name of the account"), viewer.name),
        (_("Displayed name"), found.name),
        (_("Role"), _(ROLE_TERMS[viewer.role])),
        (_("Part of the district"), viewer.scope or _("the whole district")),
    ]
    if viewer.worker:
        rows.append((_("Grid worker"), viewer.worker))
    show(pairs(rows))
    heading(_("Password"))
    if is_kept_by_directory(store, found):
        st.write(
            _(
                "Your password is kept by the office's directory: change it there. Your role"
                " follows your groups there at each sign-in."
            )
        )
    else:
        _password_link()
    heading(_("Where you are signed in"))
    _sessions(found, viewer, store)


def _password_link() -> None:
    href = escape(f"{root()}{PREFIX}/new-password?lang={language()}", quote=True)
    link = Markup(f'<a href="{href}" target="_self">{escape(_("Choose a password"))}</a>')
    show(tag("p", link), tag("p", _("All your other sessions end with it."), kind="quiet"))


def _sessions(found: Asker, viewer: Viewer, store: Store) -> None:
    zone = str(settings_now(viewer, store)["time_zone"])
    sessions = own_sessions(store, found)
    table = pd.DataFrame(
        {
            _("Browser"): [one.browser for one in sessions],
            _("Since"): [local_time(one.begun_at, zone) for one in sessions],
            _("Last seen"): [local_time(one.seen_at, zone) for one in sessions],
            _("Ends at the latest"): [local_time(one.ends_at, zone) for one in sessions],
        }
    )
    st.dataframe(table, hide_index=True, width="stretch")
    end_everywhere()
