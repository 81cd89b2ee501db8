"""How far an emergency is, renewed by itself: figures, grids, lists; and what is done with it."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.downloads import download_table
from dashboard.emergency_lists import list_words
from dashboard.i18n import _, language
from dashboard.map_links import PREFIX
from dashboard.markup import figures, heading, show, tag
from dashboard.once import once
from dashboard.refusals import refusals_shown
from data.store import Store
from service.emergency.export import call_list
from service.emergency.opening import close_emergency
from service.emergency.progress import Progress, progress

_EVERY = "4s"


def live_part(viewer: Viewer, store: Store, code: str) -> None:
    """Show how far it is; while it is open the figures are asked for every few seconds."""
    found = progress(viewer, store, code)
    heading(found.name)
    if found.closed_at is None:
        _renewed(viewer, store, code)
    else:
        _figures(found)


@st.fragment(run_every=_EVERY)
def _renewed(viewer: Viewer, store: Store, code: str) -> None:
    with refusals_shown():
        _figures(progress(viewer, store, code))


def _figures(found: Progress) -> None:
    totals = found.totals
    show(
        figures(
            [
                (_("looked after, of all"), f"{found.reached:,} / {totals['households']:,}"),
                (_("confirmed"), f"{totals['confirmed']:,}"),
                (_("nobody there"), f"{totals['nobody_there']:,}"),
                (_("need help"), f"{totals['needs_help']:,}"),
                (_("not yet reached"), f"{totals['open']:,}"),
            ]
        ),
        tag("p", _state_of(found), kind="quiet"),
    )
    if len(found.lists):
        st.dataframe(_lists(found), hide_index=True, width="stretch")
    grids, by = found.grids, _("Grid")
    names = [name or _("in no grid or together") for name in grids["name"]]
    st.dataframe(_counted(grids, by, names), hide_index=True, width="stretch")


def _state_of(found: Progress) -> str:
    lived = f"{found.totals['occupied']:,}"
    if found.closed_at is None:
        return _(
            "{code}; {occupied} of the households are lived in.", code=found.code, occupied=lived
        )
    return _(
        "{code}, closed on {day:%Y-%m-%d}. The list of households was taken away; its totals stay.",
        code=found.code,
        day=found.closed_at,
    )


def _lists(found: Progress) -> pd.DataFrame:
    words = [list_words(row.worker_code, row.worker_name) for row in found.lists.itertuples()]
    table = _counted(found.lists, _("List of"), words)
    return table.assign(**{_("Backup"): [one or "–" for one in found.lists["backup_names"]]})


def _counted(frame: pd.DataFrame, head: str, names: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            head: names,
            _("Households"): frame["households"],
            _("Confirmed"): frame["confirmed"],
            _("Nobody there"): frame["nobody_there"],
            _("Need help"): frame["needs_help"],
            _("Not yet"): frame["open"],
        }
    )


def paper_part(viewer: Viewer, store: Store, code: str) -> None:
    """Show what gives the lists on paper and as files, for whoever may see them."""
    if not may(viewer, Action.VIEW_HOMES):
        return
    asked = urlencode({"lang": language()})
    with st.container(horizontal=True):
        st.link_button(_("Lists to print"), f"{PREFIX}/emergency-sheet/{code}?{asked}")
        st.link_button(
            _("The same as a file to carry"), f"{PREFIX}/emergency-sheet/{code}?{asked}&save=1"
        )
    if may(viewer, Action.EXPORT):
        download_table(call_list(viewer, store, code), f"emergency-{code}", key="emergency_list")


def close_part(viewer: Viewer, store: Store, code: str, now: datetime) -> None:
    """Show how an emergency is closed, for whoever may."""
    if not may(viewer, Action.OPEN_EMERGENCY):
        return
    form = once("emergency")
    with st.expander(_("Close this emergency")), refusals_shown():
        totals = progress(viewer, store, code).totals
        show(
            tag(
                "p",
                _(
                    "{open} households are not yet reached and {help} need help. Closing takes the"
                    " list of households away for good; only totals stay.",
                    open=f"{totals['open']:,}",
                    help=f"{totals['needs_help']:,}",
                ),
            )
        )
        with st.form(form.key("close")):
            is_sure = st.checkbox(_("Everybody who has to be looked after is known elsewhere"))
            is_sent = st.form_submit_button(_("Close it"))
        if is_sent and not is_sure:
            st.warning(_("Nothing was closed: tick the box first."))
        elif is_sent:
            close_emergency(viewer, store, code, now)
            form.done(_("{code} is closed.", code=code))
