"""Who asks: the one place where a request becomes a viewer."""

from __future__ import annotations

from starlette.requests import Request

from casework.access import DEMONSTRATION_COORDINATOR, Viewer
from service.language import language_of


def viewer_of(request: Request) -> Viewer:
    """Return who asks; there are no accounts yet, so everybody is the coordinator."""
    del request
    return DEMONSTRATION_COORDINATOR


def language_of_request(request: Request) -> str:
    """Return the language to answer in: the address's, else the browser's."""
    asked = request.query_params.get("lang")
    if asked in ("zh", "en"):
        return str(asked)
    return language_of(request.headers.get("accept-language"))
