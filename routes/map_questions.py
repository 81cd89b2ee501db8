"""Questions the map asks: who answers for this point, and where is this."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from data.store import open_store
from routes import parameters
from routes.answers import NEVER_KEEP, as_json, refusing
from routes.viewer import language_of_request, viewer_of
from service.answers import locate as locate_point
from service.clock import now, today
from service.map_find import find_places


@refusing
def locate(request: Request) -> Response:
    """Answer the card of a point."""
    answer = locate_point(
        viewer_of(request),
        open_store(),
        parameters.number(request, "lon", -180, 180),
        parameters.number(request, "lat", -90, 90),
        parameters.day(request, "on") or today(),
        language_of_request(request),
    )
    return as_json(request, answer.as_json(), NEVER_KEEP)


@refusing
def find(request: Request) -> Response:
    """Answer the places a text finds."""
    asked = parameters.text(request, "q") or ""
    found = find_places(viewer_of(request), open_store(), asked, today(), now())
    return as_json(request, {"found": found}, NEVER_KEEP)
