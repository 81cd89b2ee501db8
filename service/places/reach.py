"""How far households have to go to the nearest place, and which lie beyond a set distance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from data.settings_store import setting
from data.store import Store
from service.errors import ServiceError
from service.figure_places import areas_in
from service.places.distances import Distances, distances_of, metric_homes
from service.places.homes import SeenHomes, seen_homes
from service.places.place import USES

Level = Literal["grid", "community", "street", "county"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
MOST_M: Final = 100_000.0
COLUMNS: Final = (
    "code", "name", "households", "occupied", "far", "far_occupied", "share", "share_occupied",
    "median_m", "p90_m",
)  # fmt: skip
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class NearAsk:
    """Distance to which places, and from how many metres on it is far.

    Attributes
    ----------
    kind
        None for any kind of this use.
    far_m
        A household at exactly this distance is within reach; None for the office's setting.
    area
        Code of a unit or grid; None for all the viewer sees.
    """

    kind: str | None = None
    used_for: str = "service"
    far_m: float | None = None
    area: str | None = None


@dataclass(frozen=True)
class Reach:
    """Distances of the households of an area.

    Attributes
    ----------
    ask
        With the distance in force.
    places, without_position
        How many places are counted to, and how many cannot be.
    whole
        One row of `frame`, about all of the area.
    frame
        `COLUMNS` per unit in order of its code; shares are of 0 to 1; NaN where nobody lives or
        there is no place.  Median and 90th percentile are of all households, occupied or not.
    elsewhere
        Households of the area that lie in no unit of the level.
    """

    ask: NearAsk
    level: Level
    on: date
    places: int
    without_position: int
    whole: pd.Series
    frame: pd.DataFrame
    elsewhere: int


@dataclass(frozen=True)
class Trial:
    """What a place on trial would change: nothing of it is kept.

    Attributes
    ----------
    within, within_occupied
        Households within the distance of it.
    gained, gained_occupied
        Those of them that no place is within reach of today.
    still_far, still_far_occupied
        Households of the area that would be far all the same.
    """

    lon: float
    lat: float
    far_m: float
    within: int
    within_occupied: int
    gained: int
    gained_occupied: int
    still_far: int
    still_far_occupied: int


@dataclass(frozen=True)
class Measured:
    """The distances that a viewer sees: what the acts here, the map and its tiles share."""

    ask: NearAsk
    seen: SeenHomes
    found: Distances

    @property
    def far_m(self) -> float:
        """Return the distance in force."""
        return float(self.ask.far_m or 0.0)

    @property
    def is_far(self) -> NDArray[np.bool_]:
        """Return which households the viewer sees in the area that lie beyond the distance."""
        return self.seen.is_seen & (self.found.nearest.distance_m > self.far_m)


def measure(viewer: Viewer, store: Store, ask: NearAsk, on: date) -> Measured:
    """Return the distances of the households of an area.

    Raises
    ------
    CaseworkError
        When the viewer may not see how far things are.
    ServiceError
        When the use or the distance cannot be, or the viewer sees nothing of the area.
    """
    require(viewer, Action.VIEW_VISITS)
    ask = replace(ask, far_m=_far_m(store, ask.far_m))
    if ask.used_for not in USES:
        raise ServiceError(
            "There are no places used for {value}: choose service, contact or round.",
            value=ask.used_for,
        )
    seen = seen_homes(viewer, store, ask.area, on)
    return Measured(
        ask, seen, distances_of(store, seen.mark, seen.homes, ask.used_for, ask.kind, on)
    )


def reach(
    viewer: Viewer, store: Store, ask: NearAsk, on: date, level: Level = "community"
) -> Reach:
    """Return per unit how many households lie beyond the distance; refused like `measure`."""
    require(viewer, Action.VIEW_VISITS)
    if level not in LEVELS:
        raise ServiceError(
            "There is no level {value}: choose one of {known}.",
            value=level,
            known=", ".join(LEVELS),
        )
    found = measure(viewer, store, ask, on)
    unit, codes, names = _units(found.seen, level)
    members = np.where(found.seen.is_seen, unit, -2)
    frame = _summed(found, members, codes, names)
    whole = _summed(found, np.where(found.seen.is_seen, 0, -2), [ask.area or ""], [""]).iloc[0]
    return Reach(
        found.ask, level, on, len(found.found.places), found.found.without_position,
        whole, frame, int((members == -1).sum()),
    )  # fmt: skip


def try_place(
    viewer: Viewer, store: Store, ask: NearAsk, lon: float, lat: float, on: date
) -> Trial:
    """Return what one more place would change; refused like `measure`, and nowhere on earth."""
    require(viewer, Action.VIEW_VISITS)
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise ServiceError(
            "The position {lon}, {lat} is nowhere on earth: give longitude and latitude in"
            " degrees.",
            lon=lon,
            lat=lat,
        )
    found = measure(viewer, store, ask, on)
    seen, lived = found.seen, found.seen.homes.is_occupied
    away = metric_homes(store, seen.mark, seen.homes).distance_m(lon, lat)
    near = seen.is_seen & (away <= found.far_m)
    gained, still = near & found.is_far, found.is_far & ~near
    counted = [int(part.sum()) for one in (near, gained, still) for part in (one, one & lived)]
    return Trial(lon, lat, found.far_m, *counted)


def _far_m(store: Store, asked: float | None) -> float:
    if asked is None:
        with store.read() as conn:
            return float(str(setting(conn, "far_m")))
    if not 0 < asked <= MOST_M:
        raise ServiceError(
            "The distance {value} cannot be: give metres above 0 and at most {most}.",
            value=asked,
            most=int(MOST_M),
        )
    return float(asked)


def _units(seen: SeenHomes, level: Level) -> tuple[NDArray[np.int64], list[str], list[str]]:
    """Return which unit each household lies in (-1 for none), the units' codes and names."""
    layer = seen.grids
    above = areas_in(layer, level)
    inside = [
        above[code] for code, is_in in zip(layer.codes, seen.grids_seen, strict=True) if is_in
    ]
    codes = sorted({code for code in inside if code is not None})
    known = layer.unit_names | dict(zip(layer.codes, layer.frame["name"], strict=True))
    number = {code: row for row, code in enumerate(codes)}
    of_grid = np.array([number.get(above[code] or "", -1) for code in layer.codes] + [-1])
    return of_grid[seen.grid_row], codes, [str(known.get(code) or code) for code in codes]


def _summed(
    found: Measured, members: NDArray[np.int64], codes: list[str], names: list[str]
) -> pd.DataFrame:
    """Return `COLUMNS` per unit; households of a negative unit are in none of them."""
    is_in = members >= 0
    unit, size = members[is_in], len(codes)
    far, lived = found.is_far[is_in], found.seen.homes.is_occupied[is_in]
    counted = {
        name: np.bincount(unit[mask], minlength=size)
        for name, mask in (
            ("households", np.ones(len(unit), dtype=bool)),
            ("occupied", lived),
            ("far", far),
            ("far_occupied", far & lived),
        )
    }
    frame = pd.DataFrame({"code": codes, "name": names} | counted)
    for end in ("", "_occupied"):
        of = frame["occupied" if end else "households"]
        frame[f"share{end}"] = frame[f"far{end}"] / of.where(of > 0)
    distance = pd.Series(found.found.nearest.distance_m[is_in])
    by_unit = distance.where(np.isfinite(distance)).groupby(unit)
    for name, quantile in (("median_m", 0.5), ("p90_m", 0.9)):
        frame[name] = by_unit.quantile(quantile).reindex(range(size)).to_numpy(dtype=float)
    return frame[list(COLUMNS)]
