"""Map files made here: shapefiles in every packing, GeoPackage, KML, GeoJSON, GeoParquet."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely

from data.errors import DataError
from data.readers.files import read_areas, read_points, read_table
from data.readers.reading import Reading

SQUARE = [[[111.0, 30.0], [111.1, 30.0], [111.1, 30.1], [111.0, 30.1], [111.0, 30.0]]]
NAMES = ["西陵区", "伍家岗区"]


def _areas(names: list[str] | None = None) -> geopandas.GeoDataFrame:
    named = names or NAMES
    shapes = [shapely.box(111 + i, 30, 111.5 + i, 30.5) for i in range(len(named))]
    return geopandas.GeoDataFrame({"网格名": named}, geometry=shapes, crs="EPSG:4490")


def _shapefile(folder: Path, stem: str, encoding: str, cpg: str | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{stem}.shp"
    pyogrio.write_dataframe(_areas(), path, driver="ESRI Shapefile", encoding=encoding)
    path.with_suffix(".cpg").unlink()
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg)
    return path


def _pack(path: Path, *shapefiles: Path, inside: str = "", encoding: str | None = None) -> Path:
    """Pack as Chinese Windows does: names in GBK without the flag that says UTF-8."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for shapefile in shapefiles:
            for part in sorted(shapefile.parent.glob(f"{shapefile.stem}.*")):
                archive.writestr(_Member(inside + part.name, encoding), part.read_bytes())
    return path


class _Member(zipfile.ZipInfo):
    """A member whose name is written in an encoding of our choice."""

    __slots__ = ("_encoding",)

    def __init__(self, name: str, encoding: str | None) -> None:
        super().__init__(name)
        self._encoding = encoding

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        if self._encoding is None:
            return self.filename.encode(), self.flag_bits | 0x800
        return self.filename.encode(self._encoding), self.flag_bits


def _names(reading: Reading) -> list[str]:
    assert list(reading.frame.columns) == ["网格名"]
    return list(reading.frame["网格名"])


# ---- shapefiles


@pytest.mark.parametrize(
    ("encoding", "cpg", "told"),
    [
        ("GBK", None, "GB18030"),
        ("GBK", "GBK", "GB18030"),
        ("GBK", "936", "GB18030"),
        ("GBK", "ANSI 936", "GB18030"),
        ("GBK", "nonsense", "GB18030"),
        ("UTF-8", None, "UTF-8"),
        ("UTF-8", "UTF-8", "UTF-8"),
        ("UTF-8", "65001", "UTF-8"),
        ("Big5", "950", "CP950"),
    ],
)
def test_shapefiles_read_in_chinese_with_or_without_cpg(
    tmp_path: Path, encoding: str, cpg: str | None, told: str
) -> None:
    if encoding == "Big5":
        names = ["臺北", "高雄"]
        frame = geopandas.GeoDataFrame(
            {"n": names}, geometry=_areas().geometry.array, crs="EPSG:4490"
        )
        pyogrio.write_dataframe(frame, tmp_path / "區.shp", encoding="CP950")
        (tmp_path / "區.cpg").write_text("950")
        reading = read_areas(tmp_path / "區.shp")
        assert reading.frame["n"].tolist() == names
    else:
        reading = read_areas(_shapefile(tmp_path, "网格", encoding, cpg))
        assert _names(reading) == NAMES
    assert reading.encoding == told
    assert reading.issues == []


def test_a_cpg_that_is_wrong_is_noted_and_not_believed(tmp_path: Path) -> None:
    reading = read_areas(_shapefile(tmp_path, "网格", "GBK", "UTF-8"))
    assert _names(reading) == NAMES
    assert [(i.code, i.is_refused) for i in reading.issues] == [("encoding.cpg_is_wrong", False)]


def test_a_name_cut_within_a_character_loses_only_that_character(tmp_path: Path) -> None:
    path = _shapefile(tmp_path, "a", "UTF-8")
    raw = path.with_suffix(".dbf").read_bytes()
    cut = "伍家岗区".encode()
    path.with_suffix(".dbf").write_bytes(raw.replace(cut, cut[:-1] + b" "))
    reading = read_areas(path)
    assert _names(reading) == ["西陵区", "伍家岗"]
    assert reading.encoding == "UTF-8"


