"""Emergencies by address: how far one is, its households as tiles, its lists to print."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from dashboard.emergency_inks import STATE_INKS
from data.store import open_store
from routes import parameters
from routes.answers import FOR_EVER, NEVER_KEEP, as_bytes, as_json, refusing
from routes.layer_answer import layer_answer
from routes.viewer import language_of_request, viewer_of
from service.clock import now, today
from service.emergency.layer import reached_layer
from service.emergency.progress import COUNTED, progress
from service.emergency.sheet import emergency_sheet
from service.emergency.tiles import state_tile

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@refusing
def state(request: Request) -> Response:
    """Answer how far an emergency is: its mark, totals, and the same per grid."""
    found = progress(viewer_of(request), open_store(), parameters.text(request, "code") or "")
    grids = found.grids[["grid_code", "name", *COUNTED]].astype(object).to_dict("records")
    told = {
        "code": found.code,
        "name": found.name,
        "mark": found.mark,
        "is_open": found.closed_at is None,
        "totals": found.totals,
        "reached": found.reached,
        "grids": grids,
    }
    return as_json(request, told)


@refusing
def layer(request: Request) -> Response:
    """Answer the share of households looked after per grid."""
    code, measure = (parameters.text(request, name) or "" for name in ("code", "measure"))
    found = reached_layer(viewer_of(request), open_store(), code, today())
    theme, language = parameters.theme(request), language_of_request(request)
    return as_json(request, layer_answer(found, measure or "reached", theme, language))


@refusing
def tile(request: Request) -> Response:
    """Answer a tile of the households of an open emergency by their states."""
    mark, code = (str(request.path_params[name]) for name in ("mark", "code"))
    inks = STATE_INKS[parameters.theme(request)]
    picture, is_current = state_tile(
        viewer_of(request), open_store(), code, mark, parameters.tile(request), inks
    )
    return as_bytes(request, picture, "image/png", FOR_EVER if is_current else NEVER_KEEP)


@refusing
def sheet(request: Request) -> Response:
    """Answer the lists as a page to print; ``worker`` names one of them, ``save=1`` a file."""
    code = str(request.path_params["code"])
    made = emergency_sheet(
        viewer_of(request), open_store(), code, now(), language_of_request(request),
        request.query_params.get("worker"),
    )  # fmt: skip
    answer = as_bytes(request, made.encode(), "text/html; charset=utf-8", NEVER_KEEP)
    answer.headers["Content-Security-Policy"] = _POLICY
    if parameters.choice(request, "save", ("0", "1"), "0") == "1":
        answer.headers["Content-Disposition"] = 'attachment; filename="emergency.html"'
    return answer
