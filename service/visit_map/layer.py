"""Grids coloured by the share of their occupied households that were met."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.sentence import Sentence, Term
from data.store import Store
from service.map_choropleth import inside_of
from service.map_layer import LayerClass, MapLayer
from service.map_view import MapData
from service.visits.coverage import visit_coverage

TITLE: Final = Term("Coverage of home visits")
UNIT: Final = Term("% of occupied households met")
NONE: Final = Term("No occupied household")
# Fixed, so that one day's map can be held against another's: none, four quarters, all.
_LOWS: Final = (0.0, 0.1, 25.0, 50.0, 75.0, 100.0)
_HIGHS: Final = (0.0, 24.9, 49.9, 74.9, 99.9, 100.0)
_COUNTS: Final = ("occupied", "met", "to_do", "not_home", "declined")

Ints = NDArray[np.int64]


def coverage_layer(
    viewer: Viewer, store: Store, plan_code: str, on: date, area: str | None = None
) -> MapLayer:
    """Return the share of occupied households met per grid, in per cent, in fixed classes.

    Raises
    ------
    CaseworkError
        When the viewer may not see how far visits are.
    ServiceError
        When there is no such plan, or the viewer sees no grid of the area.

    Notes
    -----
    Met / occupied (S1.8): whoever declined is not met, and is not taken from the denominator.
    """
    require(viewer, Action.VIEW_VISITS)
    grids = MapData.of(store).grids(on)
    inside = inside_of(viewer, grids, area)
    counted = _counted(visit_coverage(viewer, store, plan_code, on, "grid", area), grids.codes)
    occupied, met = np.where(inside, counted["occupied"], 0), counted["met"]
    of = class_of(met, occupied)
    values = np.full(len(inside), np.nan)
    np.divide(100.0 * met, occupied, out=values, where=occupied > 0)
    return MapLayer(
        grids=grids.token,
        title=TITLE,
        unit=UNIT,
        none=NONE,
        # Cut, not rounded: what is not wholly met is never told as 100.
        values=np.floor(values * 10) / 10,
        of=of,
        classes=_classes(of),
        palette="ramp",
        inside=inside,
        totals={"grids": int(inside.sum()), "households": int(occupied.sum())},
        notes=(Sentence("As of {day}: visits up to this day count.", day=on),),
        says=tuple(_says(counted, occupied)),
        digits=1,
    )


def class_of(met: Ints, occupied: Ints) -> Ints:
    """Return the class of each grid by what was met: none, four quarters, all; -1 where of none.

    A quarter ends before the next begins: three of four are in the last quarter.
    """
    quarter = np.where(occupied > 0, 4 * met // np.maximum(occupied, 1), -2)
    of = np.where(met > 0, quarter + 1, 0)
    return np.where(occupied > 0, of, -1).astype(np.int64)


def _classes(of: Ints) -> tuple[LayerClass, ...]:
    bounds = zip(_LOWS, _HIGHS, strict=True)
    return tuple(
        LayerClass(int((of == tone).sum()), tone, low, high)
        for tone, (low, high) in enumerate(bounds)
    )


def _counted(frame: pd.DataFrame, codes: list[str]) -> dict[str, Ints]:
    found = frame.set_index("code").reindex(codes)[list(_COUNTS)].fillna(0).astype(np.int64)
    return {name: found[name].to_numpy() for name in _COUNTS}


def _says(counted: dict[str, Ints], occupied: Ints) -> list[Sentence | None]:
    columns = (occupied, *(counted[name] for name in _COUNTS[1:]))
    return [
        Sentence(
            "Met {met} of {occupied}; to visit {to_do}, not home {not_home}, declined {declined}",
            met=met,
            occupied=of,
            to_do=to_do,
            not_home=not_home,
            declined=declined,
        )
        if of
        else None
        for of, met, to_do, not_home, declined in zip(*map(np.ndarray.tolist, columns), strict=True)
    ]
