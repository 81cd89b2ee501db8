"""The overview on a page: what is late and where, what moves, and the way down to each grid."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Viewer
from dashboard.address import asked
from dashboard.area_choice import PARAMETER, choose_area
from dashboard.i18n import _, language
from dashboard.map_links import PREFIX
from dashboard.markup import heading, pairs, show, tag
from dashboard.overview_cards import overview_cards
from dashboard.overview_late import late_list
from dashboard.overview_map import follow_click, overview_map
from dashboard.overview_style import STYLE
from dashboard.overview_table import place_table
from dashboard.overview_words import whole
from dashboard.period_choice import choose_period, period_link
from dashboard.when import local_time
from data.store import Store
from service.overview.answering import Answering
from service.overview.glance import Overview, overview
from service.settings import settings_now

# As high as three rows of cards on a wide screen.
_MAP_HEIGHT: Final = "max(31rem, 50vh)"


def overview_board(viewer: Viewer, store: Store, now: datetime) -> None:
    """Show the overview of the area and the period that the address names."""
    # Figures are of the minute: whoever clicks through a minute asks for each once.
    now = now.replace(second=0, microsecond=0)
    zone = str(settings_now(viewer, store)["time_zone"])
    today = now.astimezone(ZoneInfo(zone)).date()
    follow_click(viewer, store, asked(PARAMETER), today)
    show(STYLE)
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="bottom",
        key="overview_top",
    ):
        area = choose_area(viewer, store, today)
        with st.container(
            horizontal=True, width="content", vertical_alignment="bottom", key="overview_when"
        ):
            period = choose_period(viewer, store, today, "overview")
            shown = overview(viewer, store, period, area, now)
            st.link_button(_("Slide"), slide_address(shown))
    _told(shown, zone)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        overview_cards(shown)
    with right:
        overview_map(viewer, store, shown, today, _MAP_HEIGHT)
    left, right = st.columns([6, 5], gap="medium")
    with left:
        if shown.answering is not None:
            _answering(shown.answering, str(shown.area))
        place_table(shown)
    with right:
        late_list(shown)


def slide_address(shown: Overview) -> str:
    """Return where the same overview is one page for a projector."""
    said = {"period": period_link(shown.period), "area": shown.area, "lang": language()}
    known = {name: value for name, value in said.items() if value}
    return f"{PREFIX}/slides/overview.html?{urlencode(known)}"


def _told(shown: Overview, zone: str) -> None:
    moment = _("As of {moment}.", moment=local_time(shown.as_of, zone))
    show(tag("p", whole(shown.sentences), " ", tag("span", moment, kind="quiet"), kind="told"))


def _answering(found: Answering, grid: str) -> None:
    heading(_("Who answers here"))
    rows = [
        (_("Grid worker"), found.worker or _("Nobody is posted")),
        (_("Telephone"), found.phone or "–"),
        (_("Backup"), found.backup or "–"),
    ]
    show(pairs(rows), tag("p", _(found.reason), kind="quiet"))
    asked_for = urlencode({"grid": grid, "status": "open", "lang": language()})
    st.link_button(_("Open cases of this grid"), f"case-list?{asked_for}")
