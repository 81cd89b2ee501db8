"""A worker's way through the day: the map with the numbered stops, the list, the files."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from casework.access import Viewer
from dashboard.downloads import offer_file
from dashboard.i18n import _, language
from dashboard.map_config import map_config
from dashboard.map_links import PREFIX
from dashboard.map_panel import draw_map
from dashboard.map_texts import map_texts
from dashboard.markup import Markup, joined, show, tag
from dashboard.messages import plain, sentence_of
from data.settings_store import office_zone
from data.store import Store
from service.errors import ServiceError
from service.map_filter import CaseFilter
from service.map_summary import map_summary
from service.route.ask import RouteAsk
from service.route.geojson import route_geojson
from service.route.gpx import route_gpx
from service.route.routing import route_of
from service.route.way import Leg, Route
from service.route.words import KIND_TERMS

_KEY: Final = "route_map"
_SIZES: Final = (10, 20, 40, 80)
_USUAL: Final = RouteAsk()
# On a phone a table of four columns has no room: each stop is a line of its own.
_STYLE: Final = Markup("""<style>
.gg ol.stops{list-style:none;border:0;padding:0;margin:.4rem 0 0}
.gg ol.stops li{display:grid;grid-template-columns:2.3rem 1fr max-content;gap:.1rem .6rem;
 margin:0;padding:.4rem 0;border-top:1px solid color-mix(in srgb,currentColor 16%,transparent)}
.gg ol.stops li::before{content:none}
.gg ol.stops .no{grid-row:span 2;text-align:center;align-self:start;
 border:1.5px solid currentColor;border-radius:1rem;line-height:1.5;
 font-variant-numeric:tabular-nums}
.gg ol.stops .no.late{border-width:2.5px;border-color:#c8401c}
.gg ol.stops .said{grid-column:2/-1}
</style>""")


def route_panel(viewer: Viewer, store: Store, worker_code: str, now: datetime) -> None:
    """Show the order of a worker's stops of today: what is said of it, map, list, files.

    Raises
    ------
    CaseworkError
        When the viewer may not see households to visit.
    """
    with store.read() as conn:
        on = now.astimezone(office_zone(conn)).date()
    ask = _asked()
    try:
        route = route_of(viewer, store, worker_code, on, now, ask)
    except ServiceError as error:
        st.warning(plain(sentence_of(error)))
        return
    first, *rest = route.sentences
    show(tag("p", _(first)))
    if not route.stops:
        return
    _map(viewer, store, route)
    with st.expander(_("How this way was found")):
        show(*(tag("p", _(one)) for one in rest))
    _files(route, ask)
    show(_STYLE, tag("ol", *_list(route), kind="stops"))


def _asked() -> RouteAsk:
    with st.container(horizontal=True, vertical_alignment="bottom", key="route_asked"):
        limit = st.selectbox(
            _("Stops at most"),
            _SIZES,
            index=_SIZES.index(_USUAL.limit),
            key="route_limit",
            width=160,
        )
        is_round = st.toggle(_("Back to the start"), key="route_round")
    return RouteAsk(limit=limit or _USUAL.limit, round_trip=is_round)


def _map(viewer: Viewer, store: Store, route: Route) -> None:
    summary = map_summary(viewer, store, route.on)
    told = route_geojson(route, language())
    more = {
        "shows": "b",
        "texts": map_texts() | _texts(),
        "route": {"features": told["features"], "bounds": _bounds(route)},
    }
    wanted = CaseFilter(area=None, status="open", zone=summary.zone)
    config = map_config(viewer, store, summary, wanted, route.on, more=more)
    draw_map(config, _KEY, height="min(58vh, 560px)")


def _bounds(route: Route) -> list[float]:
    lons = [lon for leg in route.legs for lon in leg.path[:, 0].tolist()]
    lats = [lat for leg in route.legs for lat in leg.path[:, 1].tolist()]
    return [min(lons), min(lats), max(lons), max(lats)]


def _texts() -> dict[str, str]:
    return {
        "route_start": _("Start"),
        "route_stop": _("Stops, in this order"),
        "route_late": _("Something overdue is among them"),
        "route_way": _("Way along the streets"),
        "route_straight": _("As the crow flies: longer on foot"),
    }


def _files(route: Route, ask: RouteAsk) -> None:
    query = {
        "worker": route.worker_code,
        "on": route.on.isoformat(),
        "limit": ask.limit,
        "round": "yes" if ask.round_trip else "no",
        "lang": language(),
    }
    with st.container(horizontal=True):
        st.link_button(_("List with map, to print"), f"{PREFIX}/route-sheet?{urlencode(query)}")
        offer_file(
            _("GPX for navigation"),
            lambda: route_gpx(route, language()),
            file_name=f"{route.worker_code}-{route.on}.gpx",
            mime="application/gpx+xml",
            key="route_gpx",
            kind="route",
            code=route.worker_code,
        )


def _list(route: Route) -> list[Markup]:
    pairs = zip(route.stops, route.legs, strict=False)
    return [
        tag(
            "li",
            tag("span", str(number), kind="no late" if stop.urgency == 0 else "no"),
            tag("b", stop.title),
            tag("span", _metres(leg), kind="n"),
            tag(
                "span",
                joined(_(KIND_TERMS[stop.kind]), ": ", _(stop.why), *_detail(stop.detail)),
                kind="said quiet",
            ),
        )
        for number, (stop, leg) in enumerate(pairs, 1)
    ]


def _detail(detail: str) -> tuple[str, ...]:
    return (" · ", detail) if detail else ()


def _metres(leg: Leg) -> str:
    said = _("{n} m", n=f"{leg.length_m:,.0f}")
    return said if leg.is_street else _("{way}, as the crow flies", way=said)
