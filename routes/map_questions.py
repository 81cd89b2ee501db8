"""Questions the map asks: who answers for this point, and where is this."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from data.store import open_store
from routes import parameters
from routes.answers import NEVER_KEEP, as_json, refusing
from routes.viewer import language_of_request, viewer_of
from service.clock import now
from service.map_card import card
from service.map_find import find_places


@refusing
def locate(request: Request) -> Response:
    """Answer the card of a point."""
    viewer, store = viewer_of(request), open_store()
    lon = parameters.number(request, "lon", -180, 180)
    lat = parameters.number(request, "lat", -90, 90)
    day = parameters.map_day(request, viewer, store)
    language = language_of_request(request)
    return as_json(request, card(viewer, store, (lon, lat), day, now(), language), NEVER_KEEP)


@refusing
def find(request: Request) -> Response:
    """Answer the places a text finds."""
    asked = parameters.text(request, "q") or ""
    viewer, store = viewer_of(request), open_store()
    day = parameters.map_day(request, viewer, store)
    found = find_places(viewer, store, asked, day.grids_on, now())
    return as_json(request, {"found": found}, NEVER_KEEP)
