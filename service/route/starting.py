"""Where a way begins: a place of service near the worker's grids, never where somebody is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely

from casework.sentence import Sentence
from data.place_store import load_places
from data.store import Store
from geo.crs import metric_crs, points_to_metres
from service.coverage import roster_on
from service.errors import ServiceError
from service.map_view import MapData


@dataclass(frozen=True)
class Start:
    """Where a way begins: EPSG:4490, and why there."""

    lon: float
    lat: float
    why: Sentence


def chosen_start(start: tuple[float, float]) -> Start:
    """Return the start that was asked for."""
    return Start(*start, Sentence("The way begins at the place that was chosen."))


def usual_start(
    store: Store, worker_code: str, on: date, stops: Sequence[tuple[float, float]]
) -> Start:
    """Return the contact or service place nearest to the middle of a worker's grids.

    Without any place, the middle itself; where he answers for no grid, the middle of the stops.

    Raises
    ------
    ServiceError
        When there are no stops either.
    """
    middle = _middle(store, worker_code, on)
    if middle is None:
        return _amid(stops, worker_code, on)
    lon, lat = middle
    with store.read() as conn:
        places = load_places(conn, on=on)
    is_open = places["used_for"].isin(["contact", "service"])
    places = places.loc[is_open & places["lon"].notna() & places["lat"].notna()]
    if places.empty:
        return Start(lon, lat, Sentence("The way begins in the middle of the worker's grids."))
    lons, lats = (np.array([own, *places[n]], float) for n, own in (("lon", lon), ("lat", lat)))
    x, y = points_to_metres(lons, lats, metric_crs(lons, lats))
    nearest = places.iloc[int(np.argmin(np.hypot(x[1:] - x[0], y[1:] - y[0])))]
    said = Sentence(
        "The way begins at {place}, the contact or service place nearest to the worker's grids.",
        place=nearest["name"],
    )
    return Start(float(nearest["lon"]), float(nearest["lat"]), said)


def _middle(store: Store, worker_code: str, on: date) -> tuple[float, float] | None:
    frame = MapData.of(store).grids(on).frame
    roster = roster_on(store)
    who = (roster.responsible_on(str(code), on).worker for code in frame["code"])
    own = frame.geometry[[one is not None and one.code == worker_code for one in who]]
    if own.empty:
        return None
    middle = shapely.centroid(shapely.union_all(own.to_numpy()))
    return float(middle.x), float(middle.y)


def _amid(stops: Sequence[tuple[float, float]], worker_code: str, on: date) -> Start:
    if not stops:
        raise ServiceError(
            "{worker} answers for no grid on {day} and has no stops, so the way has nowhere to"
            " begin: choose a start, or another worker.",
            worker=worker_code,
            day=on,
        )
    lon, lat = (float(value) for value in np.mean(stops, axis=0))
    return Start(lon, lat, Sentence("The way begins in the middle of the stops."))
