"""The map's configuration: words, marks of the layers, the filter, what to fly to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from casework.access import Viewer
from dashboard.i18n import language
from dashboard.legend import measure_texts, shown_states
from dashboard.map_links import FROM_FRAME
from dashboard.map_texts import map_texts
from dashboard.palette import SYMBOLS
from dashboard.time_texts import day_texts
from data.store import Store
from service.clock import DEFAULT_ZONE, now
from service.map_case import case_marks
from service.map_filter import CaseFilter
from service.map_summary import MapSummary, area_bounds
from service.map_time import MapDay


def map_config(
    viewer: Viewer,
    store: Store,
    summary: MapSummary,
    wanted: CaseFilter,
    on: date,
    *,
    selected_case: str | None = None,
    tells_clicks: bool = False,
    picks_place: bool = False,
    picked: tuple[float, float] | None = None,
    day: MapDay | None = None,
    more: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return what the map in the browser is told.

    Parameters
    ----------
    viewer, store, on
        Who looks, at what, on which day.
    summary
        From `service.map_summary.map_summary`.
    wanted
        The filter.
    selected_case
        Number of a case to fly to and mark.
    tells_clicks
        Whether a click on a case is told to Python (and reruns the page).
    picks_place
        Whether a click anywhere, or an address that was searched for, sets a place and is told
        to Python; no card opens then.
    picked
        Longitude and latitude of the place that was set.
    day
        Where another day than today may be looked at; None elsewhere.
    more
        What only this page says: ``measures`` of its own (each ``title, unit, none`` and
        optionally ``address`` and ``query`` of its route), ``first_measure``, ``shows`` (letters
        of the layers shown at first), ``tells_grids`` (a click on a grid is told to Python and
        opens no card), ``heat``, and what its part of the script takes.
    """
    usual = {
        "root": FROM_FRAME,
        "language": language(),
        "theme": st.context.theme.type or "light",
        "texts": map_texts(),
        "measures": measure_texts(wanted.status),
        "states": shown_states(wanted.status),
        "symbols": SYMBOLS,
        "revisions": summary.revisions,
        "has_tiles": summary.has_tiles,
        "time_zone": summary.zone,
        "bounds": list(summary.bounds),
        "area_bounds": area_bounds(viewer, store, wanted.area, on) if wanted.area else None,
        "query": query_of(wanted, day),
        "as_of": day_texts(day) if day else None,
        "selected_case": _case(viewer, store, selected_case),
        "tells_clicks": tells_clicks,
        "picks_place": picks_place,
        "picked": list(picked) if picked else None,
    }
    return usual | dict(more or {})


def query_of(wanted: CaseFilter, day: MapDay | None = None) -> str:
    """Return the filter as the routes read it."""
    parts = {
        "area": wanted.area,
        "category": wanted.category,
        "status": wanted.status,
        "from": wanted.reported_from and wanted.reported_from.isoformat(),
        "to": wanted.reported_to and wanted.reported_to.isoformat(),
        "zone": wanted.zone if wanted.zone != DEFAULT_ZONE else None,
    }
    if day is not None and day.on != day.today:
        parts["on"] = day.on.isoformat()
    if day is not None and day.reading == "today":
        parts["map"] = "today"
    return urlencode({name: value for name, value in parts.items() if value})


def _case(viewer: Viewer, store: Store, code: str | None) -> dict[str, object] | None:
    return case_marks(viewer, store, [code], now()).get(code) if code else None
