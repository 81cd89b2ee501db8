"""The page of a worker's day by address: the page, its files, its list, its photographs."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.day_page import POLICY, day_assets, day_html, keeper_script
from data.store import open_store
from routes.answers import ASK_AGAIN, FOR_EVER, NEVER_KEEP, as_bytes, as_json, not_found, refusing
from routes.parameters import text
from routes.viewer import language_of_request, viewer_of
from service.clock import now
from service.day.day import day_of, worker_choices
from service.day.day_json import day_json
from service.photos import photo_of

# The same for everybody, and its address changes with its content.
_SHARED = "public, max-age=31536000, immutable"
_NOTHING = "default-src 'none'; frame-ancestors 'none'"


@refusing
def page(request: Request) -> Response:
    """Answer the page: the same for every worker, in the language asked for."""
    made = day_html(language_of_request(request)).encode()
    return _strict(as_bytes(request, made, "text/html; charset=utf-8", ASK_AGAIN), POLICY)


def with_slash(request: Request) -> Response:
    """Lead to the page from its address without the slash at the end."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"day/{query}", status_code=307)


def asset(request: Request) -> Response:
    """Answer the page's script or style."""
    found = day_assets().get(str(request.path_params["name"]))
    if found is None:
        return not_found(request)
    cache = _SHARED if request.path_params["mark"] == found.mark else NEVER_KEEP
    return as_bytes(request, found.content, found.media_type, cache)


def keeper(request: Request) -> Response:
    """Answer the program that hands the page out without a connection."""
    answer = as_bytes(request, keeper_script().encode(), "text/javascript", ASK_AGAIN)
    return _strict(answer, "default-src 'none'; connect-src 'self'")


@refusing
def day(request: Request) -> Response:
    """Answer the day of ``worker``, in the language asked for."""
    found = day_of(viewer_of(request), open_store(), text(request, "worker") or "", now())
    return as_json(request, day_json(found, language_of_request(request)))


@refusing
def workers(request: Request) -> Response:
    """Answer whose day can be chosen: there are no accounts yet."""
    found = worker_choices(viewer_of(request), open_store(), now())
    return as_json(request, {"workers": [{"code": code, "name": name} for code, name in found]})


@refusing
def photo(request: Request) -> Response:
    """Answer a photograph."""
    sha256 = str(request.path_params["sha256"])
    content = photo_of(viewer_of(request), open_store(), sha256)
    return _strict(as_bytes(request, content, "image/jpeg", FOR_EVER), _NOTHING)


def _strict(answer: Response, policy: str) -> Response:
    """Return an answer that a browser takes for what it is and tells nobody about."""
    answer.headers["Content-Security-Policy"] = policy
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Permissions-Policy"] = "geolocation=(self), camera=(self), microphone=()"
    return answer
