"""The notice of a session to print, and the grids by whether their unit has a contact point."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from data.store import open_store
from routes import parameters
from routes.answers import NEVER_KEEP, as_bytes, not_found, refusing
from routes.figure_layers import answered
from routes.viewer import language_of_request, viewer_of
from service.clock import now, today
from service.sessions.coverage import rooms_layer
from service.sessions.notice import notice_html

# A larger one is no number of a row.
_MOST_NUMBER = 2**31 - 1
# Nothing in the notice is a program, and nothing is fetched: said to the browser as well.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@refusing
def notice(request: Request) -> Response:
    """Answer the notice of a session as a page."""
    number = int(request.path_params["number"])
    if number > _MOST_NUMBER:
        return not_found(request)
    made = notice_html(
        viewer_of(request), open_store(), number, now(), language_of_request(request)
    )
    answer = as_bytes(request, made.encode(), "text/html; charset=utf-8", NEVER_KEEP)
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


@refusing
def rooms(request: Request) -> Response:
    """Answer which grids lie in a unit with a contact point in use on a day."""
    on = parameters.day(request, "on") or today()
    return answered(request, rooms_layer(viewer_of(request), open_store(), on))
