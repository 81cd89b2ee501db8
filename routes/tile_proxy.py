"""Tiles of an intranet or Tianditu server, fetched by us so that its key stays here."""

from __future__ import annotations

import urllib.error
import urllib.request
from http.client import HTTPException
from threading import BoundedSemaphore
from time import monotonic

from starlette.requests import Request
from starlette.responses import Response

from casework.access import Action, require
from data.fetching import NoRedirect
from data.settings_store import setting
from data.store import open_store
from routes import parameters
from routes.answers import as_bytes, not_found, problem, refusing
from routes.viewer import language_of_request, viewer_of
from service.errors import ServiceError
from service.language import say

_SECONDS = 5
_LARGEST = 2_000_000
_DAY = "private, max-age=86400"


# So few wait for the tile server that the other addresses stay quick.
_at_once = BoundedSemaphore(8)
_PORTION = 65_536
_opener = urllib.request.build_opener(NoRedirect)


def tile_address(template: str, z: int, x: int, y: int) -> str:
    """Return the address of a tile.

    Parameters
    ----------
    template
        With ``{z}``, ``{x}``, ``{y}`` and, where servers share the work, ``{s}`` (0 to 7).

    Raises
    ------
    ServiceError
        When the template is not an http or https address.
    """
    if not template.lower().startswith(("http://", "https://")):
        raise ServiceError(
            "The tile address {address} cannot be used: give one that begins with http:// or"
            " https:// and holds {{z}}, {{x}} and {{y}}.",
            address=template.split("?")[0],
        )
    parts = {"{z}": z, "{x}": x, "{y}": y, "{s}": (x + y) % 8}
    for name, value in parts.items():
        template = template.replace(name, str(value))
    return template


def _fetched(address: str) -> tuple[bytes, str]:
    """Return a tile and its type; a server that dawdles is given up after a while in all."""
    if not _at_once.acquire(timeout=_SECONDS):
        raise TimeoutError
    try:
        end = monotonic() + _SECONDS
        with _opener.open(address, timeout=_SECONDS) as reply:
            parts, size = [], 0
            while size <= _LARGEST and (part := reply.read1(_PORTION)):
                parts.append(part)
                size += len(part)
                if monotonic() > end:
                    raise TimeoutError
            return b"".join(parts), reply.headers.get_content_type()
    finally:
        _at_once.release()


@refusing
def tile(request: Request) -> Response:
    """Answer a tile of the server the office has set; 404 where none is set."""
    require(viewer_of(request), Action.VIEW_MAP)
    with open_store().read() as conn:
        template = str(setting(conn, "tile_address") or "")
    if not template:
        return not_found(request)
    address = tile_address(template, *parameters.tile(request))
    try:
        body, media_type = _fetched(address)
    except (urllib.error.URLError, HTTPException, OSError, ValueError):
        body, media_type = b"", ""
    if not media_type.startswith("image/") or "svg" in media_type or len(body) > _LARGEST:
        said = "The tile server did not answer with a picture: check its address and key."
        return problem(request, 502, say(said, language_of_request(request)))
    return as_bytes(request, body, media_type, _DAY)
