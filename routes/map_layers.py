"""The map's layers by address: grids, figures, households, cases, base map."""

from __future__ import annotations

import gzip
import math
from typing import Any

import numpy as np
from starlette.requests import Request
from starlette.responses import Response

from dashboard.palette import AREAS, BASE, INK, NOTHING, class_colours
from data.store import open_store
from routes import parameters
from routes.answers import ASK_AGAIN, FOR_EVER, NEVER_KEEP, as_bytes, as_json, refusing
from routes.viewer import viewer_of
from service.clock import now, today
from service.errors import ServiceError
from service.map_base import BaseColours
from service.map_figures import OWN_COLOUR, Figures, cases_in_view, measure_grids
from service.map_grids import BANDS
from service.map_measures import MEASURES, SCHEMES
from service.map_pictures import base_tile, grid_json, household_tile
from service.map_view import day_of_mark


@refusing
def grids(request: Request) -> Response:
    """Answer the grids of a zoom band, of the stretch of days the address marks."""
    band = int(request.path_params["band"])
    if band >= len(BANDS):
        raise ServiceError(
            "There is no zoom band {band}: they go from 0 to {most}.",
            band=band,
            most=len(BANDS) - 1,
        )
    mark = str(request.path_params["revision"])
    on = parameters.day(request, "on") or day_of_mark(mark) or today()
    token, body = grid_json(viewer_of(request), open_store(), band, on)
    cache = FOR_EVER if token == mark else NEVER_KEEP
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return as_bytes(request, gzip.decompress(body), "application/json", cache)
    return as_bytes(request, body, "application/json", cache, encoding="gzip")


@refusing
def measures(request: Request) -> Response:
    """Answer a measure: value, class and colour per grid, and the classes for the legend."""
    measure = parameters.choice(request, "measure", MEASURES, "open_cases")
    viewer, store = viewer_of(request), open_store()
    day = parameters.map_day(request, viewer, store)
    figures = measure_grids(
        viewer,
        store,
        measure,
        parameters.case_filter(request),
        now(),
        day.on,
        parameters.choice(request, "scheme", SCHEMES, "quantile"),
        day.reading,
    )
    theme = parameters.theme(request)
    payload = {
        "measure": measure,
        "grids": figures.grids,
        "inside": figures.inside.astype(int).tolist(),
        "totals": figures.totals,
        "nothing": NOTHING[theme],
    }
    coloured = _figures(figures, theme) if figures.classes else _areas(figures)
    return as_json(request, payload | coloured)


def _figures(figures: Figures, theme: str) -> dict[str, Any]:
    classes = figures.classes
    if classes is None:
        return {}
    colours = class_colours(classes.lows, theme)
    parts = zip(classes.lows, classes.highs, classes.counts, colours, strict=True)
    return {
        "kind": "figures",
        "values": [None if math.isnan(value) else value for value in figures.values],
        "of": classes.of.tolist(),
        "classes": [
            {"low": round(low, 1), "high": round(high, 1), "grids": count, "colour": colour}
            for low, high, count, colour in parts
        ],
    }


def _areas(figures: Figures) -> dict[str, Any]:
    numbers = figures.colours if figures.colours is not None else np.array([], dtype=int)
    seen = numbers[figures.inside]
    named: dict[int, str] = {}
    for number, name in zip(numbers.tolist(), figures.values, strict=True):
        named.setdefault(number, name)
    return {
        "kind": "areas",
        "values": figures.values,
        "of": numbers.tolist(),
        "own_colours": figures.areas <= OWN_COLOUR,
        "areas": figures.areas,
        "nobody": int((seen < 0).sum()),
        "classes": [
            {"label": named.get(number), "grids": int((seen == number).sum()), "colour": colour}
            for number, colour in enumerate(AREAS)
            if number in named
        ],
    }


@refusing
def households(request: Request) -> Response:
    """Answer a household tile."""
    ink = INK[parameters.theme(request)]
    revision = str(request.path_params["revision"])
    picture, is_current = household_tile(
        viewer_of(request), open_store(), revision, parameters.tile(request), ink
    )
    return as_bytes(request, picture, "image/png", FOR_EVER if is_current else NEVER_KEEP)


@refusing
def base(request: Request) -> Response:
    """Answer a tile of the base map."""
    colours = BaseColours(*BASE[parameters.theme(request)])
    revision = str(request.path_params["revision"])
    picture, is_current = base_tile(
        viewer_of(request), open_store(), revision, parameters.tile(request), colours
    )
    return as_bytes(request, picture, "image/png", FOR_EVER if is_current else NEVER_KEEP)


@refusing
def cases(request: Request) -> Response:
    """Answer the cases in a box as symbols."""
    viewer, store = viewer_of(request), open_store()
    day = parameters.map_day(request, viewer, store)
    found = cases_in_view(
        viewer,
        store,
        parameters.box(request),
        parameters.zoom(request),
        parameters.case_filter(request),
        now(),
        day.on,
        day.reading,
    )
    return as_json(request, found, ASK_AGAIN)
