"""The streets of the base map: as a network to walk on, and as lines to draw; kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from data.map_store import base_shapes, token
from data.store import Store
from geo.street_network import StreetNetwork
from service.map_kept import Kept


@dataclass(frozen=True)
class Streets:
    """The streets of one state of the base map.

    Attributes
    ----------
    network
        To walk on; of no stretch where the base map has no lines of streets.
    lines, names, ranks
        As they are drawn: lon, lat (EPSG:4490); "" for none; 1 is the widest.
    """

    network: StreetNetwork
    lines: NDArray[np.object_]
    names: tuple[str, ...]
    ranks: tuple[int, ...]


@lru_cache(maxsize=4)
def _kept(store: Store) -> Kept:
    del store
    return Kept(2)


def streets_of(store: Store) -> Streets:
    """Return the streets, prepared once for each state of the base map."""
    with store.read() as conn:
        mark = token(conn, "base")
    return _kept(store).get(mark, lambda: _load(store))


def _load(store: Store) -> Streets:
    with store.read() as conn:
        shapes = base_shapes(conn)
    roads = shapes[shapes["layer"] == "road"]
    lines = shapely.from_wkb(roads["shape"].to_numpy(dtype=object))
    names = tuple(str(name) if isinstance(name, str) else "" for name in roads["name"])
    ranks = tuple(int(rank) for rank in np.clip(roads["rank"].to_numpy(dtype=int), 1, 3))
    return Streets(StreetNetwork.of(lines), lines, names, ranks)
