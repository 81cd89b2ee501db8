"""The small control of the heat surface: which cases, which bandwidth, per what."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from dashboard.i18n import _
from service.heat.ask import LEAST_BANDWIDTH_M, MOST_BANDWIDTH_M, HeatAsk, HeatWhat
from service.map_filter import CaseFilter

_USUAL_M = 300


def choose_heat(wanted: CaseFilter, key: str) -> HeatAsk:
    """Draw the control and return what is asked for.

    Parameters
    ----------
    wanted
        Area, category and period; the control adds the rest.
    key
        Fixed for a page.
    """
    names: dict[HeatWhat, str] = {
        "open": _("Open cases"),
        "overdue": _("Overdue cases"),
        "new": _("New cases"),
        "closed": _("Closed cases"),
    }
    columns = st.columns([3, 2, 3], vertical_alignment="bottom")
    what = columns[0].selectbox(_("Cases"), list(names), format_func=names.get, key=f"{key}_what")
    per = columns[1].selectbox(
        _("Per"),
        ["km2", "households"],
        format_func={"km2": _("km²"), "households": _("1,000 households")}.get,
        key=f"{key}_per",
    )
    return HeatAsk(what or "open", wanted, _bandwidth(columns[2], key), per == "households")


def _bandwidth(column: st.delta_generator.DeltaGenerator, key: str) -> float | None:
    with column.container(horizontal=True, vertical_alignment="bottom"):
        is_automatic = st.toggle(
            _("Bandwidth chosen from the cases"),
            value=True,
            key=f"{key}_automatic",
            help=_(
                "The bandwidth is how far each case reaches. Small ones show single clusters,"
                " large ones the wide picture."
            ),
        )
        if is_automatic:
            return None
        metres = st.number_input(
            _("Bandwidth in metres"),
            min_value=int(LEAST_BANDWIDTH_M),
            max_value=int(MOST_BANDWIDTH_M),
            value=_USUAL_M,
            step=50,
            key=f"{key}_metres",
        )
    return float(metres)


def heat_config(ask: HeatAsk) -> dict[str, object]:
    """Return ``heat`` of the map's configuration: the query of the surface's routes."""
    wanted = ask.wanted
    parts = {
        "what": ask.what,
        "per": "households" if ask.per_households else None,
        "bandwidth": f"{ask.bandwidth_m:g}" if ask.bandwidth_m else None,
        "area": wanted.area,
        "category": wanted.category,
        "from": wanted.reported_from and wanted.reported_from.isoformat(),
        "to": wanted.reported_to and wanted.reported_to.isoformat(),
        "zone": wanted.zone,
        "on": ask.on and ask.on.isoformat(),
    }
    return {"query": urlencode({name: value for name, value in parts.items() if value})}
