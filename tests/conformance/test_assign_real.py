"""Real districts: every point placed as geopandas places it, and the published shares."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import pytest

from geo import assign as rooms
from geo.assign import GridIndex, assign
from geo.gcj02 import gcj02_to_wgs84
from tests.shared_data import shared

SERVICE_REQUESTS = ("bulk-collection", "parking-meter", "parking-enforcement")


@dataclass(frozen=True)
class Trial:
    """Points with the area their publisher states, and the areas."""

    areas: gpd.GeoDataFrame
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    stated: npt.NDArray[np.object_]


def as_grids(areas: gpd.GeoDataFrame, code: str) -> gpd.GeoDataFrame:
    codes = areas[code].astype(str).astype(object)
    return gpd.GeoDataFrame(
        {"code": codes, "name": codes, "kind": "general", "parent_code": ""},
        geometry=areas.geometry,
        crs=areas.crs,
    )


def trial(areas: gpd.GeoDataFrame, lon: pd.Series, lat: pd.Series, stated: pd.Series) -> Trial:
    return Trial(
        areas,
        lon.to_numpy(dtype=float),
        lat.to_numpy(dtype=float),
        stated.astype(object).where(stated.notna(), None).to_numpy(dtype=object),
    )


def washington_crime(layer: str, column: str) -> Trial:
    areas = pyogrio.read_dataframe(shared("washington_dc/areas.gpkg"), layer=layer)
    rows = pyogrio.read_dataframe(shared("washington_dc/crime-incidents-last-30-days.geojson"))
    rows = rows[rows[column].notna()]
    return trial(as_grids(areas, "key"), rows.geometry.x, rows.geometry.y, rows[column])


def washington_requests() -> Trial:
    areas = pyogrio.read_dataframe(shared("washington_dc/areas.gpkg"), layer="ward_2012")
    rows = pd.concat(
        pyogrio.read_dataframe(shared(f"washington_dc/{name}-last-30-days.geojson"))
        for name in SERVICE_REQUESTS
    )
    rows = rows[rows["WARD"].notna() & (rows["WARD"] != "NULL")]
    return trial(as_grids(areas, "key"), rows.geometry.x, rows.geometry.y, rows["WARD"])


def toronto() -> Trial:
    areas = pyogrio.read_dataframe(shared("toronto/neighbourhoods_140.geojson"))
    rows = pd.read_csv(
        shared("toronto/bicycle_thefts_2014_2017_original.csv"), encoding="utf-8-sig", dtype=str
    )
    areas["AREA_SHORT_CODE"] = areas["AREA_SHORT_CODE"].astype(int)
    return trial(
        as_grids(areas, "AREA_SHORT_CODE"),
        rows["X"].astype(float),
        rows["Y"].astype(float),
        rows["Hood_ID"],
    )


def lancashire() -> Trial:
    areas = pyogrio.read_dataframe(shared("lancashire/lsoa_2011_generalised.gpkg"))
    rows = pd.read_csv(
        shared("lancashire/lancashire_asb_2022_original.tab.gz"), sep="\t", dtype={"lsoa_code": str}
    )
    return trial(as_grids(areas, "key"), rows["longitude"], rows["latitude"], rows["lsoa_code"])


def china() -> Trial:
    areas = pyogrio.read_dataframe(shared("china/named_cities_counties_GCJ02.gpkg"))
    rows = pd.read_parquet(shared("china/places_named_cities_GCJ02.parquet"))
    return trial(
        as_grids(areas, "adcode"), rows["longitude"], rows["latitude"], rows["adcode"].astype(str)
    )


TRIALS = {
    "crime to anc": (lambda: washington_crime("anc_2013", "ANC"), 2_898, 40, 100.000),
    "crime to precinct": (
        lambda: washington_crime("voting_precinct_2012", "VOTING_PRECINCT"),
        2_898,
        143,
        100.000,
    ),
    "crime to block group": (
        lambda: washington_crime("block_group_2010", "BLOCK_GROUP"),
        2_895,
        450,
        100.000,
    ),
    "crime to psa": (lambda: washington_crime("psa", "PSA"), 2_895, 56, 95.682),
    "requests to ward": (washington_requests, 10_224, 8, 99.980),
    "thefts to neighbourhood": (toronto, 14_280, 140, 93.908),
    "reports to lsoa": (lancashire, 56_434, 1_857, 95.481),
    "places to county": (china, 2_087, 62, 99.856),
}


def joined(areas: gpd.GeoDataFrame, lon: object, lat: object) -> pd.DataFrame:
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat, crs=areas.crs))
    pairs = points.sjoin(areas[["code", "geometry"]], predicate="intersects")
    code = pairs.groupby(level=0)["code"]
    return pd.DataFrame({"code": code.min(), "held": code.size()}).reindex(range(len(points)))


@pytest.mark.parametrize("by_cells", [False, True], ids=["tree", "cells"])
@pytest.mark.parametrize("name", TRIALS)
def test_a_real_district_equals_geopandas_and_the_published_share(
    name: str, by_cells: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "LARGE_BATCH", 0 if by_cells else 10**9)
    make, points, areas, share = TRIALS[name]
    given = make()
    assert (len(given.lon), len(given.areas)) == (points, areas)
    got = assign(GridIndex.build(given.areas), given.lon, given.lat)
    want = joined(given.areas, given.lon, given.lat)
    assert (got["grid_code"].fillna("-") == want["code"].fillna("-")).all()
    assert ((got["how"] == "tie") == (want["held"] > 1)).all()
    exact = got["grid_code"].to_numpy() == given.stated
    assert round(100 * exact.mean(), 3) == share


def test_invalid_areas_are_named_and_used() -> None:
    index = GridIndex.build(lancashire().areas)
    invalid = lancashire().areas
    assert sorted(index.repaired) == sorted(invalid.loc[~invalid.is_valid, "code"])
    assert len(index.repaired) == 6


def test_a_wrong_datum_is_nearly_silent_but_costs_three_in_a_hundred() -> None:
    given = china()
    shifted = gcj02_to_wgs84(given.lon, given.lat)
    got = assign(GridIndex.build(given.areas), *shifted)
    exact = got["grid_code"].to_numpy() == given.stated
    assert round(100 * exact.mean(), 3) == 96.933
    assert got["why_no_grid"].notna().sum() == 2
