"""Real Chinese files: four coordinate systems, GBK tables, GCJ-02 places and the silent shift."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from casework.access import OPERATOR
from data.grid_store import load_grids
from data.store import Store
from service.exports import assignments
from service.intake.acts import import_file, preview_import
from service.intake.options import ImportOptions, Kind
from tests.service.conftest import NOW
from tests.shared_data import shared

FILES = {
    "4490": "yichang_counties_EPSG4490_GBK/yichang_4490.shp",
    "4546": "yichang_counties_EPSG4546_GBK/yichang_4546.shp",
    "4525": "yichang_counties_EPSG4525_GBK/yichang_4525.shp",
}


def county_options(**said: object) -> ImportOptions:
    columns = {"code": "代码", "name": "名称"}
    return ImportOptions(code_scheme="any", columns=columns, **said)


def counties(store: Store, file: str) -> pd.DataFrame:
    report = import_file(
        OPERATOR, store, Kind.GRIDS, shared(f"china/{file}"), county_options(), NOW
    )
    assert report["refused"] == 0 and report["encoding"].lower() in {"gb18030", "gbk"}
    with store.read() as conn:
        return load_grids(conn).set_index("code")


@pytest.mark.parametrize("system", ["4546", "4525"])
def test_the_same_counties_in_another_system_lie_within_a_metre(tmp_path, empty_database, system):
    import shutil

    kept = {}
    for name in ("4490", system):
        path = tmp_path / f"{name}.db"
        shutil.copy(empty_database, path)
        kept[name] = counties(Store(str(path)), FILES[name])
    one, other = kept["4490"], kept[system].loc[kept["4490"].index]
    assert one["name"].tolist() == other["name"].tolist() and "西陵区" in set(one["name"])
    first, second = (shapely.get_coordinates(shapes) for shapes in (one.geometry, other.geometry))
    across = np.hypot(*((first - second).T * [[96_000], [111_000]]))
    assert across.max() < 1.0


@pytest.mark.parametrize("city", ["nantong", "wuxi"])
def test_projected_counties_lie_where_the_published_ones_lie(store, city):
    import pyogrio

    kept = counties(store, f"{city}_counties_EPSG4549_GBK/{city}_4549.shp")
    published = pyogrio.read_dataframe(
        shared("china/named_cities_counties_WGS84.gpkg"), layer="tianditu_wgs84"
    )
    published = published.set_index(published["district_adcode"].astype(str)).loc[kept.index]
    apart = shapely.hausdorff_distance(kept.geometry.to_numpy(), published.geometry.to_numpy())
    assert (apart * 111_320).max() < 1.0


def places(crs: str) -> ImportOptions:
    return ImportOptions(
        crs=crs, columns={"id": "code", "lon": "longitude", "lat": "latitude", "address": "name"}
    )


@pytest.fixture
def gcj02_counties(store):
    options = ImportOptions(code_scheme="any", crs="GCJ-02", columns={"code": "adcode"})
    path = shared("china/named_cities_counties_GCJ02.gpkg")
    report = import_file(OPERATOR, store, Kind.GRIDS, path, options, NOW)
    assert report["accepted"] == 62
    return store


PLACES = "china/places_named_cities_GCJ02.parquet"


def test_places_declared_as_they_are_agree_as_published_and_raise_no_warning(gcj02_counties):
    report = import_file(
        OPERATOR, gcj02_counties, Kind.CASES, shared(PLACES), places("GCJ-02"), NOW
    )
    assert report["rows"] == report["accepted"] == 2_087
    found = assignments(OPERATOR, gcj02_counties).set_index("case_id")["grid_code"]
    official = pd.read_parquet(shared(PLACES)).astype({"code": str, "adcode": str})
    agreed = (found.loc[official["code"]].to_numpy() == official["adcode"].to_numpy()).mean()
    assert round(100 * agreed, 3) == 99.856
    assert "datum.shifted" not in [issue["code"] for issue in report["issues"]]


def test_places_declared_wrongly_raise_the_warning_with_both_figures(gcj02_counties):
    report = preview_import(
        OPERATOR, gcj02_counties, Kind.CASES, shared(PLACES), places("WGS84"), NOW
    )
    assert_warned(report, "97.700%", "99.856%", "GCJ-02")


def test_counties_declared_wrongly_raise_the_warning_too(store):
    """The other half of the trap: the published 96.933 % is the shift in this direction."""
    options = ImportOptions(code_scheme="any", crs="WGS84", columns={"code": "adcode"})
    path = shared("china/named_cities_counties_GCJ02.gpkg")
    import_file(OPERATOR, store, Kind.GRIDS, path, options, NOW)
    report = preview_import(OPERATOR, store, Kind.CASES, shared(PLACES), places("GCJ-02"), NOW)
    assert_warned(report, "96.933%", "99.856%", "EPSG:4326")


def assert_warned(report: dict[str, object], *figures: str) -> None:
    (warning,) = [i for i in report["issues"] if i["code"] == "datum.shifted"]
    for language in ("zh", "en"):
        assert all(figure in warning[f"message_{language}"] for figure in figures)
