"""A colouring of the grids as the browser takes it."""

from __future__ import annotations

import math
from typing import Any

from dashboard.palette import NOTHING, layer_colours
from service.language import say
from service.map_layer import MapLayer


def layer_answer(layer: MapLayer, measure: str, theme: str, language: str) -> dict[str, Any]:
    """Return a layer as JSON values: values, class and colour per grid, legend and notes.

    Parameters
    ----------
    measure
        Its key among the measures of the map's configuration.
    """
    colours = layer_colours(layer, theme)
    figures = layer.palette == "ramp"
    return {
        "measure": measure,
        "kind": "figures" if figures else "named",
        "grids": layer.grids,
        "title": say(layer.title, language),
        "unit": say(layer.unit, language) if layer.unit else "",
        "none": say(layer.none, language),
        "inside": layer.inside.astype(int).tolist(),
        "totals": dict(layer.totals),
        "nothing": NOTHING[theme],
        "digits": layer.digits,
        "values": [
            None if math.isnan(value) else round(value, layer.digits)
            for value in layer.values.tolist()
        ],
        "of": layer.of.tolist(),
        "classes": [
            {
                "low": round(one.low, layer.digits),
                "high": round(one.high, layer.digits),
                "label": say(one.label, language) if one.label else None,
                "grids": one.grids,
                "colour": colour,
            }
            for one, colour in zip(layer.classes, colours, strict=True)
        ],
        "notes": [say(one, language) for one in layer.notes],
        "says": [say(one, language) if one else None for one in layer.says],
    }