def test_broken_bytes_in_an_attribute_table_refuse_their_row(tmp_path: Path) -> None:
    path = _shapefile(tmp_path, "a", "GBK")
    raw = path.with_suffix(".dbf").read_bytes()
    path.with_suffix(".dbf").write_bytes(
        raw.replace("伍家岗区".encode("gbk"), b"\xff\xfe12345\xff")
    )
    reading = read_areas(path)
    assert [(i.code, i.row, i.column) for i in reading.issues] == [("encoding.broken", 2, "网格名")]
    assert reading.usable.tolist() == [True, False]
    assert reading.shapes is not None and reading.shapes[1] is None


@pytest.mark.parametrize("suffix", [".shx", ".dbf", ".shp"])
def test_a_missing_companion_is_named(tmp_path: Path, suffix: str) -> None:
    path = _shapefile(tmp_path, "网格", "GBK")
    packed = tmp_path / "网格.zip"
    path.with_suffix(suffix).unlink()
    _pack(packed, path)
    wanted = "holds no shapefile" if suffix == ".shp" else f"lacks its \\{suffix}"
    with pytest.raises(DataError, match=wanted):
        read_areas(packed)
    with pytest.raises(DataError, match="no file" if suffix == ".shp" else wanted):
        read_areas(path)


@pytest.mark.parametrize("encoding", [None, "gbk", "utf-8"])
@pytest.mark.parametrize("inside", ["", "数据/网格/", "..\\", "../../", "/etc/"])
def test_zipped_shapefiles_read_whatever_their_folder_and_names(
    tmp_path: Path, encoding: str | None, inside: str
) -> None:
    path = _shapefile(tmp_path / "s", "网格", "GBK")
    before = sorted(tmp_path.parent.rglob("*"))
    reading = read_areas(_pack(tmp_path / "s" / "a.zip", path, inside=inside, encoding=encoding))
    assert _names(reading) == NAMES
    assert reading.layer == "网格"
    assert (reading.declared_crs, reading.crs_source) == ("EPSG:4490", ".prj")
    assert set(tmp_path.parent.rglob("*")) - set(before) == {tmp_path / "s" / "a.zip"}


def test_one_of_several_zipped_shapefiles_must_be_named(tmp_path: Path) -> None:
    two = _shapefile(tmp_path / "a", "甲", "GBK"), _shapefile(tmp_path / "b", "乙", "UTF-8")
    packed = _pack(tmp_path / "a.zip", *two)
    with pytest.raises(DataError, match="甲"):
        read_areas(packed)
    assert read_areas(packed, layer="乙").encoding == "UTF-8"
    with pytest.raises(DataError, match="乙"):
        read_areas(packed, layer="丙")


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    packed = _pack(tmp_path / "a.zip", _shapefile(tmp_path / "s", "a", "GBK"))
    raw = bytearray(packed.read_bytes())
    for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(start)
        while at >= 0:
            raw[at + flags] |= 1
            at = raw.find(start, at + 1)
    packed.write_bytes(bytes(raw))
    with pytest.raises(DataError, match="locked by a password"):
        read_areas(packed)


