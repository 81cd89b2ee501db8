"""Privacy on a page: what is kept, for how long, and one household or case on request."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from casework.access import Viewer
from dashboard.i18n import _
from dashboard.markup import heading, page_title
from dashboard.messages import plain
from dashboard.once import once
from dashboard.privacy_subject import subject_forms
from dashboard.when import local_time
from data.store import Store
from service.privacy.kept import ACT_TERMS, last_acts, what_is_kept
from service.privacy.keys import key_state
from service.privacy.retaining import Retained, retain
from service.settings import settings_now


def privacy_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show what is kept and for how long, and what can be done on request."""
    page_title(_("Privacy"))
    once("privacy").tell()
    left, right = st.columns(2, gap="large")
    with left:
        heading(_("What is kept"))
        kept = what_is_kept(viewer, store)
        st.dataframe(
            pd.DataFrame(
                {_("What"): [_(what) for what, _n in kept], _("How many"): [n for _w, n in kept]}
            ),
            hide_index=True,
            width="stretch",
        )
        _keys(viewer, store)
        heading(_("How long it is kept"))
        _rules(viewer, store, now)
    with right:
        heading(_("One household or case"))
        subject_forms(viewer, store, now)
    _acts(viewer, store)


def _keys(viewer: Viewer, store: Store) -> None:
    """Say whether contacts can be read; every one is opened, so only when asked."""
    if not st.button(_("Check that every contact can be read"), key="privacy_keys"):
        return
    state = key_state(viewer, store)
    if state.is_good:
        st.success(_("All {count} contacts are sealed and can be read.", count=state.contacts))
        return
    st.error(
        plain(
            _(
                "{unreadable} of {count} contacts cannot be read and {unsealed} are not sealed: put"
                " back the key file, or run manage.py keys new.",
                unreadable=state.unreadable,
                count=state.contacts,
                unsealed=state.unsealed,
            )
        )
    )


def _rules(viewer: Viewer, store: Store, now: datetime) -> None:
    found = retain(viewer, store, now)
    st.dataframe(_table(found), hide_index=True, width="stretch")
    st.caption(_("The days are the setting retention_days. No figure changes."))
    count = sum(one.count for one in found)
    if not count:
        st.caption(_("Nothing is over today."))
        return
    forms = once("privacy")
    is_sure = st.checkbox(_("Take it away for good: {n}", n=count), key=forms.key("sure"))
    if st.button(_("Carry out the rules"), disabled=not is_sure, key=forms.key("retain")):
        done = retain(viewer, store, now, is_dry=False)
        forms.done(_("Taken away: {n}.", n=sum(one.count for one in done)))


def _table(found: tuple[Retained, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            # The figures first: on a narrow screen the sentences push them out of sight.
            _("Days"): ["–" if one.days is None else str(one.days) for one in found],
            _("Over today"): [one.count for one in found],
            _("What"): [_(one.rule.what) for one in found],
        }
    )


def _acts(viewer: Viewer, store: Store) -> None:
    acts = last_acts(viewer, store)
    if not acts:
        return
    zone = str(settings_now(viewer, store)["time_zone"])
    heading(_("What was handed out and erased"))
    st.dataframe(
        pd.DataFrame(
            {
                _("When"): [local_time(one["acted_at"], zone) for one in acts],
                _("What"): [_(ACT_TERMS[one["kind"]]) for one in acts],
                _("Household or case"): [one["code"] or "–" for one in acts],
                _("How many"): [sum(one["counts"].values()) for one in acts],
                _("Reason"): [one["reason"] or "–" for one in acts],
                _("By"): [one["acted_by"] for one in acts],
            }
        ),
        hide_index=True,
        width="stretch",
    )
