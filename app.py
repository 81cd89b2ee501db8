"""The screens and the addresses for programs, on one port.

The server imports this file for `app`; each visitor's session runs it again for `main`.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from routes.table import routes
from service.warm_up import warm_up

# The pages on which the same period and part of the district are looked at.
_OF_A_PERIOD = (
    "glance",
    "where-gathered",
    "then-and-now",
    "by-unit",
    "what-people-say",
    "figure-registry",
)
_ICON = Path(__file__).parent / "dashboard" / "map_assets" / "icon.png"


def main() -> None:
    """Show the page the address names."""
    # Imported here, in a session: a component declared before the server runs is never found.
    from casework.access import DEMONSTRATION_COORDINATOR
    from dashboard.address import going_along
    from dashboard.downloads import hide_raw_downloads
    from dashboard.heading import district_heading
    from dashboard.i18n import _, language_switch
    from dashboard.refusals import refusals_shown
    from data.store import open_store

    st.set_page_config(page_title=_("Gege grid service"), page_icon=str(_ICON), layout="wide")
    # Always by callables: a file of the folder pages/ must never run by itself.
    # An address never equals the name of a file there.
    chosen = st.navigation(_sections(), position="top")
    with refusals_shown():
        district_heading(DEMONSTRATION_COORDINATOR, open_store())
    with going_along(chosen.url_path, _OF_A_PERIOD):
        chosen.run()
    hide_raw_downloads()
    with st.sidebar:
        language_switch()


def _sections() -> dict[str, list[st.Page]]:
    """Return the pages under the headings of the menu."""
    from dashboard.i18n import _

    return {
        "": _first(),
        _("Situation"): _situation(),
        _("Cases and clocks"): _cases(),
        _("Who covers what"): _coverage(),
        _("Visits and rounds"): _visits(),
        _("Data"): _data(),
    }


def _first() -> list[st.Page]:
    from dashboard.i18n import _
    from pages import home, overview

    return [
        st.Page(home.render, title=_("Map"), default=True),
        st.Page(overview.render, title=_("Overview"), url_path="glance"),
    ]


def _situation() -> list[st.Page]:
    from dashboard.i18n import _
    from pages import comparison, heat, registry, units, voices

    return [
        st.Page(heat.render, title=_("Heat and hot spots"), url_path="where-gathered"),
        st.Page(comparison.render, title=_("Then and now"), url_path="then-and-now"),
        st.Page(units.render, title=_("Units"), url_path="by-unit"),
        st.Page(voices.render, title=_("What people told us"), url_path="what-people-say"),
        st.Page(registry.render, title=_("Figures"), url_path="figure-registry"),
    ]


def _cases() -> list[st.Page]:
    from dashboard.i18n import _
    from pages import cases, deadlines, new_case, receipt, supervision

    return [
        st.Page(cases.render, title=_("Cases"), url_path="case-list"),
        st.Page(new_case.render, title=_("New case"), url_path="case-new"),
        st.Page(deadlines.render, title=_("Deadlines"), url_path="due"),
        st.Page(supervision.render, title=_("Supervision"), url_path="watch-list"),
        st.Page(receipt.render, title=_("Receipt look-up"), url_path="receipt-look-up"),
    ]


def _coverage() -> list[st.Page]:
    from dashboard.i18n import _
    from pages import coverage, reorganise, roster

    return [
        st.Page(coverage.render, title=_("Coverage"), url_path="who-covers"),
        st.Page(roster.render, title=_("Roster"), url_path="duty-roster"),
        st.Page(reorganise.render, title=_("Reorganise"), url_path="new-map"),
    ]


def _visits() -> list[st.Page]:
    from dashboard.i18n import _
    from pages import (
        campaigns,
        emergency,
        my_day,
        oversight,
        places,
        rounds,
        sessions,
        spot_checks,
        visits,
    )

    return [
        st.Page(my_day.render, title=_("My day"), url_path="my-day"),
        st.Page(visits.render, title=_("Home visits"), url_path="home-visits"),
        st.Page(campaigns.render, title=_("Campaigns"), url_path="campaign-progress"),
        st.Page(sessions.render, title=_("Contact points"), url_path="contact-calendar"),
        st.Page(oversight.render, title=_("Oversight"), url_path="township-oversight"),
        st.Page(rounds.render, title=_("Rounds"), url_path="round-points"),
        st.Page(spot_checks.render, title=_("Spot checks"), url_path="checks-drawn"),
        st.Page(emergency.render, title=_("Emergency area"), url_path="emergency-area"),
        st.Page(places.render, title=_("Service points"), url_path="points-near"),
    ]


def _data() -> list[st.Page]:
    from dashboard.i18n import _
    from pages import intake, quality

    return [
        st.Page(intake.render, title=_("Import"), url_path="file-import"),
        st.Page(quality.render, title=_("Data quality"), url_path="map-audit"),
    ]


@asynccontextmanager
async def _lifespan(_app: object) -> AsyncIterator[dict[str, object]]:
    threading.Thread(target=warm_up, daemon=True).start()
    yield {}


if get_script_run_ctx(suppress_warning=True) is not None:
    main()
else:
    # The folder pages/ beside this file is no list of pages, from the very first visit on.
    PagesManager.uses_pages_directory = False
    app = st.App(
        __file__, routes=routes(st.get_option("server.baseUrlPath") or ""), lifespan=_lifespan
    )
