"""Places as files other programs read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas as gpd

from casework.access import Action, Viewer, require
from data.grid_store import STORE_CRS
from data.store import Store
from data.writers.files import write_table
from service.places.listing import places_of


def export_places(
    viewer: Viewer, store: Store, path: Path, on: date, used_for: str | None = None
) -> int:
    """Write the places in use on a day into a file, by its ending, and return how many.

    Raises
    ------
    CaseworkError
        When the viewer may not export.
    DataError
        When the ending is not one we write.
    """
    require(viewer, Action.EXPORT)
    found = places_of(viewer, store, on, used_for=used_for).drop(columns="id")
    points = gpd.points_from_xy(found["lon"].astype(float), found["lat"].astype(float))
    points[found["lon"].isna().to_numpy()] = None
    write_table(path, gpd.GeoDataFrame(found, geometry=points, crs=STORE_CRS))
    return len(found)
