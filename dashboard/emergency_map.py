"""The map of the page of emergencies: an area is drawn, or what is confirmed is shown."""

from __future__ import annotations

from datetime import date

from shapely.geometry.base import BaseGeometry

from casework.access import Action, Viewer, may
from dashboard.emergency_inks import STATE_INKS
from dashboard.emergency_state import KEY, rings_of
from dashboard.heat_palette import css
from dashboard.i18n import _
from dashboard.map_config import map_config
from dashboard.map_panel import draw_map
from data.store import Store
from service.emergency.lines import STATE_TERMS
from service.map_filter import CaseFilter
from service.map_summary import MapSummary


def emergency_map(
    viewer: Viewer,
    store: Store,
    summary: MapSummary,
    on: date,
    shape: BaseGeometry | None,
    code: str | None,
) -> None:
    """Draw the map.

    Parameters
    ----------
    shape
        The area that is shown; None for none.
    code
        Of an open emergency, whose households are shown by state; None while an area is drawn.
    """
    inks = {
        theme: {state: css((*ink, 255)) for state, ink in of.items()}
        for theme, of in STATE_INKS.items()
    }
    may_see = bool(may(viewer, Action.VIEW_HOMES))
    more: dict[str, object] = {
        "shows": "bg" if code else "bgh",
        "emergency": {
            "code": code if may_see else None,
            "draws": code is None and bool(may(viewer, Action.OPEN_EMERGENCY)),
            "rings": rings_of(shape),
            "inks": inks,
            "states": {state: _(term) for state, term in STATE_TERMS.items()},
            "texts": {
                "draw": _("Draw an area"),
                "finish": _("Close the area"),
                "back": _("Last corner back"),
                "stop": _("Stop"),
                "hint": _("Draw an area corner by corner around the place."),
                "hint_drawing": _(
                    "Click each corner; a click on the first one, or Enter, closes the area."
                ),
            },
        },
    }
    if code:
        more["measures"] = {
            "reached": {
                "title": _("Looked after"),
                "unit": "",
                "none": _("Outside the area"),
                "address": "layers/emergency.json",
                "query": f"code={code}",
            }
        }
        more["first_measure"] = "reached"
    else:
        more["first_measure"] = "households"
    config = map_config(viewer, store, summary, CaseFilter(zone=summary.zone), on, more=more)
    if shape is not None and code:
        config["bounds"] = list(shape.bounds)
    # Each has its own frame: what grids are coloured by is another one for each.
    draw_map(config, key=f"{KEY}_{code}" if code else KEY, height="max(calc(100dvh - 190px),420px)")
