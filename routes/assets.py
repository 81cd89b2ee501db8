"""The browser's files, from this machine."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from dashboard.map_links import assets
from routes.answers import NEVER_KEEP, as_bytes, not_found

# The same for everybody, and its address changes with its content.
_SHARED = "public, max-age=31536000, immutable"


def asset(request: Request) -> Response:
    """Answer one of the files."""
    found = assets().get(str(request.path_params["name"]))
    if found is None:
        return not_found(request)
    cache = _SHARED if request.path_params["mark"] == found.mark else NEVER_KEEP
    return as_bytes(request, found.content, found.media_type, cache)
