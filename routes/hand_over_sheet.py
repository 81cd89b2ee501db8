"""The printable hand-over sheet of a worker."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from data.store import open_store
from routes.answers import NEVER_KEEP, as_bytes, refusing
from routes.parameters import text
from routes.viewer import language_of_request, viewer_of
from service.clock import now
from service.roster.sheet import hand_over_html

# Nothing in the sheet is a program, and nothing is fetched: said to the browser as well.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@refusing
def hand_over_sheet(request: Request) -> Response:
    """Answer the sheet as a page; `order` names an order, else it is all he has."""
    code = str(request.path_params["code"])
    made = hand_over_html(
        viewer_of(request), open_store(), code, now(), language_of_request(request),
        order_no=text(request, "order"),
    )  # fmt: skip
    answer = as_bytes(request, made.encode(), "text/html; charset=utf-8", NEVER_KEEP)
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer
