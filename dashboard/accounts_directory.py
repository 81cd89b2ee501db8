"""What groups of the office's directory are to the service, on the page of the accounts."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from casework.access import ROLE_TERMS, Role, Viewer
from dashboard.accounts_forms import post_fields
from dashboard.i18n import _
from dashboard.markup import heading
from dashboard.once import once
from dashboard.refusals import refusals_shown
from data.directory_store import DirectoryGroup
from data.store import Store
from service.identity.directory_groups import groups_of, map_group, unmap_group
from service.identity.directory_settings import directory_name


def directory_groups(
    viewer: Viewer, store: Store, units: dict[str, str], workers: dict[str, str], now: datetime
) -> None:
    """Show the groups with the forms about them, where the office has a directory."""
    found = groups_of(viewer, store)
    if directory_name() is None and not found:
        return
    heading(_("Groups of the directory"))
    st.caption(
        _(
            "Whoever signs in by the directory is here what his groups say, anew at each sign-in."
            " Who is in several groups that say different things is refused, unless each has a"
            " precedence: then the lowest counts."
        )
    )
    if found:
        st.dataframe(_table(found, units), hide_index=True, width="stretch")
    else:
        st.info(_("No group means anything here yet, so nobody can sign in by the directory."))
    left, right = st.columns(2, gap="large")
    with left:
        _adding(viewer, store, units, workers, now)
    with right:
        _taking_away(viewer, store, found)


def _adding(
    viewer: Viewer, store: Store, units: dict[str, str], workers: dict[str, str], now: datetime
) -> None:
    done = once("accounts")
    key = done.key("group")
    with st.form(key, border=False), refusals_shown():
        name = st.text_input(
            _("Name of the group"),
            key=f"{key}_name",
            autocomplete="off",
            help=_("As the directory tells it; capitals count."),
        )
        post = post_fields(key, None, units, workers)
        number = st.number_input(_("Precedence (0 for none)"), 0, 9999, 0, key=f"{key}_number")
        st.caption(_("Every change signs out everybody who came by the directory."))
        if st.form_submit_button(_("Add the group")):
            count = map_group(viewer, store, name, post, now, int(number) or None)
            said = _(
                "The group {name} is added; sessions that ended: {count}.", name=name, count=count
            )
            done.done(said)


def _taking_away(viewer: Viewer, store: Store, found: list[DirectoryGroup]) -> None:
    done = once("accounts")
    with refusals_shown():
        name = st.selectbox(_("Group"), [one.name for one in found], key=done.key("group_gone"))
        if name and st.button(_("Take the group away"), key=done.key("group_go")):
            count = unmap_group(viewer, store, name)
            done.done(
                _(
                    "The group {name} is taken away; sessions that ended: {count}.",
                    name=name,
                    count=count,
                )
            )


def _table(found: list[DirectoryGroup], units: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Group"): [one.name for one in found],
            _("Role"): [_(ROLE_TERMS[Role(one.role)]) for one in found],
            _("Part of the district"): [
                units.get(one.scope, one.scope) if one.scope else _("the whole district")
                for one in found
            ],
            _("Grid worker"): [_worker(one) for one in found],
            _("Precedence"): [str(one.precedence or "–") for one in found],
        }
    )


def _worker(group: DirectoryGroup) -> str:
    if group.role != Role.WORKER.value:
        return "–"
    return group.worker or _("as the directory tells")
