"""Maps as files: SVG and PNG of what the layers' addresses colour, by the same parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from dashboard.heat_palette import heat_inks
from dashboard.palette import layer_colours
from data.store import open_store
from routes import parameters
from routes.answers import NEVER_KEEP, as_bytes, refusing
from routes.figure_layers import figure_layer, rate_layer, spots_layer
from routes.heat_layers import heat_ask
from routes.place_layers import far_asked
from routes.time_layers import difference_asked, side_asked
from routes.viewer import language_of_request, viewer_of
from service.charts.look import Look
from service.clock import now
from service.heat.tiles import HeatColours
from service.map_layer import MapLayer
from service.map_picture.picture import PictureAsk, map_png, map_svg

_LAYERS: Final[dict[str, Callable[[Request], MapLayer]]] = {
    "figure": figure_layer,
    "rate": rate_layer,
    "spots": spots_layer,
    "difference": difference_asked,
    "side": side_asked,
    "far": far_asked,
}
_SIZES: Final = ("projector", "screen", "print")
_YES_OR_NO: Final = ("0", "1")


@refusing
def svg(request: Request) -> Response:
    """Answer a map as SVG.

    ``layer`` names what the grids are coloured by (none for outlines), ``heat=1`` draws the heat
    surface instead; the rest are the parameters of those layers, and ``size, theme, lang,
    outside, watermark``.
    """
    return _file(request, _svg(request).encode(), "svg", "image/svg+xml")


@refusing
def png(request: Request) -> Response:
    """Answer the same map as PNG."""
    return _file(request, map_png(_svg(request)), "png", "image/png")


def _svg(request: Request) -> str:
    theme, size = parameters.theme(request), parameters.choice(request, "size", _SIZES, _SIZES[0])
    name = parameters.choice(request, "layer", (*_LAYERS, "none"), "none")
    layer = _LAYERS[name](request) if name in _LAYERS else None
    has_heat = parameters.choice(request, "heat", _YES_OR_NO, "0") == "1"
    ask = PictureAsk(
        layer=layer,
        colours=tuple(layer_colours(layer, theme)) if layer else (),
        heat=heat_ask(request) if has_heat else None,
        heat_colours=HeatColours(*heat_inks(theme)) if has_heat else None,
        outside=parameters.choice(request, "outside", _YES_OR_NO, "0") == "1",
        watermark=parameters.text(request, "watermark") or "",
        area=parameters.text(request, "area"),
    )
    look = Look(
        "dark" if theme == "dark" else "light",
        next(one for one in ("projector", "screen", "print") if one == size),  # type: ignore[arg-type]
        language_of_request(request),
    )
    return map_svg(viewer_of(request), open_store(), ask, look, now())


def _file(request: Request, body: bytes, ending: str, media_type: str) -> Response:
    answer = as_bytes(request, body, media_type, NEVER_KEEP)
    answer.headers["Content-Disposition"] = f'attachment; filename="map.{ending}"'
    # a picture opened by its address runs nothing and asks nobody
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    )
    return answer
