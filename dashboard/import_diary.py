"""The diary of imports, and taking one back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from casework.access import Viewer
from dashboard.i18n import _
from dashboard.markup import heading
from dashboard.messages import plain
from dashboard.refusals import refusals_shown
from dashboard.when import local_times, zone_word
from dashboard.wizard_words import kind_word
from data.store import Store
from service.clock import now
from service.intake.acts import imports_so_far
from service.intake.options import Kind
from service.intake.undo import undo_import

_CONFIRMING, _UNDONE = "undo_confirming", "undo_done"


def import_diary(viewer: Viewer, store: Store, zone: str) -> None:
    """Show what came in so far; one that nothing was built on can be taken back."""
    heading(_("Imports so far"))
    _say_undone()
    diary = imports_so_far(viewer, store)
    if diary.empty:
        st.caption(_("Nothing was imported yet."))
        return
    st.dataframe(_shown(diary, zone), hide_index=True, key="import_diary")
    _undo(viewer, store, diary)


def _undo(viewer: Viewer, store: Store, diary: pd.DataFrame) -> None:
    standing = diary[diary["undone_at"].isna()]
    if standing.empty:
        return
    names = {
        int(row["id"]): f"{row['id']} · {kind_word(Kind(row['kind']))} · {row['file_name']}"
        for _place, row in standing.iterrows()
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            _("Take an import back"),
            [None, *names],
            format_func=lambda one: names.get(one) or _("Choose an import"),
            key="undo_number",
        )
        if st.button(_("Take back…"), disabled=number is None, key="undo_ask"):
            st.session_state[_CONFIRMING] = number
    if number is not None and st.session_state.get(_CONFIRMING) == number:
        _confirm(viewer, store, number, names[number])


def _confirm(viewer: Viewer, store: Store, number: int, name: str) -> None:
    st.warning(
        plain(
            _(
                "Import {name} will be taken back: what it added goes, what it changed is put back"
                " as it was. Really?",
                name=name,
            )
        ),
    )
    with st.container(horizontal=True):
        if st.button(_("Yes, take it back"), type="primary", key="undo_yes"):
            with refusals_shown():
                st.session_state[_UNDONE] = (name, undo_import(viewer, store, number, now()))
                st.session_state.pop(_CONFIRMING)
                st.rerun()
        if st.button(_("No, keep it"), key="undo_no"):
            st.session_state.pop(_CONFIRMING)
            st.rerun()


def _say_undone() -> None:
    if _UNDONE in st.session_state:
        name, counts = st.session_state.pop(_UNDONE)
        rows = f"{sum(counts.values()):,}"
        said = _(
            "Import {name} was taken back: {rows} rows removed or put back.", name=name, rows=rows
        )
        st.success(plain(said))


def _shown(diary: pd.DataFrame, zone: str) -> pd.DataFrame:
    times = {name: pd.to_datetime(diary[name], utc=True) for name in ("imported_at", "undone_at")}
    undone = local_times(times["undone_at"], zone)
    return pd.DataFrame(
        {
            _("Import"): diary["id"].astype(str),
            _("Kind"): [kind_word(Kind(one)) for one in diary["kind"]],
            _("File"): diary["file_name"],
            _("By"): diary["imported_by"],
            _("When ({zone})", zone=zone_word(zone)): local_times(times["imported_at"], zone),
            _("Rows"): diary["row_count"],
            _("Rows taken in"): diary["accepted"],
            _("Refused"): diary["refused"],
            _("State"): [
                "● " + _("stands")
                if not isinstance(one, str)
                else "○ " + _("taken back {when}", when=one)
                for one in undone
            ],
        }
    )
