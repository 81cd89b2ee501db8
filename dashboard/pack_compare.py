"""A frozen pack beside the records of today."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.downloads import download_table
from dashboard.i18n import _, language
from dashboard.markup import heading
from dashboard.messages import plain
from dashboard.pack_inks import PackInks
from data.store import Store
from service.packs.building import Pack
from service.packs.comparing import Moment, compare_pack
from service.packs.comparison_words import cases_beside, figures_beside, summary
from service.packs.rebuilding import rebuild
from service.settings import settings_now


def compare_part(viewer: Viewer, store: Store, pack: Pack, now: datetime) -> None:
    """Show which figures differ by the records of today, by which cases and why."""
    words = {"then": _("As then, by the records of today"), "now": _("As now")}
    at = st.segmented_control(
        _("Looked at"), list(words), format_func=words.get, default="then", required=True
    )
    st.caption(
        _("What was entered late, corrected, reopened or made void since the pack was built.")
        if at == "then"
        else _("Also what was settled and what fell due since.")
    )
    found = compare_pack(viewer, store, pack.code, cast("Moment", at), now)
    zone = str(settings_now(viewer, store)["time_zone"])
    (st.success if found.is_same else st.warning)(plain(_(summary(found))))
    figures = figures_beside(found, language())
    st.dataframe(figures, hide_index=True, width="stretch", key="pack_figures")
    cases = cases_beside(found, language(), zone)
    if len(cases):
        heading(_("Cases that differ"))
        st.dataframe(cases, hide_index=True, width="stretch", key="pack_cases")
    if may(viewer, Action.EXPORT):
        download_table(cases if len(cases) else figures, f"{pack.code}-{at}", key="pack_compare")
    if may(viewer, Action.PREPARE_PACK) and st.button(_("Build it again and compare every slide")):
        _again(viewer, store, pack)


def _again(viewer: Viewer, store: Store, pack: Pack) -> None:
    again = rebuild(viewer, store, pack.code, PackInks())
    if again.sha256 == pack.sha256:
        st.success(_("Built again: the same check sum, {sum}.", sum=again.sha256[:16]))
        return
    if again.differing:
        titles = {one.key: one.title.told(language()) for one in pack.deck.slides}
        slides = " · ".join(titles.get(key, key) for key in again.differing)
        told = _(
            "Built again: {n} slides differ ({slides}).", n=len(again.differing), slides=slides
        )
        st.warning(plain(told))
    else:
        st.success(_("Built again: every slide tells the same numbers and cases."))
    if again.reworded:
        st.caption(
            _(
                "Only words, layout or pictures differ on {n} slides: another version of the"
                " program made them, or a name was changed.",
                n=len(again.reworded),
            )
        )
