"""The screens and the addresses for programs, on one port.

The server imports this file for `app`; each visitor's session runs it again for `main`.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from casework.access import Viewer
from routes.fence import Fence
from routes.headers import SafeHeaders
from routes.log_lines import keep_log
from routes.observed import Observed
from routes.operation import operation_routes
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
# What the browser sends to see a page without having changed anything in it.
_EMPTY_RUN = BackMsg(rerun_script=ClientState()).SerializeToString()


def main() -> None:
    """Show the page the address names."""
    # Imported here, in a session: a component declared before the server runs is never found.
    from dashboard.account_bar import account_bar, ask_to_sign_in
    from dashboard.address import going_along
    from dashboard.allowed import refuse_page
    from dashboard.downloads import hide_raw_downloads
    from dashboard.heading import PAGE_ICON, district_heading
    from dashboard.i18n import _, language_switch
    from dashboard.refusals import refusals_shown
    from dashboard.session import asker, forget_others
    from data.store import open_store

    st.set_page_config(page_title=_("Gege grid service"), page_icon=PAGE_ICON, layout="wide")
    found = asker()
    forget_others(found)
    # Always by callables: a file of the folder pages/ must never run by itself.
    # An address never equals the name of a file there.
    chosen = st.navigation(_sections(found.viewer), position="top")
    if found.viewer is None:
        ask_to_sign_in(found)
        st.stop()
    with refusals_shown():
        district_heading(found.viewer, open_store())
    if not refuse_page(found.viewer, chosen.url_path):
        with going_along(chosen.url_path, _OF_A_PERIOD):
            chosen.run()
    hide_raw_downloads()
    with st.sidebar:
        account_bar(found)
        language_switch()


def _sections(viewer: Viewer | None) -> dict[str, list[st.Page]]:
    """Return the pages under the headings of the menu."""
    from dashboard.i18n import _

    return {
        "": _first(viewer),
        _("Situation"): _situation(viewer),
        _("Cases and clocks"): _cases(viewer),
        _("Who covers what"): _coverage(viewer),
        _("Visits and rounds"): _visits(viewer),
        _("Meetings"): _meetings(viewer),
        _("Data"): _data(viewer),
    }


def _first(viewer: Viewer | None) -> list[st.Page]:
    from dashboard.allowed import page_for
    from dashboard.i18n import _
    from pages import home, overview

    return [
        page_for(viewer, home.render, _("Map")),
        page_for(viewer, overview.render, _("Overview"), "glance"),
    ]


def _situation(viewer: Viewer | None) -> list[st.Page]:
    from dashboard.allowed import page_for
    from dashboard.i18n import _
    from pages import comparison, heat, registry, units, voices

    return [
        page_for(viewer, heat.render, _("Heat and hot spots"), "where-gathered"),
        page_for(viewer, comparison.render, _("Then and now"), "then-and-now"),
        page_for(viewer, units.render, _("Units"), "by-unit"),
        page_for(viewer, voices.render, _("What people told us"), "what-people-say"),
        page_for(viewer, registry.render, _("Figures"), "figure-registry"),
    ]


def _cases(viewer: Viewer | None) -> list[st.Page]:
    from dashboard.allowed import page_for
    from dashboard.i18n import _
    from pages import cases, deadlines, new_case, receipt, supervision

    return [
        page_for(viewer, cases.render, _("Cases"), "case-list"),
        page_for(viewer, new_case.render, _("New case"), "case-new"),
        page_for(viewer, deadlines.render, _("Deadlines"), "due"),
        page_for(viewer, supervision.render, _("Supervision"), "watch-list"),
        page_for(viewer, receipt.render, _("Receipt look-up"), "receipt-look-up"),
    ]


def _coverage(viewer: Viewer | None) -> list[st.Page]:
    from dashboard.allowed import page_for
    from dashboard.i18n import _
    from pages import coverage, reorganise, roster

    return [
        page_for(viewer, coverage.render, _("Coverage"), "who-covers"),
        page_for(viewer, roster.render, _("Roster"), "duty-roster"),
        page_for(viewer, reorganise.render, _("Reorganise"), "new-map"),
    ]


def _visits(viewer: Viewer | None) -> list[st.Page]:
    from dashboard.allowed import page_for
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
        page_for(viewer, my_day.render, _("My day"), "my-day"),
        page_for(viewer, visits.render, _("Home visits"), "home-visits"),
        page_for(viewer, campaigns.render, _("Campaigns"), "campaign-progress"),
        page_for(viewer, sessions.render, _("Contact points"), "contact-calendar"),
        page_for(viewer, oversight.render, _("Oversight"), "township-oversight"),
        page_for(viewer, rounds.render, _("Rounds"), "round-points"),
        page_for(viewer, spot_checks.render, _("Spot checks"), "checks-drawn"),
        page_for(viewer, emergency.render, _("Emergency area"), "emergency-area"),
        page_for(viewer, places.render, _("Service points"), "points-near"),
    ]


def _meetings(viewer: Viewer | None) -> list[st.Page]:
    from dashboard.allowed import page_for
    from dashboard.i18n import _
    from pages import bulletins, meetings, packs, promises

    return [
        page_for(viewer, packs.render, _("Meeting pack"), "review-pack"),
        page_for(viewer, meetings.render, _("Meetings and decisions"), "meeting-book"),
        page_for(viewer, promises.render, _("Promises and public works"), "promise-ledger"),
        page_for(viewer, bulletins.render, _("Bulletins"), "bulletin-file"),
    ]


def _data(viewer: Viewer | None) -> list[st.Page]:
    from dashboard.allowed import page_for
    from dashboard.i18n import _
    from pages import access_log, accounts, intake, my_account, privacy, quality

    return [
        page_for(viewer, intake.render, _("Import"), "file-import"),
        page_for(viewer, quality.render, _("Data quality"), "map-audit"),
        page_for(viewer, access_log.render, _("Access log"), "access-log"),
        page_for(viewer, accounts.render, _("Accounts"), "account-list"),
        page_for(viewer, privacy.render, _("Privacy"), "privacy-kept"),
        page_for(viewer, my_account.render, _("My account"), "my-account"),
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
    keep_log()
    _base_path = st.get_option("server.baseUrlPath") or ""
    _shell = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    _table = [*operation_routes(), *routes(_base_path)]
    app = st.App(
        __file__,
        routes=_table,
        middleware=[
            Middleware(Observed, table=_table),
            Middleware(SafeHeaders, shell=_shell, base_path=_base_path),
            Middleware(Fence, base_path=_base_path, empty_run=_EMPTY_RUN),
        ],
        lifespan=_lifespan,
    )
