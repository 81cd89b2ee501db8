"""What the map shows, built once per revision: grids, households, cases, the base map."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from casework.access import Viewer
from casework.viewer import codes_of
from data.case_arrays import case_frame
from data.grid_store import load_grids, load_org_units
from data.map_store import (
    base_shapes,
    household_counts,
    household_points,
    token,
)
from data.settings_store import snap_of
from data.store import Store
from data.time_store import turning_days
from service.case_memory import cases_in_memory
from service.coverage import index_on
from service.map_base import BaseLayer
from service.map_cases import with_world
from service.map_grids import grid_layer
from service.map_kept import Kept
from service.map_points import PointTiles
from service.placing import place_points

# Lies before every day that is kept.
_LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True)
class GridLayer:
    """The grids in force on a day.

    Attributes
    ----------
    token
        Mark of this state: revision, content, and the day since which these grids are in force.
    frame
        ``code, name, kind, parent_code, geometry`` (EPSG:4490), by code, RangeIndex.
    units
        Organisation units: ``code, name, level, parent_code``.
    """

    token: str
    frame: gpd.GeoDataFrame
    units: pd.DataFrame

    @property
    def codes(self) -> list[str]:
        """Return the codes in order."""
        return list(self.frame["code"])

    @property
    def unit_names(self) -> dict[str, str]:
        """Return names of organisation units by code."""
        return dict(zip(self.units["code"], self.units["name"], strict=True))

    def rows_of(self, codes: pd.Series) -> NDArray[np.int64]:
        """Return the row of each grid code, -1 where there is no such grid."""
        found = codes.astype("category").cat
        of_kind = pd.Index(self.frame["code"]).get_indexer(found.categories.astype(object))
        rows: NDArray[np.int64] = np.append(of_kind, -1)[found.codes.to_numpy()]
        return rows

    def bounds_of(self, rows: list[int]) -> list[float]:
        """Return west, south, east, north of some grids, rounded to about 0.1 m."""
        return [round(float(value), 6) for value in self.frame.geometry.iloc[rows].total_bounds]

    def within(self, area: str | None) -> NDArray[np.bool_]:
        """Return which grids lie in a unit or in those below it, or are it; all for None."""
        if area is None:
            return np.ones(len(self.frame), dtype=bool)
        own = codes_of(area)
        inside, below = set(own), set(own)
        children = self.units.dropna(subset="parent_code").groupby("parent_code")["code"].agg(list)
        while below:
            below = {child for code in below for child in children.get(code, [])} - inside
            inside |= below
        chosen = self.frame["parent_code"].isin(inside) | self.frame["code"].isin(own)
        rows: NDArray[np.bool_] = chosen.to_numpy(dtype=bool)
        return rows


class MapData:
    """The layers of one store; safe for many threads."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._kept = Kept(12)
        # What holds for a stretch of days; whoever walks through time passes many.
        self._of_stretch = Kept(30)
        self._encoded = Kept(20)

    @staticmethod
    @lru_cache(maxsize=4)
    def of(store: Store) -> MapData:
        """Return the layers of this store."""
        return MapData(store)

    def token(self, topic: str) -> str:
        """Return the mark of a topic's present state."""
        with self.store.read() as conn:
            return token(conn, topic)

    def grids(self, on: date) -> GridLayer:
        """Return the grids in force on a day; one and the same for all days between changes."""
        mark = self._stretch(on)
        return self._of_stretch.get(("grids", mark), lambda: self._load_grids(mark, on))

    def _stretch(self, on: date) -> str:
        """Return the mark of the grids of a day: their state, and since when they are in force."""
        state = self.token("grids")
        turns = self._of_stretch.get(("turns", state), self._load_turns)
        at = bisect_right(turns, on)
        return f"{state}-{turns[at - 1]:%Y%m%d}" if at else f"{state}-0"

    def encoded_grids(self, on: date, band: int) -> tuple[str, dict[str, Any]]:
        """Return the grids' token and what the browser draws for a zoom band."""
        grids = self.grids(on)
        key = (grids.token, band)
        return grids.token, self._encoded.get(key, lambda: grid_layer(grids.frame, band))

    def points(self, mark: str) -> tuple[PointTiles, bool]:
        """Return the household points, and whether they are those of the mark.

        The database is asked only when the mark is not that of kept ones.
        """
        kept = self._kept.peek(("points", mark))
        if isinstance(kept, PointTiles):
            return kept, True
        current = self.token("households")
        return self._kept.get(("points", current), self._load_points), current == mark

    def household_counts(self, grids: GridLayer) -> NDArray[np.int64]:
        """Return households per grid, in the order of the grids."""
        key = ("counts", self.token("households"), grids.token)
        return self._of_stretch.get(key, lambda: self._load_counts(grids))

    def households_then(self, grids: GridLayer, on: date) -> NDArray[np.int64]:
        """Return today's households per grid of another day, by where each of them stands."""
        key = ("counts then", self.token("households"), grids.token)
        return self._of_stretch.get(key, lambda: self._place_households(grids, on))

    def cases(self) -> pd.DataFrame:
        """Return every case: ``code, category, status, lon, lat, x, y, grid_code, ...``."""
        return self._kept.get(("cases", self.token("cases")), self._load_cases)

    def base(self, mark: str) -> tuple[BaseLayer, bool]:
        """Return the base map, and whether it is that of the mark."""
        kept = self._kept.peek(("base", mark))
        if isinstance(kept, BaseLayer):
            return kept, True
        current = self.token("base")
        return self._kept.get(("base", current), self._load_base), current == mark

    def touching(self, grids: GridLayer) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the rows of every two grids that touch or overlap, each pair both ways."""
        return self._of_stretch.get(("touching", grids.token), lambda: touching_rows(grids.frame))

    def warm(self, on: date) -> None:
        """Build what the first visitor would otherwise wait for."""
        grids = self.grids(on)
        self.household_counts(grids)
        self.cases()
        for band in (1, 2, 0):
            self.encoded_grids(on, band)
        self.base(self.token("base"))
        self.points(self.token("households"))

    def _load_turns(self) -> list[date]:
        with self.store.read() as conn:
            return list(turning_days(conn, "grids", "units"))

    def _load_grids(self, mark: str, on: date) -> GridLayer:
        with self.store.read() as conn:
            frame = load_grids(conn, on)[["code", "name", "kind", "parent_code", "geometry"]]
            units = load_org_units(conn, on)[["code", "name", "level", "parent_code"]]
        frame = frame.drop_duplicates("code", keep="last").reset_index(drop=True)
        return GridLayer(mark, frame, units.drop_duplicates("code", keep="last"))

    def _load_points(self) -> PointTiles:
        with self.store.read() as conn:
            return PointTiles(*household_points(conn))

    def _load_counts(self, grids: GridLayer) -> NDArray[np.int64]:
        with self.store.read() as conn:
            counted = household_counts(conn)
        return np.array([counted.get(code, 0) for code in grids.codes], dtype=np.int64)

    def _place_households(self, grids: GridLayer, on: date) -> NDArray[np.int64]:
        with self.store.read() as conn:
            lon, lat = household_points(conn)
            snap_m = snap_of(conn)
        placed = place_points(index_on(self.store, on), lon, lat, snap_m=snap_m)
        rows = grids.rows_of(placed["grid_code"])
        return np.bincount(rows[rows >= 0], minlength=len(grids.frame)).astype(np.int64)

    def _load_cases(self) -> pd.DataFrame:
        return with_world(case_frame(cases_in_memory(self.store)[1]))

    def _load_base(self) -> BaseLayer:
        with self.store.read() as conn:
            return BaseLayer(base_shapes(conn))


def day_of_mark(mark: str) -> date | None:
    """Return a day for which the grids of this mark hold, None for what is no such mark."""
    since = mark.rpartition("-")[2]
    try:
        return _LONG_AGO if since == "0" else datetime.strptime(since, "%Y%m%d").date()  # noqa: DTZ007
    except ValueError:
        return None


def touching_rows(frame: gpd.GeoDataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the row numbers of every two shapes that touch or overlap, each pair both ways."""
    shapes = frame.geometry.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    return first[first != second], second[first != second]


def grid_scope(viewer: Viewer, grids: GridLayer) -> set[str]:
    """Return the codes of the grids a viewer sees into."""
    return set(grids.frame["code"][grids.within(viewer.scope)])
