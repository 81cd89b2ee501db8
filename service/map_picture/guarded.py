"""A layer as it may be shown outside: small numbers, and what would tell them, hidden."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from casework.sentence import Sentence
from service.errors import ServiceError
from service.map_choropleth_words import without_numbers
from service.map_layer import LayerClass, MapLayer
from service.map_view import GridLayer
from service.publication import guard

Bools = NDArray[np.bool_]
# Counts by name that are no cases: they need no guard.
_NO_CASES = ("households", "not_yet_due")


def guarded_layer(layer: MapLayer, grids: GridLayer, k: int) -> tuple[MapLayer, Bools, Sentence]:
    """Return the layer without what must not be seen, which grids are hidden, and what is said.

    A grid is hidden when one of the counts behind its figure is.  Communities' sums count as
    known.

    Raises
    ------
    ServiceError
        When the layer does not say which counts are behind it.
    """
    counts = _counts(layer)
    if not counts:
        raise ServiceError(
            "This map cannot be drawn for outside: it does not say which numbers of cases are"
            " behind it. Choose a map of a figure."
        )
    rows = np.flatnonzero(layer.inside)
    parents = grids.frame["parent_code"].to_numpy(dtype=object)[rows].tolist()
    hidden = np.zeros(len(layer.inside), dtype=bool)
    for values in counts:
        hidden[rows] |= ~guard(values[rows], [str(one) for one in parents], k).shown
    shown = replace(
        layer,
        values=np.where(hidden, np.nan, layer.values),
        of=np.where(hidden, -1, layer.of),
        classes=_classes(layer, hidden),
        notes=without_numbers(layer.notes),
        says=(),
        columns={},
    )
    said = Sentence(
        "For outside: grids with 1 to {most} cases, and those that would tell them, are not shown:"
        " {hidden} of {n}.",
        most=k - 1,
        hidden=int(hidden.sum()),
        n=len(rows),
    )
    return shown, hidden, said


def _counts(layer: MapLayer) -> list[NDArray[np.int64]]:
    named = {
        name: values.astype(np.int64)
        for name, values in layer.columns.items()
        if np.issubdtype(values.dtype, np.integer) and name not in _NO_CASES
    }
    counts = list(named.values())
    for name, n in named.items():
        # what a share leaves out is a count as well
        m = named.get(name.removesuffix("n") + "m")
        if name.endswith("n") and m is not None and (m >= n).all():
            counts.append(m - n)
    return counts


def _classes(layer: MapLayer, hidden: Bools) -> tuple[LayerClass, ...]:
    found = []
    for number, one in enumerate(layer.classes):
        values = layer.values[(layer.of == number) & layer.inside & ~hidden]
        known = values[~np.isnan(values)]
        low, high = (known.min(), known.max()) if len(known) else (one.low, one.high)
        found.append(replace(one, grids=len(values), low=float(low), high=float(high)))
    return tuple(found)
