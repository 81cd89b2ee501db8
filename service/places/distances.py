"""How far every household is from the nearest place of a kind: counted once per change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pandas as pd

from data.household_store import HomeArrays
from data.map_store import token
from data.place_store import load_places
from data.store import Store
from geo.nearest import MetricPoints, Nearest
from service.map_kept import Kept

# Kinds, uses and days that are looked at one after another.
_KEPT = 24


@dataclass(frozen=True)
class Distances:
    """Every household's nearest place.

    Attributes
    ----------
    mark
        Of the households, the places and the day.
    places
        Those of the kind in use on the day that have a position: `data.place_store.COLUMNS`.
    without_position
        How many more there are.
    nearest
        Rows of `places` and metres, in the order of the households in memory.
    """

    mark: str
    places: pd.DataFrame
    without_position: int
    nearest: Nearest


@lru_cache(maxsize=4)
def _kept(store: Store) -> Kept:
    del store
    return Kept(_KEPT)


def distances_of(
    store: Store, mark: str, homes: HomeArrays, used_for: str, kind: str | None, on: date
) -> Distances:
    """Return the distance of every household to the nearest place.

    Parameters
    ----------
    mark, homes
        From `service.home_memory.homes_in_memory`.
    kind
        None for any kind of this use.
    """
    with store.read() as conn:
        found = load_places(conn, used_for, on)
        state = f"{mark}.{token(conn, 'places')}.{on:%Y%m%d}"
    if kind is not None:
        found = found.loc[found["kind"] == kind]
    has_position = found["lon"].notna()
    placed = found.loc[has_position].reset_index(drop=True)
    lon, lat = (placed[name].to_numpy(dtype=float) for name in ("lon", "lat"))
    key = (state, used_for, kind)
    nearest = _kept(store).get(key, lambda: metric_homes(store, mark, homes).nearest(lon, lat))
    return Distances(state, placed, int((~has_position).sum()), nearest)


def metric_homes(store: Store, mark: str, homes: HomeArrays) -> MetricPoints:
    """Return all households in metres, in their order."""
    return _kept(store).get(("homes", mark), lambda: MetricPoints(homes.lon, homes.lat))
