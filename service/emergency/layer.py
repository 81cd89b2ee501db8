"""How far an emergency is, on the map: grids by the share of their households looked after."""

from __future__ import annotations

from datetime import date

import numpy as np

from casework.access import Action, Viewer, require
from casework.sentence import Sentence, Term
from data.store import Store
from service.emergency.progress import Progress, progress
from service.map_layer import LayerClass, MapLayer
from service.map_measures import classify
from service.map_view import MapData


def reached_layer(viewer: Viewer, store: Store, code: str, on: date) -> MapLayer:
    """Return the share of households looked after per grid, in percent.

    Refused like `service.emergency.progress.progress`.
    """
    require(viewer, Action.VIEW_VISITS)
    found = progress(viewer, store, code)
    grids = MapData.of(store).grids(on)
    by_code = found.grids.set_index("grid_code").reindex(grids.codes)
    total = by_code["households"].to_numpy(dtype=float)
    reached = (by_code["confirmed"] + by_code["nobody_there"]).to_numpy(dtype=float)
    values = np.round(reached / np.where(total > 0, total, np.nan) * 100, 1)
    classes = classify(values)
    described = zip(classes.counts, classes.lows, classes.highs, strict=True)
    inside = grids.within(viewer.scope) & (total > 0)
    return MapLayer(
        grids=grids.token,
        title=Term("Looked after"),
        unit=Term("% of the households inside"),
        none=Term("Outside the area"),
        values=values,
        of=classes.of,
        classes=tuple(
            LayerClass(n, tone, low, high) for tone, (n, low, high) in enumerate(described)
        ),
        palette="ramp",
        inside=inside,
        totals={"grids": int(inside.sum()), "households": found.totals["households"]},
        notes=(_note(found),),
        says=tuple(
            None
            if np.isnan(of)
            else Sentence("{part} of {of} households looked after", part=int(part), of=int(of))
            for part, of in zip(reached, total, strict=True)
        ),
        digits=1,
    )


def _note(found: Progress) -> Sentence:
    return Sentence(
        "Looked after: confirmed, or nobody was there. {part} of {of} in all.",
        part=f"{found.reached:,}",
        of=f"{found.totals['households']:,}",
    )
