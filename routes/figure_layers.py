"""Figures of the registry on the grids by address: as they are, and per 1,000 households."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from data.store import open_store
from geo.hot_spots import STATISTICS
from routes import parameters
from routes.answers import as_json, refusing
from routes.layer_answer import layer_answer
from routes.viewer import language_of_request, viewer_of
from service.clock import now
from service.hot_spots.ask import WHATS, SpotAsk
from service.hot_spots.layers import spot_layer
from service.map_choropleth import ChoroplethAsk, Per, choropleth
from service.map_layer import MapLayer
from service.map_measures import SCHEMES

_YES_OR_NO = ("1", "0")
_PER: Final[dict[str, Per]] = {"": "itself", "0": "households", "1": "smoothed"}


@refusing
def figure(request: Request) -> Response:
    """Answer a figure per grid in classes; with ``smoothed`` (1 or 0) per 1,000 households."""
    return answered(request, figure_layer(request))


def figure_layer(request: Request) -> MapLayer:
    """Return the layer `figure` answers."""
    is_smoothed = parameters.choice(request, "smoothed", _YES_OR_NO, "")
    return _choropleth(request, "closed_on_time", is_smoothed)


@refusing
def rate(request: Request) -> Response:
    """Answer a count per 1,000 households, smoothed unless ``smoothed`` is 0."""
    return answered(request, rate_layer(request))


def rate_layer(request: Request) -> MapLayer:
    """Return the layer `rate` answers."""
    is_smoothed = parameters.choice(request, "smoothed", _YES_OR_NO, "1")
    return _choropleth(request, "reported", is_smoothed)


@refusing
def spots(request: Request) -> Response:
    """Answer the grids against chance: hot, cold, or not apart from it."""
    return answered(request, spots_layer(request))


def spots_layer(request: Request) -> MapLayer:
    """Return the layer `spots` answers."""
    what = parameters.choice(request, "what", WHATS, "new")
    statistic = parameters.choice(request, "statistic", STATISTICS, STATISTICS[0])
    ask = SpotAsk(
        period=parameters.period(request),
        what=next(one for one in WHATS if one == what),
        area=parameters.text(request, "area"),
        category=parameters.text(request, "category"),
        statistic=next(one for one in STATISTICS if one == statistic),
    )
    return spot_layer(viewer_of(request), open_store(), ask, now())


def _choropleth(request: Request, usual: str, is_smoothed: str) -> MapLayer:
    ask = ChoroplethAsk(
        key=parameters.text(request, "figure") or usual,
        period=parameters.period(request),
        area=parameters.text(request, "area"),
        category=parameters.text(request, "category"),
        scheme=parameters.choice(request, "scheme", SCHEMES, "quantile"),
        per=_PER[is_smoothed],
    )
    return choropleth(viewer_of(request), open_store(), ask, now())


def answered(request: Request, layer: MapLayer) -> Response:
    """Return a layer as the browser takes it, under the name it asked for."""
    measure = parameters.text(request, "measure") or "shown"
    language = language_of_request(request)
    return as_json(request, layer_answer(layer, measure, parameters.theme(request), language))
