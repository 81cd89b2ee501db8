"""Grids coloured by how many of their points wait for a check that is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from casework.access import Action, Viewer, require
from casework.sentence import Sentence, Term
from data.store import Store
from service.map_layer import LayerClass, MapLayer
from service.map_measures import classify
from service.map_view import MapData
from service.rounds.due import points_due
from service.rounds.points import places_seen


def overdue_layer(viewer: Viewer, store: Store, on: date, area: str | None = None) -> MapLayer:
    """Return the number of overdue points per grid.

    Raises
    ------
    CaseworkError
        When the viewer may not see how far rounds are.
    ServiceError
        When there is no such area, or it lies outside the viewer's part.
    """
    require(viewer, Action.VIEW_VISITS)
    grids = MapData.of(store).grids(on)
    inside = grids.within(viewer.scope) & grids.within(area)
    due = points_due(viewer, store, on, area=area)
    late = due[due["is_overdue"].astype(bool)]
    every = places_seen(viewer, store, "round", on, area)
    points, waiting = (_per_grid(grids.rows_of(f["grid_code"]), len(inside)) for f in (every, late))
    values = np.where(inside & (points > 0), waiting, np.nan)
    classes = classify(values)
    homes = MapData.of(store).household_counts(grids)
    unplaced = int((grids.rows_of(late["grid_code"]) < 0).sum())
    return MapLayer(
        grids=grids.token,
        title=Term("Overdue points of rounds"),
        unit=Term("points in a grid"),
        none=Term("No point of a round"),
        values=values,
        of=classes.of,
        classes=tuple(
            LayerClass(count, tone, low, high)
            for tone, (low, high, count) in enumerate(
                zip(classes.lows, classes.highs, classes.counts, strict=True)
            )
        ),
        palette="ramp",
        inside=inside,
        totals={
            "grids": int(inside.sum()),
            "households": int(homes[inside].sum()),
            "unplaced": unplaced,
        },
        notes=tuple(_notes(on, len(late), len(every), unplaced)),
        says=tuple(
            Sentence("{n} of {all} points overdue", n=int(n), all=int(of)) if of else None
            for n, of in zip(waiting, points, strict=True)
        ),
    )


def _per_grid(rows: np.ndarray, grids: int) -> np.ndarray:
    return np.bincount(rows[rows >= 0], minlength=grids)


def _notes(on: date, late: int, every: int, unplaced: int) -> Iterator[Sentence]:
    yield Sentence("As of {day}: {n} of {all} points overdue.", day=on, n=late, all=every)
    if unplaced:
        yield Sentence("{n} of them lie in no grid of this map.", n=unplaced)
