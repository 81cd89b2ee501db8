"""Shapes into files: each format as its own standard wants it."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path

import geopandas
import pandas as pd
import pyogrio
import shapely

from data.errors import DataError
from data.writers.text import text_columns

# Both are lon, lat; they are taken as equal (see data.schema).
_LON_LAT = (4326, 4490)
# The attribute table of a shapefile (dBASE III) allows no more.
FIELD_NAME_BYTES = 10
FIELD_BYTES = 254


def write_geojson(path: Path, areas: geopandas.GeoDataFrame) -> None:
    """Write a FeatureCollection as in RFC 7946, coordinates in full."""
    _refuse_projected(areas, path)
    attributes = text_columns(_attributes(areas))
    properties = attributes.astype(object).where(attributes.notna(), None).to_dict("records")
    shapes = shapely.to_geojson(shapely.orient_polygons(shapely.force_2d(areas.geometry.values)))
    features = (
        f'{{"type":"Feature","properties":{_json(values)},"geometry":{shape or "null"}}}'
        for values, shape in zip(properties, shapes, strict=True)
    )
    with path.open("w", encoding="utf-8") as stream:
        stream.write('{"type":"FeatureCollection","features":[\n')
        stream.write(",\n".join(features))
        stream.write("\n]}\n")


def _json(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, allow_nan=False)


def write_geopackage(path: Path, areas: geopandas.GeoDataFrame) -> None:
    """Write one layer named like the file."""
    pyogrio.write_dataframe(areas, path, driver="GPKG", layer=path.stem)


def write_geoparquet(path: Path, areas: geopandas.GeoDataFrame) -> None:
    """Write GeoParquet."""
    areas.to_parquet(path, index=False)


def write_kml(path: Path, areas: geopandas.GeoDataFrame) -> None:
    """Write KML; a column `name` becomes the name of each place."""
    _refuse_projected(areas, path)
    pyogrio.write_dataframe(
        _with_text(areas).set_crs(4326, allow_override=True), path, driver="LIBKML"
    )


def write_shapefile(path: Path, areas: geopandas.GeoDataFrame) -> None:
    """Write a shapefile in UTF-8 with its .cpg; column names are cut to 10 bytes.

    Raises
    ------
    DataError
        When a text is longer than an attribute table can hold.
    """
    made = _with_text(areas)
    for name in _attributes(made).columns:
        if made[name].dtype.kind in "iufb":
            continue
        longest = made[name].dropna().map(lambda text: len(text.encode())).max()
        if longest > FIELD_BYTES:
            raise DataError(
                "Column {header} holds a text of {length} bytes, a shapefile at most {limit}: write"
                " a GeoPackage (.gpkg).",
                header=name,
                length=int(longest),
                limit=FIELD_BYTES,
            )
    pyogrio.write_dataframe(
        made.rename(columns=short_names(_attributes(made))),
        path,
        driver="ESRI Shapefile",
        encoding="UTF-8",
    )


def write_zipped_shapefile(path: Path, areas: geopandas.GeoDataFrame) -> None:
    """Write a shapefile and pack its parts into one archive."""
    with tempfile.TemporaryDirectory() as folder:
        write_shapefile(Path(folder) / f"{path.stem}.shp", areas)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)


def short_names(frame: pd.DataFrame) -> dict[str, str]:
    """Return a name of at most 10 bytes for each column, no two alike."""
    short: dict[str, str] = {}
    for name in map(str, frame.columns):
        cut = _cut(name, FIELD_NAME_BYTES)
        number = 1
        while cut.lower() in (taken.lower() for taken in short.values()):
            number += 1
            cut = _cut(name, FIELD_NAME_BYTES - len(str(number))) + str(number)
        short[name] = cut
    return short


def _cut(name: str, size: int) -> str:
    return name.encode()[:size].decode(errors="ignore")


def _attributes(areas: geopandas.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(areas.drop(columns=areas.geometry.name))


def _with_text(areas: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Return the areas with times, lists and the like as text: these formats know no zones."""
    return geopandas.GeoDataFrame(text_columns(_attributes(areas)), geometry=areas.geometry)


def _refuse_projected(areas: geopandas.GeoDataFrame, path: Path) -> None:
    if areas.crs is None or areas.crs.to_epsg() not in _LON_LAT:
        raise DataError(
            "{file} takes positions as longitude and latitude, these are in {crs}: reproject them"
            " first, or write a GeoPackage (.gpkg).",
            file=path.name,
            crs=areas.crs.name if areas.crs else "?",
        )
