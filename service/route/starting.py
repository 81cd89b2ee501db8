"""Where a way begins: a place of service near the worker's grids, never where somebody is."""

from __future__ import annotations

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


def usual_start(store: Store, worker_code: str, on: date) -> Start:
    """Return the contact or service place nearest to the middle of a worker's grids.

    Without any place, the middle itself.

    Raises
    ------
    ServiceError
        When the worker answers for no grid on that day, so that there is no middle.
    """
    lon, lat = _middle(store, worker_code, on)
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


def _middle(store: Store, worker_code: str, on: date) -> tuple[float, float]:
    frame = MapData.of(store).grids(on).frame
    roster = roster_on(store)
    who = (roster.responsible_on(str(code), on).worker for code in frame["code"])
    own = frame.geometry[[one is not None and one.code == worker_code for one in who]]
    if own.empty:
        raise ServiceError(
            "{worker} answers for no grid on {day}, so the route has nowhere to begin: choose a"
            " start.",
            worker=worker_code,
            day=on,
        )
    middle = shapely.centroid(shapely.union_all(own.to_numpy()))
    return float(middle.x), float(middle.y)
