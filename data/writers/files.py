"""The two doors out: areas and tables, into the format that the file's name says."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import geopandas
import pandas as pd

from data.errors import DataError
from data.writers.maps import (
    write_geojson,
    write_geopackage,
    write_geoparquet,
    write_kml,
    write_shapefile,
    write_zipped_shapefile,
)
from data.writers.text import write_csv, write_tsv
from data.writers.workbook import write_sheets, write_workbook

_MAPS: dict[str, Callable[[Path, geopandas.GeoDataFrame], None]] = {
    ".geojson": write_geojson,
    ".json": write_geojson,
    ".gpkg": write_geopackage,
    ".shp": write_shapefile,
    ".zip": write_zipped_shapefile,
    ".parquet": write_geoparquet,
    ".geoparquet": write_geoparquet,
    ".kml": write_kml,
}
_TABLES: dict[str, Callable[[Path, pd.DataFrame], None]] = {
    ".csv": write_csv,
    ".tsv": write_tsv,
    ".xlsx": write_workbook,
    ".parquet": lambda path, frame: frame.to_parquet(path, index=False),
}


def write_areas(path: str | Path, areas: geopandas.GeoDataFrame) -> None:
    """Write areas with their shapes; nothing is written unless all of it can be.

    Parameters
    ----------
    path
        ``.geojson``, ``.gpkg``, ``.shp``, ``.zip`` (a packed shapefile), ``.parquet``, ``.kml``.
    areas
        Any columns; a CRS. GeoJSON and KML take lon, lat in WGS-84 or CGCS2000 only.

    Raises
    ------
    DataError
        When the extension is unknown or the format cannot hold what is to be written.
    """
    target = Path(path)
    writer = _MAPS.get(target.suffix.lower())
    if writer is None:
        raise DataError(
            "Areas cannot be written as {extension} ({file}): choose one of {known}.",
            extension=target.suffix or "?",
            file=target.name,
            known=" ".join(sorted(_MAPS)),
        )
    _write(target, lambda place: writer(place, areas))


def write_table(path: str | Path, frame: pd.DataFrame) -> None:
    """Write a table; a map format takes its positions from the columns `lon` and `lat`.

    Parameters
    ----------
    path
        ``.csv`` (UTF-8 with a mark that Excel knows), ``.tsv``, ``.xlsx``, ``.parquet``, or any
        extension of `write_areas`.
    frame
        Any columns; `lon`, `lat` in EPSG:4490 for a map format, rows without them left without a
        shape.

    Raises
    ------
    DataError
        When the extension is unknown, or a map is wanted of a table without positions.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if isinstance(frame, geopandas.GeoDataFrame) and suffix in _MAPS:
        write_areas(target, frame)
    elif suffix in _TABLES:
        plain = pd.DataFrame(frame.drop(columns=_shape_columns(frame)))
        _write(target, lambda place: _TABLES[suffix](place, plain))
    elif suffix in _MAPS:
        write_areas(target, _placed(frame, target))
    else:
        raise DataError(
            "A table cannot be written as {extension} ({file}): choose one of {known}.",
            extension=target.suffix or "?",
            file=target.name,
            known=" ".join(sorted({*_TABLES, *_MAPS})),
        )


def write_book(path: str | Path, sheets: Mapping[str, pd.DataFrame]) -> None:
    """Write several tables as the sheets of one Excel workbook.

    Parameters
    ----------
    path
        ``.xlsx``.
    sheets
        By the name of the sheet, at most 31 letters.

    Raises
    ------
    DataError
        When the file is no workbook, or a table does not fit.
    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise DataError(
            "Several sheets cannot be written as {extension} ({file}): name a file that ends"
            " with .xlsx.",
            extension=target.suffix or "?",
            file=target.name,
        )
    _write(target, lambda place: write_sheets(place, sheets))


def _shape_columns(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame.columns if str(frame[name].dtype) == "geometry"]


def _placed(frame: pd.DataFrame, path: Path) -> geopandas.GeoDataFrame:
    if not {"lon", "lat"} <= set(frame.columns):
        raise DataError(
            "The table has no columns lon and lat, so {file} cannot be a map: write it as .csv or"
            " .xlsx.",
            file=path.name,
        )
    places = geopandas.GeoSeries(
        geopandas.points_from_xy(frame["lon"], frame["lat"]), index=frame.index, crs="EPSG:4490"
    )
    places[frame["lon"].isna() | frame["lat"].isna()] = None
    return geopandas.GeoDataFrame(frame, geometry=places)


def _write(target: Path, writer: Callable[[Path], None]) -> None:
    """Write beside the target first, so that a failure leaves what was there before."""
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".gege-") as folder:
            writer(Path(folder) / target.name)
            for made in Path(folder).iterdir():
                made.replace(target.parent / made.name)
    except DataError:
        raise
    except Exception as error:  # noqa: BLE001  GDAL, pyarrow and the disk share no root
        raise DataError(
            "The file {file} cannot be written ({cause}): check the folder and try another format.",
            file=str(target),
            cause=f"{type(error).__name__}: {error}",
        ) from error
