"""The minutes of a meeting to print."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from data.store import open_store
from routes.answers import NEVER_KEEP, as_bytes, refusing
from routes.viewer import language_of_request, viewer_of
from service.clock import now
from service.meetings.minutes_page import minutes_html

# Nothing in the minutes is a program, and nothing is fetched: said to the browser as well.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@refusing
def minutes(request: Request) -> Response:
    """Answer the minutes of a meeting as a page."""
    code = str(request.path_params["code"])
    made = minutes_html(viewer_of(request), open_store(), code, now(), language_of_request(request))
    answer = as_bytes(request, made.encode(), "text/html; charset=utf-8", NEVER_KEEP)
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer
