"""Hot spots and rates as colourings of the grids."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from casework.access import Action, Viewer, require
from data.store import Store
from geo.hot_spots import HIGH_ALONE, LOW_ALONE
from service.hot_spots.ask import SpotAsk
from service.hot_spots.finding import hot_spots
from service.hot_spots.found import HotSpots
from service.hot_spots.table import columns_of
from service.hot_spots.words import KIND_TERMS, TOO_LITTLE, grid_sentence, title
from service.map_choropleth import ChoroplethAsk, choropleth
from service.map_layer import LayerClass, MapLayer


def spot_layer(viewer: Viewer, store: Store, ask: SpotAsk, now: datetime) -> MapLayer:
    """Return hot and cold grids as a map takes them; asked for and refused like `hot_spots`."""
    require(viewer, Action.VIEW_CASES)
    return layer_of(hot_spots(viewer, store, ask, now))


def rate_layer(
    viewer: Viewer,
    store: Store,
    ask: SpotAsk,
    now: datetime,
    *,
    smoothed: bool = True,
    scheme: str = "quantile",
) -> MapLayer:
    """Return the same cases per 1,000 households, grey where there are too few to say."""
    require(viewer, Action.VIEW_CASES)
    wanted = ChoroplethAsk(
        key=ask.key,
        period=ask.period,
        as_of=ask.as_of,
        area=ask.area,
        category=ask.category,
        scheme=scheme,
        per="smoothed" if smoothed else "households",
    )
    return choropleth(viewer, store, wanted, now)


def layer_of(found: HotSpots) -> MapLayer:
    """Return what was found as a map takes it: classes from hot to cold, each grid's sentence."""
    spots, ground = found.spots, found.ground
    kinds = [kind for kind in KIND_TERMS if _is_shown(found, kind)]
    of = np.full(len(spots.kind), -1, dtype=np.int64)
    for number, kind in enumerate(kinds):
        of[spots.is_said & (spots.kind == kind)] = number
    classes = tuple(
        LayerClass(int((of == number).sum()), kind, label=KIND_TERMS[kind])
        for number, kind in enumerate(kinds)
    )
    return MapLayer(
        grids=ground.grids.token,
        title=title(found.ask),
        unit=None,
        none=TOO_LITTLE,
        values=spots.z,
        of=of,
        classes=classes,
        palette="spots",
        inside=ground.inside,
        totals={
            "grids": int(ground.inside.sum()),
            "households": int(ground.homes.sum()),
            "cases": int(found.counts.cases.sum()),
            "unplaced": found.counts.elsewhere,
        },
        notes=found.sentences,
        says=tuple(
            grid_sentence(found, row) if is_in else None
            for row, is_in in enumerate(ground.inside.tolist())
        ),
        digits=1,
        columns=columns_of(found),
    )


def _is_shown(found: HotSpots, kind: int) -> bool:
    """Return whether the legend has a class: local Moran's own two only where they are asked for.

    Hot and cold are always told, with no grid as well: that nothing stands out is an answer.
    """
    is_of_moran = kind in (HIGH_ALONE, LOW_ALONE)
    return found.spots.unsaid is None and (not is_of_moran or found.ask.statistic == "moran")
