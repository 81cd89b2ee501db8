"""The overview as one page for a projector."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from data.store import open_store
from routes import parameters
from routes.answers import NEVER_KEEP, as_bytes, refusing
from routes.viewer import language_of_request, viewer_of
from service.clock import now
from service.overview.slide import slide_html

# Nothing in the slide is a program, and nothing is fetched: said to the browser as well.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@refusing
def overview_slide(request: Request) -> Response:
    """Answer the slide of an area and a period; of all the viewer sees and this month else."""
    made = slide_html(
        viewer_of(request),
        open_store(),
        parameters.period(request),
        parameters.text(request, "area"),
        # Of the same minute as the page it is opened from.
        now().replace(second=0, microsecond=0),
        language_of_request(request),
    )
    answer = as_bytes(request, made.encode(), "text/html; charset=utf-8", NEVER_KEEP)
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer
