"""What is too much is refused with a sentence that names the value, before it is worked on."""

from __future__ import annotations

import json
import re
import sqlite3
import struct
import zipfile
from pathlib import Path
from threading import Thread

import geopandas as gpd
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from data import limits
from data.errors import DataError
from data.readers.binary_shapes import is_too_deep
from data.readers.files import read_areas, read_points, read_shapes, read_table
from service.language import say

DOCS = Path(__file__).parents[2] / "docs" / "hostile-input.md"


def _refused(read, path: Path) -> str:
    with pytest.raises(DataError) as refused:
        read(path)
    for language in ("en", "zh"):
        assert path.name in say(refused.value, language)
    return say(refused.value, "en")


def _nested(depth: int, order: str = "<") -> bytes:
    mark = b"\x01" if order == "<" else b"\x00"
    step = mark + struct.pack(f"{order}II", 7, 1)
    return step * depth + mark + struct.pack(f"{order}Idd", 1, 111.0, 31.0)


def _workbook(path: Path, rows: int = 2) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["code", "name"])
    for row in range(rows):
        book.active.append([f"c{row}", "n"])
    book.save(path)
    return path


def _with_part(source: Path, target: Path, name: str, change) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", 8) as new:
        for part in old.namelist():
            body = old.read(part)
            new.writestr(part, change(body) if part == name else body)
    return target


def _geopackage(path: Path, *statements: str) -> Path:
    frame = gpd.GeoDataFrame({"code": ["x"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    frame.to_file(path, layer="a")
    with sqlite3.connect(path) as conn:
        for statement in statements:
            conn.execute(statement)
    return path


def test_the_paper_on_limits_says_every_limit_as_it_is() -> None:
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| ([\d,]+) \|", DOCS.read_text(), re.MULTILINE))
    known = {
        name: value
        for name, value in vars(limits).items()
        if name.isupper() and name != "MIB" and isinstance(value, int)
    }
    assert {name: int(value.replace(",", "")) for name, value in told.items()} == known


def test_the_server_takes_as_much_as_the_limit_says() -> None:
    config = (DOCS.parents[1] / ".streamlit" / "config.toml").read_text()
    assert f"maxUploadSize = {limits.UPLOAD_BYTES // limits.MIB}\n" in config


@pytest.mark.parametrize("order", ["<", ">"])
def test_collections_without_end_do_not_end_the_process(tmp_path, order) -> None:
    path = tmp_path / "a.parquet"
    raw = pa.array([_nested(100_000, order), shapely.to_wkb(shapely.box(0, 0, 1, 1))], pa.binary())
    pq.write_table(pa.table({"code": ["x", "y"], "geometry": raw}), path)
    for read in (read_areas, read_points, read_shapes):
        # In a thread, as the server reads: its stack is the smaller one.
        found: list[object] = []
        thread = Thread(target=lambda read=read, found=found: found.append(read(path)))
        thread.start()
        thread.join()
        assert [issue.code for issue in found[0].issues][:1] == ["geometry.deep"]


def test_only_what_is_nested_deeply_is_called_deep() -> None:
    parts = shapely.MultiPolygon([shapely.box(n, 0, n + 0.5, 1) for n in range(3_000)])
    lines = shapely.MultiLineString([[(n, 0), (n, 1), (n, 2), (n, 3)] for n in range(3_000)])
    collection = shapely.GeometryCollection([parts, lines, shapely.Point(1, 2)])
    for shape in (parts, lines, collection, shapely.force_3d(collection, 7)):
        for raw in (shapely.to_wkb(shape), shapely.to_wkb(shape, byte_order=0, flavor="iso")):
            assert not is_too_deep(raw)
    for wrapped in (_nested(600), _nested(600, ">")):
        assert is_too_deep(wrapped)
        assert is_too_deep(b"\x05" + wrapped[1:]) == (wrapped[:1] == b"\x01")
        assert not is_too_deep(wrapped[: 9 * 400])


def test_a_collection_nested_more_than_a_little_refuses_its_row(tmp_path) -> None:
    for depth, codes in ((limits.COLLECTION_DEPTH, []), (limits.COLLECTION_DEPTH + 3, ["deep"])):
        shape: shapely.Geometry = shapely.box(0, 0, 1, 1)
        for _ in range(depth):
            shape = shapely.GeometryCollection([shape])
        path = tmp_path / "c.parquet"
        gpd.GeoDataFrame({"code": ["x"]}, geometry=[shape], crs=4326).to_parquet(path)
        found = [issue.code.removeprefix("geometry.") for issue in read_areas(path).issues]
        assert found == codes


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4549"])
def test_a_corner_that_is_no_number_refuses_its_row(tmp_path, bad, crs) -> None:
    areas = [shapely.Polygon([(0, 0), (bad, 1), (1, 1), (0, 1)]), shapely.box(0, 0, 1, 1)]
    path = tmp_path / "a.parquet"
    gpd.GeoDataFrame({"code": ["x", "y"]}, geometry=areas, crs=crs).to_parquet(path)
    for read in (read_areas, read_shapes):
        found = read(path)
        assert [(i.code, i.row) for i in found.issues] == [("geometry.not_finite", 1)]
        assert found.shapes[0] is None
        assert found.shapes[1] is not None
    points = [shapely.Point(bad, 31), shapely.Point(1, 1)]
    gpd.GeoDataFrame({"code": ["x", "y"]}, geometry=points, crs=crs).to_parquet(path)
    found = read_points(path)
    assert found.usable.tolist() == [False, True]
    assert str(found.x.tolist()) == "[nan, 1.0]"


def test_a_shape_of_more_corners_than_anybody_surveys_refuses_its_row(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr("data.readers.shapes.SHAPE_CORNERS", 100)
    shapes = [shapely.Point(0, 0).buffer(1, quad_segs=50), shapely.box(0, 0, 1, 1)]
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame({"code": ["x", "y"]}, geometry=shapes, crs=4326).to_file(path)
    assert [issue.code for issue in read_areas(path).issues] == ["geometry.corners"]


def test_a_text_of_megabytes_refuses_its_row_and_is_cut(tmp_path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"code,name\nx,{'长' * 2_000_000}\ny,n\n")
    found = read_table(path)
    assert found.usable.tolist() == [False, True]
    assert found.frame["name"].str.len().max() == limits.CELL_CHARACTERS
    said = found.issues[0].msgid.format(**found.issues[0].params)
    assert "2000000 characters" in said
    assert len(said) < 400


def test_features_that_each_bring_columns_of_their_own_are_refused(tmp_path) -> None:
    path = tmp_path / "p.geojson"
    features = [
        {"type": "Feature", "properties": {f"k{n}": 1}, "geometry": None} for n in range(17_000)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert "17000 columns" in _refused(read_table, path)


def test_a_table_of_more_cells_than_fit_is_refused_before_it_is_cut(tmp_path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(",".join(f"c{n}" for n in range(16_000)) + "\n" + "a\n" * 4_000)
    assert "16000 columns" in _refused(read_table, path)


@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"]
)
def test_a_workbook_that_declares_entities_is_refused(tmp_path, name) -> None:
    laughs = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'

    def change(body: bytes) -> bytes:
        start = body.index(b"?>") + 2 if body.startswith(b"<?xml") else 0
        return body[:start] + laughs + body[start:]

    path = _with_part(_workbook(tmp_path / "s.xlsx"), tmp_path / "l.xlsx", name, change)
    assert name in _refused(read_table, path)
    # Neither a long comment before it nor another encoding hides it.
    padded = _with_part(
        tmp_path / "s.xlsx",
        path,
        name,
        lambda body: b"<!--" + b"x" * 70_000 + b"-->" + change(body),
    )
    assert name in _refused(read_table, padded)
    wide = _with_part(
        tmp_path / "s.xlsx", path, name,
        lambda body: (laughs + b"<a/>").decode().encode("utf-16"),
    )  # fmt: skip
    assert name in _refused(read_table, wide)


def test_cells_merged_over_and_over_are_refused(tmp_path) -> None:
    source = _workbook(tmp_path / "s.xlsx", rows=50)
    ranges = b"<mergeCells>" + b'<mergeCell ref="A2:A1000"/>' * 3_000 + b"</mergeCells>"
    path = _with_part(
        source, tmp_path / "m.xlsx", "xl/worksheets/sheet1.xml",
        lambda body: body.replace(b"</sheetData>", b"</sheetData>" + ranges),
    )  # fmt: skip
    with pytest.raises(DataError, match="merged cells"):
        read_table(path)


def test_an_archive_of_many_or_much_packed_members_is_refused(tmp_path) -> None:
    many, packed = tmp_path / "many.zip", tmp_path / "packed.zip"
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(limits.ARCHIVE_MEMBERS + 1):
            archive.writestr(f"{number}", "")
    assert str(limits.ARCHIVE_MEMBERS + 1) in _refused(read_areas, many)
    with zipfile.ZipFile(packed, "w", 8) as archive:
        archive.writestr("a.shp", bytes(60 * limits.MIB))
    assert "60 MiB" in _refused(read_areas, packed)


def test_a_member_that_is_larger_than_it_says_is_refused(tmp_path) -> None:
    path = tmp_path / "lie.zip"
    with zipfile.ZipFile(path, "w", 8) as archive:
        for part in ("a.shp", "a.shx", "a.dbf"):
            archive.writestr(part, bytes(5 * limits.MIB))
    raw = path.read_bytes()
    size = struct.pack("<I", 5 * limits.MIB)
    assert raw.count(size) == 6
    path.write_bytes(raw.replace(size, struct.pack("<I", 10)))
    _refused(read_areas, path)


def test_names_that_lead_out_of_the_archive_lead_nowhere(tmp_path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    frame = gpd.GeoDataFrame({"code": ["x"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    frame.to_file(inside / "a.shp")
    path = tmp_path / "z" / "a.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        for part in inside.iterdir():
            archive.writestr(f"../../../../{tmp_path}/out{part.suffix}", part.read_bytes())
    assert len(read_areas(path).rows) == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in", "z"]


def test_an_attribute_table_that_claims_rows_it_has_not_is_refused(tmp_path) -> None:
    frame = gpd.GeoDataFrame({"code": ["x"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    path = tmp_path / "a.shp"
    frame.to_file(path)
    table = tmp_path / "a.dbf"
    raw = table.read_bytes()
    table.write_bytes(raw[:4] + struct.pack("<I", 2**31) + raw[8:])
    assert str(2**31) in _refused(read_areas, path)


@pytest.mark.parametrize(
    "statement",
    [
        "create view v as select * from a",
        "create view v as with recursive r(n) as (select 1 union all select n + 1 from r)"
        " select n from r",
        "alter table a add column z text as (hex(zeroblob(100000000))) virtual",
        "create virtual table v using fts5(x)",
    ],
)
def test_a_geopackage_in_which_something_is_worked_out_is_refused(tmp_path, statement) -> None:
    path = _geopackage(tmp_path / "a#b%41.gpkg", statement)
    for read in (read_areas, read_table, lambda one: read_table(one, layer="v")):
        assert "worked out" in _refused(read, path)


def test_a_geopackage_as_programs_make_it_is_read(tmp_path) -> None:
    usual = "create view st_geometry_columns as select 1 as one"
    assert len(read_areas(_geopackage(tmp_path / "a?#b%41.gpkg", usual)).rows) == 1


def test_a_trigger_in_a_geopackage_does_nothing(tmp_path) -> None:
    path = _geopackage(
        tmp_path / "a.gpkg", "create trigger t after insert on a begin delete from a; end"
    )
    before = path.read_bytes()
    assert len(read_areas(path).rows) == 1
    assert path.read_bytes() == before


def test_folders_in_folders_of_kml_are_refused(tmp_path) -> None:
    path = tmp_path / "d.kml"
    place = "<Placemark><Point><coordinates>1,2</coordinates></Point></Placemark>"
    for depth in (90, 20_000):
        text = "<Folder>" * depth + place + "</Folder>" * depth
        path.write_text(
            f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{text}</Document></kml>'
        )
        if depth == 90:
            assert len(read_points(path).rows) == 1
    assert "20005 deep" in _refused(read_points, path)
