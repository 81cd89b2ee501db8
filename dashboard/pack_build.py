"""A new pack: period and part chosen once, one button, and how far it is."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from casework.access import Viewer
from casework.period import Period
from casework.sentence import Term
from dashboard.address import keep
from dashboard.area_choice import choose_area
from dashboard.i18n import _, language
from dashboard.messages import plain
from dashboard.once import once
from dashboard.pack_inks import PackInks
from dashboard.period_choice import choose_period
from dashboard.present_page import present_html
from data.settings_store import office_zone
from data.store import Store
from service.figure_list import figure_units
from service.packs.building import build_pack
from service.packs.composing import PackAsk
from service.packs.words import Words


def build_part(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the choice of a period and a part, and build the pack when asked: last month's else."""
    with store.read() as conn:
        today = now.astimezone(office_zone(conn)).date()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="pack_head"):
        with st.container(width="content"):
            last_month = Period.holding(today).previous()
            period = choose_period(viewer, store, today, "pack_period", last_month)
        with st.container(width="content"):
            area = choose_area(viewer, store, today)
        unit = _unit(viewer, store)
        once_only = once("pack")
        is_asked = st.button(_("Build the pack"), type="primary", key=once_only.key("build"))
    if is_asked:
        bar = st.progress(0.0, _("The pack is being built …"))

        def tell(share: float, what: Words) -> None:
            bar.progress(share, plain(_("Being made: {what}", what=what.told(language()))))

        code = build_pack(viewer, store, PackAsk(period, area, unit), now, PackInks(), tell)
        # Drawn once here, where one waits for it, and shown at once below.
        tell(1.0, Words.of(Term("Slides and comments")))
        present_html(viewer, store, code, language(), None, now)
        bar.empty()
        keep("pack", code)
        keep("part", None)
        once_only.done(_("The pack {code} is frozen.", code=code))


def _unit(viewer: Viewer, store: Store) -> str | None:
    names = {"": _("All units"), **figure_units(viewer, store)}
    picked = st.selectbox(
        _("Owner unit"), list(names), format_func=names.get, key="pack_unit", width=200
    )
    return picked or None
