"""How many households and open cases lie in a place or belong to a grid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geo.metres import Floats


@dataclass(frozen=True, eq=False)
class Points:
    """Positions sorted by longitude, for many small questions, and their counts by grid."""

    lon: Floats
    lat: Floats
    by_grid: dict[str, int]

    @classmethod
    def of(cls, frame: pd.DataFrame | None) -> Points:
        """Return the points of a frame [lon, lat, grid_code]; none for None."""
        if frame is None:
            return cls(np.empty(0), np.empty(0), {})
        lon, lat = (frame[name].to_numpy(np.float64) for name in ("lon", "lat"))
        order = np.argsort(lon, kind="stable")  # NaN last, never found
        counts = frame["grid_code"].dropna().value_counts()
        return cls(lon[order], lat[order], {str(code): int(n) for code, n in counts.items()})

    def inside(self, shape: shapely.Geometry) -> int:
        """Return how many lie in a shape, its border included."""
        if not self.lon.size or shapely.is_empty(shape):
            return 0
        west, south, east, north = shapely.bounds(shape)
        near = slice(np.searchsorted(self.lon, west), np.searchsorted(self.lon, east, "right"))
        lon, lat = self.lon[near], self.lat[near]
        level = (lat >= south) & (lat <= north)
        shapely.prepare(shape)
        return int(shapely.intersects_xy(shape, lon[level], lat[level]).sum())

    def of_grids(self, codes: Iterable[str]) -> int:
        """Return how many belong to any of some grids."""
        return sum(self.by_grid.get(code, 0) for code in set(codes))


@dataclass(frozen=True, eq=False)
class Affected:
    """The households and the open cases of a district."""

    households: Points
    open_cases: Points

    def inside(self, shape: shapely.Geometry) -> dict[str, int]:
        """Return how many households and open cases lie in a shape, as values of a finding."""
        return {
            "households": self.households.inside(shape),
            "open_cases": self.open_cases.inside(shape),
        }

    def of_grids(self, codes: Iterable[str]) -> dict[str, int]:
        """Return how many households and open cases some grids have, as values of a finding."""
        wanted = tuple(codes)
        return {
            "households": self.households.of_grids(wanted),
            "open_cases": self.open_cases.of_grids(wanted),
        }
