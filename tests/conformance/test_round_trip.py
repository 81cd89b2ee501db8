"""What goes out through the writers comes back through the readers as it was."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.readers.files import read_areas, read_points, read_table
from data.writers.files import write_areas, write_table
from tests.shared_data import shared

MAPS = [".geojson", ".gpkg", ".zip", ".shp", ".parquet", ".kml"]
TABLES = [".csv", ".tsv", ".xlsx", ".parquet"]
CODES = ["420502001001001", "000000000000012", "5E03", "42050200100100112345"]
NAMES = ["西陵区第一网格", 'quote " comma , tab', '=HYPERLINK("http://x")', "𠮷野㐂 <b>"]
# Decimals of 15 digits, which every format keeps.
LON = [111.302208123456, 111.29742, 111.275029000001, 111.3]
LAT = [30.7066561234567, 30.696315, 30.7143040000001, 30.7]


def _areas() -> geopandas.GeoDataFrame:
    shapes = [shapely.box(x, y, x + 0.01, y + 0.01) for x, y in zip(LON, LAT, strict=True)]
    shapes[1] = shapely.MultiPolygon([shapes[1], shapely.box(112, 31, 112.5, 31.5)])
    frame = {"code": CODES, "name": NAMES, "households": [1, 0, 325, 412]}
    return geopandas.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4490")


def _multi(shapes: Iterable[shapely.Geometry]) -> np.ndarray:
    """Return the shapes all as multipolygons: GeoPackage and shapefile make no difference."""
    return shapely.normalize([shapely.MultiPolygon(shapely.get_parts(s).tolist()) for s in shapes])


def _table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": CODES,
            "name": NAMES,
            "lon": LON,
            "lat": LAT,
            "phone": ["+86 717", "-5", "'=x", "@a"],
            "reported_at": pd.to_datetime(["2016-07-27T08:39:48Z"] * 3 + [None], utc=True),
            "note": [None, "two\nlines", "'quoted'", "--"],
        }
    )


@pytest.mark.parametrize("extension", MAPS)
def test_areas_come_back_with_codes_names_and_corners(tmp_path: Path, extension: str) -> None:
    areas = _areas()
    write_areas(tmp_path / f"网格{extension}", areas)
    reading = read_areas(tmp_path / f"网格{extension}")
    assert reading.issues == []
    assert reading.frame["code"].tolist() == CODES
    assert reading.frame["name"].tolist() == NAMES
    assert reading.frame["households"].tolist() == ["1", "0", "325", "412"]
    kept = reading.declared_crs
    assert kept == ("EPSG:4326" if extension in {".geojson", ".kml"} else "EPSG:4490")
    assert reading.shapes is not None
    close = 1e-12 if extension == ".kml" else 0
    assert shapely.equals_exact(_multi(areas.geometry.array), _multi(reading.shapes), close).all()


@pytest.mark.parametrize("extension", TABLES)
def test_tables_come_back_cell_by_cell(tmp_path: Path, extension: str) -> None:
    table = _table()
    write_table(tmp_path / f"表{extension}", table)
    frame = read_table(tmp_path / f"表{extension}").frame
    assert list(frame.columns) == list(table.columns)
    for column in ("code", "name", "phone", "note"):
        expected = [None if pd.isna(v) else v for v in table[column]]
        assert [None if pd.isna(v) else v for v in frame[column]] == expected
    assert frame["reported_at"].tolist()[:3] == ["2016-07-27 08:39:48+00:00"] * 3
    assert pd.isna(frame["reported_at"].iat[3])
    np.testing.assert_array_equal(frame["lon"].astype(float), LON)


@pytest.mark.parametrize("extension", [*MAPS, *TABLES])
def test_points_come_back_where_they_were(tmp_path: Path, extension: str) -> None:
    write_table(tmp_path / f"点{extension}", _table())
    reading = read_points(tmp_path / f"点{extension}")
    assert not any(issue.is_refused for issue in reading.issues)
    assert reading.x is not None and reading.y is not None
    close = 1e-12 if extension == ".kml" else 0
    np.testing.assert_allclose(reading.x, LON, rtol=0, atol=close)
    np.testing.assert_allclose(reading.y, LAT, rtol=0, atol=close)
    assert reading.frame["code"].tolist() == CODES


@pytest.mark.parametrize("extension", [".geojson", ".gpkg", ".csv", ".xlsx"])
def test_a_row_without_coordinates_comes_back_without(tmp_path: Path, extension: str) -> None:
    table = _table()
    table.loc[2, ["lon", "lat"]] = None
    write_table(tmp_path / f"点{extension}", table)
    reading = read_points(tmp_path / f"点{extension}")
    assert reading.x is not None
    assert np.isnan(reading.x).tolist() == [False, False, True, False]
    assert reading.usable.all()


@pytest.mark.parametrize("extension", [".geojson", ".gpkg", ".zip", ".parquet"])
def test_real_counties_come_back_identical(tmp_path: Path, extension: str) -> None:
    source = read_areas(shared("china/yichang_counties_EPSG4490_GBK/yichang_4490.shp"))
    areas = geopandas.GeoDataFrame(source.frame, geometry=source.shapes, crs="EPSG:4490")
    write_areas(tmp_path / f"counties{extension}", areas)
    back = read_areas(tmp_path / f"counties{extension}")
    assert source.shapes is not None and back.shapes is not None
    assert shapely.equals_exact(_multi(source.shapes), _multi(back.shapes), 0).all()
    for ours, read in zip(source.frame.columns, back.frame.columns, strict=True):
        assert source.frame[ours].fillna("").tolist() == back.frame[read].fillna("").tolist()


_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffd"))
_CELL = st.one_of(_TEXT, st.sampled_from(["=1+1", "'=1", "''@x", "-2", "+86", "'", "a,b;c\td"]))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cells=st.lists(_CELL, min_size=1, max_size=6), extension=st.sampled_from([".csv", ".xlsx"]))
def test_any_text_comes_back_trimmed(tmp_path: Path, cells: list[str], extension: str) -> None:
    path = tmp_path / f"any{extension}"
    write_table(path, pd.DataFrame({"code": [f"A{i}" for i in range(len(cells))], "text": cells}))
    read = read_table(path).frame["text"]
    assert read.fillna("").tolist() == [cell.strip() for cell in cells]
