"""What a spot check is drawn from: places of a kind or grids of a day, divided into strata."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, cast, get_args

import numpy as np
import pandas as pd

from casework.access import Action, Viewer, require
from casework.draw import UNDIVIDED, Frame, in_proportion, refuse_impossible, same_number
from casework.sentence import Term
from data.place_store import load_places
from data.store import Store
from service.errors import ServiceError
from service.map_view import MapData
from service.places.place import UsedFor
from service.rounds.points import within

Subject = Literal["contact", "service", "round", "grid"]
StrataBy = Literal["street", "kind", "none"]
How = Literal["same", "proportion"]
SUBJECTS: Final = get_args(Subject)
STRATA: Final = get_args(StrataBy)
SUBJECT_TERMS: Final = {
    "contact": Term("contact points"),
    "service": Term("service points"),
    "round": Term("points of rounds"),
    "grid": Term("grids"),
}
STRATA_TERMS: Final = {
    "street": Term("by street"),
    "kind": Term("by kind of place"),
    "none": Term("not divided"),
}
# The stratum of what belongs to no street, or has no kind.
WITHOUT: Final = "-"
FACTS: Final = (
    "code", "name", "kind", "address", "lon", "lat", "grid_code", "county", "street", "community",
)  # fmt: skip


def frame_of(
    viewer: Viewer, store: Store, subject: str, strata_by: str, on: date
) -> tuple[Frame, dict[str, str]]:
    """Return the frame of the viewer's part on a day, and what its strata are called.

    Raises
    ------
    CaseworkError
        When the viewer may not draw spot checks.
    ServiceError
        When there is no such subject or division, or nothing to draw from.
    """
    require(viewer, Action.DRAW_CHECKS)
    _refuse_unknown(subject, SUBJECTS)
    _refuse_unknown(strata_by, STRATA)
    found = elements_of(store, subject, on, viewer.scope)
    if found.empty:
        raise ServiceError(
            "There are no {subject} on {day} in the part you see: bring them in first.",
            subject=SUBJECT_TERMS[subject],
            day=on,
        )
    strata = _strata(found, strata_by)
    names = MapData.of(store).grids(on).unit_names
    told = {one: names.get(one, one) if strata_by == "street" else one for one in set(strata)}
    return Frame.of(zip(found["code"], strata, strict=True)), told


def sizes_of(frame: Frame, how: How, number: int) -> Mapping[str, int]:
    """Return how many of each stratum: the same number, or a total in proportion.

    Raises
    ------
    CaseworkError
        When a stratum has fewer than are asked for, or the total cannot be divided.
    """
    counts = frame.counts
    sizes = same_number(counts, number) if how == "same" else in_proportion(counts, number)
    refuse_impossible(counts, sizes)
    return sizes


def elements_of(
    store: Store, subject: str, on: date | None, area: str | None = None, at: date | None = None
) -> pd.DataFrame:
    """Return the places or grids in use on a day, by code: `FACTS`.

    Parameters
    ----------
    on
        None for all places that ever were; their units, and grids, are then those of `at`.
    """
    day = at or on
    assert day is not None
    layer = MapData.of(store).grids(day)
    if subject == "grid":
        frame = pd.DataFrame(layer.frame.drop(columns="geometry"))
        frame = frame.assign(grid_code=frame["code"], unit_code=None, address=None)
        middle = layer.frame.geometry.representative_point()
        frame = frame.assign(lon=middle.x.to_numpy(), lat=middle.y.to_numpy())
    else:
        with store.read() as conn:
            frame = load_places(conn, cast("UsedFor", subject), on)
    return within(layer, frame, area)[list(FACTS)]


def _strata(found: pd.DataFrame, strata_by: str) -> list[str]:
    if strata_by == "none":
        return [UNDIVIDED] * len(found)
    values = found[strata_by].astype(object)
    return list(np.where(values.isna() | (values == ""), WITHOUT, values))


def _refuse_unknown(said: str, known: tuple[str, ...]) -> None:
    if said not in known:
        raise ServiceError(
            "{seen} cannot be drawn from or divided by: choose one of {known}.",
            seen=said,
            known=", ".join(known),
        )
