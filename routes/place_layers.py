"""Service points by address: grids by who lies beyond reach, the points, homes as tiles."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from dashboard.places_inks import FAR_INK
from data.store import open_store
from routes import parameters
from routes.answers import FOR_EVER, NEVER_KEEP, as_bytes, as_json, refusing
from routes.layer_answer import layer_answer
from routes.viewer import language_of_request, viewer_of
from service.clock import today
from service.map_layer import MapLayer
from service.places.layer import far_layer
from service.places.listing import places_of
from service.places.place import USES
from service.places.reach import MOST_M, NearAsk
from service.places.tiles import far_mark, far_tile


def near_ask(request: Request) -> NearAsk:
    """Return what is asked for: ``use, kind, far, area``."""
    has_far = parameters.text(request, "far") is not None
    return NearAsk(
        kind=parameters.text(request, "kind"),
        used_for=parameters.choice(request, "use", USES, USES[0]),
        far_m=parameters.number(request, "far", 1, MOST_M) if has_far else None,
        area=parameters.text(request, "area"),
    )


def far_asked(request: Request) -> MapLayer:
    """Return the layer of an address."""
    return far_layer(viewer_of(request), open_store(), near_ask(request), today())


@refusing
def far(request: Request) -> Response:
    """Answer the share of homes beyond reach per grid."""
    theme, language = parameters.theme(request), language_of_request(request)
    measure = parameters.text(request, "measure") or "far"
    return as_json(request, layer_answer(far_asked(request), measure, theme, language))


@refusing
def places(request: Request) -> Response:
    """Answer the places of a use and kind in an area, and the mark of the tiles."""
    viewer, store, ask, on = viewer_of(request), open_store(), near_ask(request), today()
    found = places_of(viewer, store, on, used_for=ask.used_for, kind=ask.kind)
    shown = found.loc[found["lon"].notna()]
    names = ("code", "name", "kind", "lon", "lat")
    rows = shown[list(names)].astype(object).to_numpy().tolist()
    return as_json(request, {"places": rows, "mark": far_mark(viewer, store, ask, on)})


@refusing
def tile(request: Request) -> Response:
    """Answer a tile of the households beyond reach."""
    mark = str(request.path_params["mark"])
    ink = FAR_INK[parameters.theme(request)]
    picture, is_current = far_tile(
        viewer_of(request), open_store(), near_ask(request), today(), mark,
        parameters.tile(request), ink,
    )  # fmt: skip
    return as_bytes(request, picture, "image/png", FOR_EVER if is_current else NEVER_KEEP)
