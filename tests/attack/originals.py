"""Small sound files of every format that is read: what the mutations start from."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import shapely
from PIL import Image
from pptx import Presentation

from data.writers.files import write_areas, write_table

_ROWS = 12


def originals(folder: Path) -> dict[str, bytes]:
    """Return the files by name; how a file is to be tried follows from its ending.

    Parameters
    ----------
    folder
        Where they may be written on the way.
    """
    points, areas = _points(), _areas()
    for name in ("p.csv", "p.tsv", "p.xlsx", "p.parquet", "p.geojson", "p.gpkg", "p.zip", "p.kml"):
        write_table(folder / name, points)
    for name in ("a.geojson", "a.gpkg", "a.zip", "a.parquet", "a.kml"):
        write_areas(folder / name, areas)
    made = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    made["g.csv"] = made["p.csv"].decode("utf-8-sig").encode("gb18030")
    made["p.csv.gz"] = gzip.compress(made["p.csv"])
    made["m.xlsm"] = made["p.xlsx"]
    made["old.xls"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    made["mixed.geojson"] = _mixed().encode()
    for kind, ending in (("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")):
        made[f"photo.{ending}"] = _photo(kind)
    out = io.BytesIO()
    Presentation().save(out)
    made["layout.pptx"] = out.getvalue()
    return made


def _points() -> geopandas.GeoDataFrame:
    at = np.arange(_ROWS)
    frame = pd.DataFrame(
        {
            "案件编号": [f"C{n:04}" for n in at],
            "lon": 111.001 + at * 0.001,
            "lat": 31.001 + at * 0.001,
            "上报时间": [f"2026-02-{n + 1:02} 08:39" for n in at],
            "类别": "路灯不亮",
            "地址": [f"柳岸路“{n}”号, 门" for n in at],
            "联系电话": [f"000-{n}" for n in at],
        }
    )
    places = shapely.points(frame["lon"], frame["lat"])
    return geopandas.GeoDataFrame(frame, geometry=places, crs="EPSG:4490")


def _areas() -> geopandas.GeoDataFrame:
    west = 111.0 + np.arange(4) * 0.01
    shapes = shapely.box(west, 31.0, west + 0.01, 31.01)
    frame = pd.DataFrame(
        {
            "网格编码": [f"99010100100100{n}" for n in range(4)],
            "网格名称": [f"第{n}网格" for n in range(4)],
            "网格员": "网格员0",
        }
    )
    return geopandas.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4490")


def _mixed() -> str:
    shapes = [
        shapely.Point(111, 31),
        shapely.MultiPolygon([shapely.box(111, 31, 111.1, 31.1)]),
        shapely.LineString([(111, 31), (111.1, 31.1)]),
        shapely.GeometryCollection([shapely.box(111, 31, 111.1, 31.1), shapely.Point(111, 31)]),
    ]
    features = [
        {"type": "Feature", "id": n, "properties": {"code": f"x{n}", "n": n, "l": [1, None]}}
        | {"geometry": json.loads(shapely.to_geojson(shape))}
        for n, shape in enumerate(shapes)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def _photo(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 37.0, 12.0)})
    out = io.BytesIO()
    noise = np.random.default_rng(3).integers(0, 255, (40, 60, 3), dtype=np.uint8)
    Image.fromarray(noise).save(out, kind, exif=exif)
    return out.getvalue()
