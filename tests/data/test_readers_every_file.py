"""Every awkward public file is read in known numbers or refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.errors import DataError
from data.readers.files import read_areas, read_points, read_table
from data.readers.reading import Reading
from tests.shared_data import shared

EXAMPLES = "awkward/geojson_edge_cases/examples"
ASKED = {".geojson", ".json", ".gpkg", ".shp", ".zip", ".kml", ".parquet", ".csv", ".xlsx", ".gz"}

# file: rows read as areas, of which usable, and the code of the first refusal
AREAS = {
    f"{EXAMPLES}/invalid_geometries/invalid_exterior_not_ccw.geojson": (1, 1, None),
    f"{EXAMPLES}/invalid_geometries/invalid_incorrect_geometry_data_type.geojson": (
        1,
        0,
        "geometry.depth",
    ),
    f"{EXAMPLES}/invalid_geometries/invalid_less_three_unique_nodes.geojson": (
        1,
        0,
        "geometry.no_area",
    ),
    f"{EXAMPLES}/invalid_geometries/invalid_unclosed.geojson": (1, 1, None),
    f"{EXAMPLES}/invalid_structure/invalid_feature_geometry_is_string.geojson": (
        1,
        0,
        "geometry.type",
    ),
    f"{EXAMPLES}/invalid_structure/invalid_feature_no_properties.geojson": (1, 1, None),
    f"{EXAMPLES}/invalid_structure/invalid_feature_properties_is_int.geojson": (
        1,
        0,
        "feature.properties",
    ),
    f"{EXAMPLES}/invalid_structure/invalid_feature_wrong_geometry_key.geojson": (
        1,
        0,
        "geometry.missing",
    ),
    f"{EXAMPLES}/invalid_structure/invalid_featurecollection_feature_nullfeature.geojson": (
        1,
        0,
        "feature.type",
    ),
    f"{EXAMPLES}/invalid_structure/invalid_geometry_coordinates_empty_position.geojson": (
        1,
        0,
        "geometry.position",
    ),
    f"{EXAMPLES}/invalid_structure/invalid_geometry_depth_deep_polygon.geojson": (
        1,
        0,
        "geometry.depth",
    ),
    f"{EXAMPLES}/invalid_structure/invalid_geometry_depth_shallow_multipolygon.geojson": (
        1,
        0,
        "geometry.depth",
    ),
    f"{EXAMPLES}/problematic_geometries/problematic_4d_coordinates.geojson": (1, 1, None),
    f"{EXAMPLES}/problematic_geometries/problematic_outside_lat_lon_boundaries.geojson": (
        1,
        0,
        "geometry.range",
    ),
    f"{EXAMPLES}/problematic_structure/problematic_crs_defined.geojson": (1, 1, None),
    f"{EXAMPLES}/problematic_structure/problematic_nested_geometrycollection.geojson": (
        1,
        0,
        "geometry.not_area",
    ),
    f"{EXAMPLES}/valid/valid_featurecollection_multiple_feature_types.geojson": (
        4,
        2,
        "geometry.not_area",
    ),
    f"{EXAMPLES}/valid/valid_featurecollection_with_geometrycollection.geojson": (1, 1, None),
    "awkward/csv_locale/medellin_comunas.gpkg": (21, 21, None),
    "awkward/gbk_shapefile_no_cpg/chongqing/区县界_area.shp": (38, 38, None),
    "awkward/invalid_county_geojson/DataV_420500_yichang_3invalid.json": (13, 13, None),
    "awkward/kml/chicago_police_districts.kml": (25, 25, None),
    "balance/DE_precincts.zip": (430, 430, None),
    "balance/IA_counties.zip": (99, 99, None),
    "balance/RI_precincts.zip": (419, 419, None),
    "balance/Providence_blocks.zip": (3014, 3014, None),
    "balance/denver_precincts/CO_bad_gap_region.zip": (15, 15, None),
    "balance/denver_precincts/DenverCo_precincts2016_orig.zip": (346, 346, None),
    "balance/denver_precincts/DenverCo_precincts2020_repaired.zip": (356, 356, None),
    "china/named_cities_counties_GCJ02.gpkg": (62, 62, None),
    "toronto/neighbourhoods_140.geojson": (140, 140, None),
}
REFUSED = [
    "invalid_structure/invalid_featurecollection_features_is_object.geojson",
    "invalid_structure/invalid_featurecollection_no_features_member.geojson",
    "invalid_structure/invalid_featurecollection_nulltype.geojson",
    "invalid_structure/invalid_featurecollection_type_lowercase.geojson",
    "invalid_structure/invalid_featurecollection_unknown_type.geojson",
    "valid/valid_featurecollection_empty_features.geojson",
]
POINTS = {
    "awkward/csv_locale/medellin_homicides.csv": (9360, 81),
    "china/named_cities_points_3crs_computed.csv.gz": (2087, 0),
    "china/places_named_cities_GCJ02.parquet": (2087, 0),
    "china/yichang_points_GCJ02.xlsx": (267, 0),
    "china/yichang_points_GCJ02_gb18030.csv": (267, 0),
    "china/yichang_points_GCJ02_utf8bom.csv": (267, 0),
    "lancashire/lancashire_asb_2022_original.tab.gz": (56434, 0),
    "toronto/bicycle_thefts_2014_2017_original.csv": (14280, 0),
    "washington_dc/bulk-collection-last-30-days.geojson": (4280, 0),
    "washington_dc/crime-incidents-last-30-days.geojson": (2898, 0),
    "washington_dc/parking-enforcement-last-30-days.geojson": (2840, 0),
    "washington_dc/parking-meter-last-30-days.geojson": (3182, 0),
}


@pytest.mark.parametrize("name", AREAS)
def test_areas_are_read_in_known_numbers(name: str) -> None:
    rows, usable, code = AREAS[name]
    reading = read_areas(shared(name))
    assert (len(reading.rows), int(reading.usable.sum())) == (rows, usable)
    assert next((i.code for i in reading.issues if i.is_refused), None) == code
    assert reading.shapes is not None
    assert [shape is not None for shape in reading.shapes] == reading.usable.tolist()


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_geojson_is_refused_by_name(name: str) -> None:
    with pytest.raises(DataError, match=Path(name).name):
        read_areas(shared(f"{EXAMPLES}/{name}"))


@pytest.mark.parametrize("name", POINTS)
def test_points_are_read_in_known_numbers(name: str) -> None:
    rows, blank = POINTS[name]
    reading = read_points(shared(name))
    assert (len(reading.rows), int(reading.usable.sum())) == (rows, rows)
    assert reading.x is not None
    assert int(np.isnan(reading.x).sum()) == blank


@pytest.mark.parametrize("door", [read_areas, read_points, read_table])
@pytest.mark.parametrize("folder", ["awkward", "balance", "china", "lancashire", "toronto"])
def test_nothing_but_a_sentence_ever_escapes(folder: str, door: Callable[..., Reading]) -> None:
    files = [p for p in sorted(shared(folder).rglob("*")) if p.suffix.lower() in ASKED]
    assert files
    for path in files:
        try:
            reading = door(path)
        except DataError as error:
            assert path.name in str(error)
            continue
        refused = {issue.row for issue in reading.issues if issue.is_refused}
        assert len(reading.frame) == len(reading.rows) == int(reading.usable.sum()) + len(refused)
        assert all(issue.msgid.format(**issue.params) for issue in reading.issues)


def test_a_gbk_shapefile_without_cpg_reads_in_chinese() -> None:
    reading = read_areas(shared("awkward/gbk_shapefile_no_cpg/chongqing/区县界_area.shp"))
    assert reading.encoding == "GB18030"
    assert reading.frame["NAME"].tolist()[:2] == ["奉节县", "云阳县"]
    assert reading.frame["ADMINCODE"].tolist()[:2] == ["500236", "500235"]


@pytest.mark.parametrize("number", [4490, 4546, 4525])
def test_gbk_shapefiles_declare_their_system_and_read_their_headers(number: int) -> None:
    name = f"china/yichang_counties_EPSG{number}_GBK/yichang_{number}.shp"
    reading = read_areas(shared(name))
    assert (reading.declared_crs, reading.crs_source) == (f"EPSG:{number}", ".prj")
    assert "西陵区" in reading.frame.to_numpy()


def test_a_column_about_the_coordinate_system_declares_it() -> None:
    for name in ("GCJ02.xlsx", "GCJ02_gb18030.csv", "GCJ02_utf8bom.csv"):
        reading = read_points(shared(f"china/yichang_points_{name}"))
        assert (reading.declared_crs, reading.crs_source) == ("GCJ-02", "坐标系")
        assert reading.coordinate_columns == ("经度", "纬度")
        assert reading.frame["行政区划代码"].iat[0] == "420502"


def test_a_table_that_declares_nothing_declares_nothing() -> None:
    reading = read_points(shared("china/places_named_cities_GCJ02.parquet"))
    assert (reading.declared_crs, reading.crs_source) == (None, None)


def test_line_breaks_inside_quotes_do_not_count_as_rows() -> None:
    reading = read_points(shared("toronto/bicycle_thefts_2014_2017_original.csv"))
    assert reading.rows.tolist() == list(range(2, 14282))
    assert reading.frame["FID"].nunique() == 14280


def test_the_layers_of_a_geopackage_are_named_when_none_is_chosen() -> None:
    path = shared("washington_dc/areas.gpkg")
    with pytest.raises(DataError, match="ward_2012, anc_2013, smd_2013"):
        read_areas(path)
    reading = read_areas(path, layer="smd_2013")
    assert len(reading.rows) == 296
    assert reading.layer == "smd_2013" and len(reading.layers) == 6
    with pytest.raises(DataError, match="no layer wards: it has ward_2012"):
        read_areas(path, layer="wards")


def test_the_sheets_of_a_workbook_are_named_when_none_is_chosen() -> None:
    path = shared("awkward/excel/aggravated_assaults.xlsx")
    with pytest.raises(DataError, match="Austin, Fort Worth, Seattle"):
        read_points(path)
    assert len(read_points(path, sheet="Austin").rows) == 8696
    with pytest.raises(DataError, match="no sheet Dallas"):
        read_points(path, sheet="Dallas")
