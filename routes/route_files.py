"""A worker's route by address: to draw, to take along, to print."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from data.store import open_store
from routes.answers import NEVER_KEEP, as_bytes, as_json, refusing
from routes.parameters import choice, day, number, text
from routes.viewer import language_of_request, viewer_of
from service.clock import now, today
from service.route.ask import KINDS, MOST_DETOUR_M, MOST_STOPS, RouteAsk
from service.route.geojson import route_geojson
from service.route.gpx import route_gpx
from service.route.routing import route_of
from service.route.sheet import route_sheet_html
from service.route.way import Route

# Nothing in the sheet is a program, and nothing is fetched: said to the browser as well.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@refusing
def gpx(request: Request) -> Response:
    """Answer the route as GPX 1.1."""
    route = _route(request)
    made = route_gpx(route, language_of_request(request)).encode()
    answer = as_bytes(request, made, "application/gpx+xml", NEVER_KEEP)
    name = quote(f"{route.worker_code}-{route.on}.gpx", safe="")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


@refusing
def geojson(request: Request) -> Response:
    """Answer the route as GeoJSON, with what is said of it."""
    return as_json(
        request, route_geojson(_route(request), language_of_request(request)), NEVER_KEEP
    )


@refusing
def sheet(request: Request) -> Response:
    """Answer the route as a page to print."""
    made = route_sheet_html(
        viewer_of(request), open_store(), _route(request), now(), language_of_request(request)
    )
    answer = as_bytes(request, made.encode(), "text/html; charset=utf-8", NEVER_KEEP)
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


def _route(request: Request) -> Route:
    """Return the route of `worker`, `on` a day, from `lon` and `lat` where they are given."""
    usual = RouteAsk()
    kind = choice(request, "kind", KINDS, "")
    ask = RouteAsk(
        start=_start(request),
        kinds=tuple(one for one in KINDS if kind in ("", one)),
        limit=int(number(request, "limit", 1, MOST_STOPS))
        if text(request, "limit")
        else usual.limit,
        detour_m=number(request, "detour", 0, MOST_DETOUR_M)
        if text(request, "detour")
        else usual.detour_m,
        round_trip=choice(request, "round", ("yes", "no"), "no") == "yes",
    )
    worker = text(request, "worker") or ""
    on = day(request, "on") or today()
    return route_of(viewer_of(request), open_store(), worker, on, now(), ask)


def _start(request: Request) -> tuple[float, float] | None:
    if not text(request, "lon") and not text(request, "lat"):
        return None
    return number(request, "lon", -180, 180), number(request, "lat", -90, 90)
