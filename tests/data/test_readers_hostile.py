"""Files that are not what they are named: nothing but the file itself is ever read."""

from __future__ import annotations

import sqlite3
import zipfile

import pytest

from data.errors import DataError
from data.readers.files import read_areas, read_points, read_table

VRT = """<OGRVRTDataSource><OGRVRTLayer name="w"><SrcDataSource>{source}</SrcDataSource>
<SrcSQL>select secret as name from kept</SrcSQL></OGRVRTLayer></OGRVRTDataSource>"""


@pytest.fixture
def vrt(tmp_path):
    """Return a document that makes GDAL read a database of the server."""
    path = tmp_path / "server.db"
    with sqlite3.connect(path) as conn:
        conn.execute("create table kept (secret text)")
        conn.execute("insert into kept values ('000-SECRET')")
    return VRT.format(source=path)


@pytest.mark.parametrize("read", [read_areas, read_points, read_table])
@pytest.mark.parametrize("name", ["a.kml", "a.shp", "a.zip"])
def test_a_document_that_points_elsewhere_is_refused(tmp_path, vrt, read, name):
    path = tmp_path / name
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as archive:
            for part in ("a.shp", "a.shx", "a.dbf"):
                archive.writestr(part, vrt)
    else:
        path.write_text(vrt)
        for part in ("a.shx", "a.dbf"):
            (tmp_path / part).write_text(vrt)
    with pytest.raises(DataError) as refused:
        read(path)
    assert "SECRET" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "<gml><a/></gml>",
        "<kml/><OGRVRTDataSource/>",
        '<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>',
        "<kml><Document>",
    ],
)
def test_kml_that_is_not_one_plain_kml_document_is_refused(tmp_path, text):
    path = tmp_path / "a.kml"
    path.write_text(text)
    with pytest.raises(DataError, match=r"a\.kml"):
        read_areas(path)


def test_a_geopackage_whose_layer_is_a_view_is_refused(tmp_path):
    import geopandas as gpd
    import shapely

    path = tmp_path / "a.gpkg"
    frame = gpd.GeoDataFrame({"code": ["x"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    frame.to_file(path, layer="a")
    assert len(read_areas(path).rows) == 1
    with sqlite3.connect(path) as conn:
        conn.execute("create view v as select * from a")
        conn.execute("update gpkg_contents set table_name = 'v' where table_name = 'a'")
    with pytest.raises(DataError, match="view"):
        read_areas(path)


def test_a_table_of_too_many_columns_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(",".join(f"c{n}" for n in range(20_000)) + "\n" + "," * 19_999 + "\n")
    with pytest.raises(DataError, match="20000 columns"):
        read_table(path)


def test_what_nobody_thought_of_is_a_sentence_too(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [{"type": "Feature", "properties":'
                    ' {"code": "\\ud800"}, "geometry": null, "id": 1e999}]}')  # fmt: skip
    try:
        reading = read_areas(path)
    except DataError:
        return
    assert not reading.usable.any()
