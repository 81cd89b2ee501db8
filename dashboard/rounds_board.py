"""Rounds on a page: what waits for a check, the map, the form, what failed, figures of a period."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Viewer
from dashboard.address import asked, keep
from dashboard.area_choice import choose_area
from dashboard.i18n import _
from dashboard.markup import figures, page_title, show
from dashboard.once import once
from dashboard.refusals import refusals_shown
from dashboard.rounds_due import due_part
from dashboard.rounds_failed import failed_part
from dashboard.rounds_figures import figures_part
from dashboard.rounds_words import STYLE
from dashboard.share_words import of
from data.store import Store
from service.rounds.due import points_due
from service.rounds.failed import failed_open
from service.rounds.points import places_seen
from service.settings import settings_now

_PARTS: Final = ("due", "failed", "figures")


def rounds_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the page for the part of the district in the address."""
    show(STYLE)
    page_title(_("Rounds"))
    zone = ZoneInfo(str(settings_now(viewer, store)["time_zone"]))
    today = now.astimezone(zone).date()
    once("rounds").tell()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        area = choose_area(viewer, store, today)
        part = _part()
    points = places_seen(viewer, store, "round", today, area)
    if points.empty:
        st.info(
            _("No point of a round is in use here: bring points in on the page of service points.")
        )
        return
    due = points_due(viewer, store, today, area=area)
    failed = failed_open(viewer, store, today, area)
    _heads(len(points), due["is_overdue"].sum(), len(due), len(failed))
    with refusals_shown():
        if part == "due":
            due_part(viewer, store, points, due, today, now, area)
        elif part == "failed":
            failed_part(viewer, store, failed, today, now)
        else:
            figures_part(viewer, store, today, area)


def _heads(points: int, late: int, due: int, failed: int) -> None:
    show(
        figures(
            [
                (_("points waiting for a check, of all"), of(due, points)),
                (_("of them overdue"), of(int(late), due)),
                (_("failed and not yet put right"), f"{failed:,}"),
            ]
        )
    )


def _part() -> str:
    words = {
        "due": _("To check"),
        "failed": _("Failed"),
        "figures": _("Over a period"),
    }
    said = asked("part")
    st.session_state["rounds_part"] = said if said in _PARTS else "due"
    chosen = st.segmented_control(
        _("Part"),
        list(_PARTS),
        format_func=words.get,
        key="rounds_part",
        required=True,
        label_visibility="collapsed",
        on_change=_keep,
    )
    return str(chosen or "due")


def _keep() -> None:
    value = st.session_state["rounds_part"]
    keep("part", None if value == "due" else value)
