"""Households beyond reach, on the map: grids by their share."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from casework.access import Action, Viewer, require
from casework.sentence import Sentence, Term
from data.store import Store
from service.map_layer import LayerClass, MapLayer
from service.map_measures import classify
from service.places.reach import NearAsk, Reach, measure, reach

_DIGITS: Final = 1


def far_layer(viewer: Viewer, store: Store, ask: NearAsk, on: date) -> MapLayer:
    """Return the share of occupied homes beyond the distance per grid, in percent.

    Refused like `service.places.reach.measure`.
    """
    require(viewer, Action.VIEW_VISITS)
    seen = measure(viewer, store, ask, on).seen
    found = reach(viewer, store, ask, on, "grid")
    by_code = found.frame.set_index("code").reindex(seen.grids.codes)
    values = np.round(by_code["share_occupied"].to_numpy(dtype=float) * 100, _DIGITS)
    classes = classify(values)
    described = zip(classes.counts, classes.lows, classes.highs, strict=True)
    return MapLayer(
        grids=seen.grids.token,
        title=_title(found),
        unit=Term("% of occupied homes"),
        none=Term("Nobody lives here"),
        values=values,
        of=classes.of,
        classes=tuple(
            LayerClass(n, tone, low, high) for tone, (n, low, high) in enumerate(described)
        ),
        palette="ramp",
        inside=seen.grids_seen,
        totals={
            "grids": int(seen.grids_seen.sum()),
            "households": int(found.whole["households"]),
        },
        notes=notes_of(found),
        says=tuple(_says(row) for row in by_code.itertuples()),
        digits=_DIGITS,
        columns={
            "code": np.array(seen.grids.codes, dtype=object),
            "name": seen.grids.frame["name"].to_numpy(dtype=object),
            "far_occupied": by_code["far_occupied"].fillna(0).to_numpy(dtype=np.int64),
            "occupied": by_code["occupied"].fillna(0).to_numpy(dtype=np.int64),
        },
    )


def notes_of(found: Reach) -> tuple[Sentence, ...]:
    """Return what has to be said beside the figures."""
    said = [
        Sentence(
            "Straight lines, as the crow flies: the way on foot is longer. {count} places counted"
            " to, in use on {day}.",
            count=found.places,
            day=found.on,
        )
    ]
    if found.without_position:
        said.append(
            Sentence(
                "{count} places have no position and are left out.", count=found.without_position
            )
        )
    if not found.places:
        said.append(Sentence("There is no such place: every household is beyond reach."))
    return tuple(said)


def _title(found: Reach) -> Sentence:
    what = found.ask.kind or Term("any of them")
    return Sentence(
        "Farther than {metres} m from the nearest place: {what}",
        metres=f"{found.ask.far_m:,.0f}",
        what=what,
    )


def _says(row: tuple[object, ...]) -> Sentence | None:
    occupied = getattr(row, "occupied", np.nan)
    if not occupied > 0:
        return None
    return Sentence(
        "{far} of {occupied} occupied homes ({share:.1%}); half of all within {median} m",
        far=int(row.far_occupied),  # type: ignore[attr-defined]
        occupied=int(occupied),
        share=float(row.share_occupied),  # type: ignore[attr-defined]
        median="–" if np.isnan(row.median_m) else f"{row.median_m:,.0f}",  # type: ignore[attr-defined]
    )