def test_a_zip_inside_or_without_shapes_says_what_it_holds(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.txt", "x")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("内层.zip", inner.getvalue())
    with pytest.raises(DataError, match="it holds 内层.zip"):
        read_areas(tmp_path / "a.zip")


def test_damaged_shapes_are_refused_or_counted(tmp_path: Path) -> None:
    path = _shapefile(tmp_path, "a", "GBK")
    raw = path.read_bytes()
    path.write_bytes(raw[:140])
    try:
        reading = read_areas(path)
    except DataError as error:
        assert "a.shp" in str(error)
    else:
        assert len(reading.rows) == 2 and not reading.usable.all()
    path.write_bytes(struct.pack(">i", 1234) + raw[4:])
    with pytest.raises(DataError, match="a.shp"):
        read_areas(path)


def test_a_shapefile_without_prj_declares_nothing(tmp_path: Path) -> None:
    path = _shapefile(tmp_path, "a", "GBK")
    path.with_suffix(".prj").unlink()
    assert read_areas(path).declared_crs is None


# ---- GeoPackage, KML, GeoParquet


def test_geopackage_points_keep_blank_and_lose_height(tmp_path: Path) -> None:
    shapes = [shapely.Point(111, 30, 55), None, shapely.Point(), shapely.MultiPoint([(1, 2)])]
    frame = geopandas.GeoDataFrame({"id": [1, 2, 3, 4]}, geometry=shapes, crs=4549)
    pyogrio.write_dataframe(frame, tmp_path / "a.gpkg", promote_to_multi=False)
    reading = read_points(tmp_path / "a.gpkg")
    assert reading.x is not None and reading.y is not None
    np.testing.assert_array_equal(reading.x, [111, np.nan, np.nan, 1])
    np.testing.assert_array_equal(reading.y, [30, np.nan, np.nan, 2])
    assert reading.usable.all() and reading.declared_crs == "EPSG:4549"
    assert reading.shapes is None


def test_a_geopackage_table_without_shapes_reads_through_its_columns(tmp_path: Path) -> None:
    frame = _areas().drop(columns="geometry").assign(lon=[111.5, 112.5], lat=30.5)
    pyogrio.write_dataframe(frame, tmp_path / "a.gpkg")
    reading = read_points(tmp_path / "a.gpkg")
    assert reading.x is not None and reading.x.tolist() == [111.5, 112.5]
    assert reading.declared_crs is None
    with pytest.raises(DataError, match="a table without shapes"):
        read_areas(tmp_path / "a.gpkg")


def test_an_undefined_system_counts_as_none_declared(tmp_path: Path) -> None:
    frame = _areas().set_crs(None, allow_override=True)
    pyogrio.write_dataframe(frame, tmp_path / "a.gpkg")
    reading = read_areas(tmp_path / "a.gpkg")
    assert (reading.declared_crs, reading.crs_source) == (None, None)


def test_only_filled_layers_ask_for_a_choice(tmp_path: Path) -> None:
    pyogrio.write_dataframe(_areas(), tmp_path / "a.gpkg", layer="网格")
    pyogrio.write_dataframe(_areas().head(0), tmp_path / "a.gpkg", layer="空", append=True)
    reading = read_areas(tmp_path / "a.gpkg")
    assert reading.layer == "网格" and set(reading.layers) == {"网格", "空"}


def test_geoparquet_tells_wgs84_by_default_and_nothing_for_null(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    for crs, declared in ((None, None), (4326, "EPSG:4326"), (4549, "EPSG:4549")):
        _areas().set_crs(crs, allow_override=True).to_parquet(path)
        assert read_areas(path).declared_crs == declared
    _areas().to_parquet(path, geometry_encoding="geoarrow", schema_version="1.1.0")
    reading = read_areas(path)
    assert reading.shapes is not None and shapely.area(reading.shapes).tolist() == [0.25, 0.25]
    assert read_table(path).frame.columns.tolist() == ["网格名"]


KML = (
    '<?xml version="1.0" encoding="{encoding}"?><kml xmlns="http://www.opengis.net/kml/2.2">'
    "<Document>{folders}</Document></kml>"
)
FOLDER = (
    "<Folder><name>{name}</name><Placemark><name>某点</name><ExtendedData><Data name='code'>"
    "<value>007</value></Data></ExtendedData><Point><coordinates>111.5,30.5,9</coordinates>"
    "</Point></Placemark></Folder>"
)


@pytest.mark.parametrize("encoding", ["UTF-8", "GB2312", "GBK"])
def test_kml_reads_in_any_chinese_encoding(tmp_path: Path, encoding: str) -> None:
    text = KML.format(encoding=encoding, folders=FOLDER.format(name="点位"))
    (tmp_path / "a.kml").write_bytes(text.encode(encoding))
    reading = read_points(tmp_path / "a.kml")
    assert (reading.frame["name"].iat[0], reading.frame["code"].iat[0]) == ("某点", "007")
    assert reading.x is not None and reading.x.tolist() == [111.5]
    assert (reading.declared_crs, reading.crs_source) == ("EPSG:4326", "KML")


def test_several_kml_folders_ask_for_a_choice(tmp_path: Path) -> None:
    folders = FOLDER.format(name="甲") + FOLDER.format(name="乙")
    (tmp_path / "a.kml").write_text(KML.format(encoding="UTF-8", folders=folders))
    with pytest.raises(DataError, match="甲, 乙"):
        read_points(tmp_path / "a.kml")
    assert len(read_points(tmp_path / "a.kml", layer="乙").rows) == 1


# ---- GeoJSON


def _geojson(folder: Path, geometries: list[Any], **more: Any) -> Path:
    features = [
        {"type": "Feature", "properties": {"code": i}, "geometry": geometry}
        for i, geometry in enumerate(geometries)
    ]
    document = {"type": "FeatureCollection", "features": features, **more}
    path = folder / "a.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_every_feature_is_accepted_or_refused_with_its_number(tmp_path: Path) -> None:
    hole = [[111.02, 30.02], [111.04, 30.02], [111.04, 30.04], [111.02, 30.02]]
    path = _geojson(
        tmp_path,
        [
            {"type": "Polygon", "coordinates": [*SQUARE, hole]},
            None,
            {"type": "Point", "coordinates": [111, 30]},
            {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]},
            {"type": "Polygon", "coordinates": []},
            {"type": "Polygon", "coordinates": [[[float("nan"), 30], [111, 30], [111, 31]]]},
            {"type": "Polygon", "coordinates": [[[10**400, 30], [111, 30], [111, 31]]]},
            {"type": "MultiPolygon", "coordinates": [SQUARE]},
            {"type": "Polygon", "coordinates": [[[38512345, 3e6], [38512345, 4e6], [3.9e7, 4e6]]]},
            {"type": ["Polygon"], "coordinates": SQUARE},
            {"type": "GeometryCollection", "geometries": {"a": 1}},
            5,
        ],
    )
    reading = read_areas(path)
    assert {issue.row: issue.code for issue in reading.issues if issue.is_refused} == {
        2: "geometry.missing",
        3: "geometry.not_area",
        4: "geometry.no_area",
        5: "geometry.missing",
        6: "geometry.position",
        7: "geometry.position",
        9: "geometry.range",
        10: "geometry.type",
        11: "geometry.type",
        12: "geometry.type",
    }
    assert np.flatnonzero(reading.usable).tolist() == [0, 7]
    assert reading.shapes is not None
    assert len(shapely.get_parts(reading.shapes[0])) == 1 and reading.shapes[0].interiors


@pytest.mark.parametrize(
    ("crs", "declared", "source"),
    [
        ({}, "EPSG:4326", "RFC 7946"),
        ({"crs": {"type": "name", "properties": {"name": "EPSG:4490"}}}, "EPSG:4490", "crs"),
        (
            {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4549"}}},
            "EPSG:4549",
            "crs",
        ),
        ({"crs": None}, None, None),
        ({"crs": {"type": "link"}}, None, None),
        ({"crs": "EPSG:4490"}, None, None),
    ],
)
def test_the_crs_member_goes_before_the_default(
    tmp_path: Path, crs: dict[str, Any], declared: str | None, source: str | None
) -> None:
    path = _geojson(tmp_path, [{"type": "Polygon", "coordinates": SQUARE}], **crs)
    reading = read_areas(path)
    assert (reading.declared_crs, reading.crs_source) == (declared, source)


def test_what_a_person_states_goes_before_what_the_file_declares(tmp_path: Path) -> None:
    path = _geojson(tmp_path, [{"type": "Polygon", "coordinates": SQUARE}])
    reading = read_areas(path, crs="GCJ-02")
    assert (reading.declared_crs, reading.crs_source) == ("GCJ-02", "stated")


def test_plain_points_and_mixed_points_read_alike(tmp_path: Path) -> None:
    points = [{"type": "Point", "coordinates": [111 + i / 7, 30 + i / 9, 5.0]} for i in range(5)]
    quick = read_points(_geojson(tmp_path, points))
    slow = read_points(_geojson(tmp_path, [*points, None, {"type": "Point", "coordinates": []}]))
    assert quick.x is not None and slow.x is not None
    np.testing.assert_array_equal(quick.x, slow.x[:5])
    assert np.isnan(slow.x[5:]).all() and slow.usable.all()


def test_swapped_and_far_points_are_refused_with_their_number(tmp_path: Path) -> None:
    places = [[111.3, 30.7], [30.7, 111.3], [38512345.0, 3412345.0]]
    path = _geojson(tmp_path, [{"type": "Point", "coordinates": place} for place in places])
    reading = read_points(path)
    assert [(i.code, i.row) for i in reading.issues] == [
        ("coordinate.swapped", 2),
        ("coordinate.range", 3),
    ]


def test_numbers_of_features_used_as_codes_are_text(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        '{"type":"Feature","id":7,"properties":{"a":420502001001001,"b":420502001001001.0,'
        '"c":4205020010010011,"d":null,"e":"  ","f":["x"],"g":true},"geometry":null}'
    )
    row = read_table(path).frame.astype(object).fillna("-").iloc[0].tolist()
    assert row == [
        "420502001001001",
        "420502001001001",
        "4.20502001001001E+15",
        "-",
        "-",
        '["x"]',
        "true",
        "7",
    ]


def test_a_geojson_in_gbk_reads_in_chinese(tmp_path: Path) -> None:
    text = '{"type":"Feature","properties":{"name":"西陵区"},"geometry":null}'
    (tmp_path / "a.geojson").write_bytes(text.encode("gb18030"))
    reading = read_points(tmp_path / "a.geojson")
    assert (reading.frame["name"].iat[0], reading.encoding) == ("西陵区", "GB18030")
