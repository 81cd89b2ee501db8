"""An area in which everybody has to be reached at once."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.address import asked, keep
from dashboard.downloads import hide_raw_downloads
from dashboard.emergency_area import new_area, take_drawn
from dashboard.emergency_lists import lists_part
from dashboard.emergency_live import close_part, live_part, paper_part
from dashboard.emergency_map import emergency_map
from dashboard.emergency_state import sketch_now
from dashboard.i18n import _
from dashboard.markup import Markup, page_title, show
from dashboard.once import once
from dashboard.refusals import refusals_shown
from data.store import Store
from service.emergency.lines import emergencies_of
from service.emergency.progress import progress
from service.map_summary import map_summary
from service.settings import settings_now

_NEW: Final = ""
_STYLE: Final = Markup("""<style>
@media(min-width:1200px){
.st-key-emergency_aside{max-height:max(calc(100dvh - 190px),420px);overflow-y:auto}
.st-key-emergency_body>div>[data-testid=stHorizontalBlock]{flex-wrap:nowrap}
.st-key-emergency_body>div>[data-testid=stHorizontalBlock]>[data-testid=stColumn]:last-child{
flex:0 0 600px;min-width:600px}}
@media(max-width:1199px){.st-key-emergency_body [data-testid=stColumn]{min-width:100%}}
</style>""")


def emergency_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the page."""
    today = now.astimezone(ZoneInfo(str(settings_now(viewer, store)["time_zone"]))).date()
    summary = map_summary(viewer, store, today)
    if summary.is_empty:
        page_title(_("Emergency area"))
        st.info(_("There are no grids yet: bring the district's files in on the import page."))
        return
    show(_STYLE)
    hide_raw_downloads()
    once("emergency").tell()
    known = emergencies_of(viewer, store)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        page_title(_("Emergency area"))
        code = _chosen(viewer, known)
    sketch = sketch_now()
    take_drawn(sketch)
    row = known.set_index("code").loc[code] if code else None
    is_open = row is not None and pd.isna(row["closed_at"])
    shape = sketch.shape if row is None else row["shape"]
    with st.container(key="emergency_body"):
        left, right = st.columns([5, 3])
        with left:
            emergency_map(viewer, store, summary, today, shape, code or None)
        with right, st.container(key="emergency_aside"), refusals_shown():
            if not code:
                new_area(viewer, store, sketch, now, today)
            else:
                live_part(viewer, store, code)
    if code and is_open:
        with refusals_shown():
            paper_part(viewer, store, code)
            lists_part(viewer, store, progress(viewer, store, code))
            close_part(viewer, store, code, now)


def _chosen(viewer: Viewer, known: pd.DataFrame) -> str:
    names = {
        row.code: f"{row.code} {row.name_said}" if pd.isna(row.closed_at) else
        _("{code} {name} (closed)", code=row.code, name=row.name_said)
        for row in known.rename(columns={"name": "name_said"}).itertuples()
    }  # fmt: skip
    if may(viewer, Action.OPEN_EMERGENCY) or not names:
        names = {_NEW: _("A new area")} | names
    found = asked("emergency") or ""
    value = found if found in names else next(iter(names))
    if st.session_state.get("emergency_code") != value:
        st.session_state["emergency_code"] = value
    return str(
        st.selectbox(
            _("Emergency"),
            list(names),
            format_func=names.__getitem__,
            key="emergency_code",
            on_change=lambda: keep("emergency", st.session_state["emergency_code"]),
            label_visibility="collapsed",
            width=420,
        )
    )
