"""The three doors: areas, points and plain tables, from any kind of file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from data.errors import DataError
from data.readers.columns import suggest_columns
from data.readers.coordinates import positions, range_issues
from data.readers.crs_text import crs_name, is_in_degrees
from data.readers.delimited import read_delimited
from data.readers.geojson import read_geojson
from data.readers.long_cells import without_long_cells
from data.readers.opening import kind_of
from data.readers.parquet import read_parquet
from data.readers.reading import Reading, refused_rows
from data.readers.shapefiles import read_shapefile, read_zip
from data.readers.shapes import area_shapes, drawn_shapes, point_places
from data.readers.sheets import read_sheet
from data.readers.vector import read_geopackage, read_kml


def read_areas(
    path: str | Path,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    crs: str | None = None,
) -> Reading:
    """Return the areas of a map file: polygons and multipolygons, with everything wrong in it.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, shapefile (plain or zipped), KML or GeoParquet.
    layer
        Which layer, folder or shapefile, where the file holds several.
    encoding
        How text is to be read, where the format leaves it open and the file is wrong about it.
    crs
        What a person says the coordinates are; goes before what the file declares.

    Raises
    ------
    DataError
        When the file cannot be used at all.
    """
    with _in_a_sentence(Path(path)):
        reading = _stated(_opened(Path(path), None, layer, encoding), crs)
        if reading.shapes is None:
            raise DataError(
                "The file {file} is a table without shapes, so it holds no areas: bring the areas"
                " as GeoPackage, shapefile, GeoJSON or KML.",
                file=reading.file,
            )
        shapes, issues = area_shapes(
            reading.shapes, reading.rows, reading.declared_crs, ~reading.usable
        )
        return reading.with_changes(issues, shapes=shapes)


def read_shapes(
    path: str | Path,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    crs: str | None = None,
) -> Reading:
    """Return shapes of any kind, lines and areas alike: what a base map is drawn from.

    Raises
    ------
    DataError
        When the file cannot be used at all.
    """
    with _in_a_sentence(Path(path)):
        reading = _stated(_opened(Path(path), None, layer, encoding), crs)
        if reading.shapes is None:
            raise DataError(
                "The file {file} is a table without shapes: bring roads, water, green and buildings"
                " as GeoPackage, shapefile, GeoJSON or KML.",
                file=reading.file,
            )
        shapes, issues = drawn_shapes(reading.shapes, reading.rows, ~reading.usable)
        return reading.with_changes(issues, shapes=shapes)


def read_points(
    path: str | Path,
    *,
    sheet: str | None = None,
    layer: str | None = None,
    encoding: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
    crs: str | None = None,
) -> Reading:
    """Return the rows of a file with a position each, with everything wrong in it.

    A row without coordinates stays, with NaN and without a refusal: the caller decides.

    Parameters
    ----------
    path
        A text table, an Excel workbook, Parquet, or a map file of points.
    sheet, layer, encoding, crs
        As in `read_areas`; `sheet` where a workbook has several.
    lon, lat
        The columns of the positions (also easting and northing), where they are not the shapes of
        the file nor the columns that `suggest_columns` finds.

    Raises
    ------
    DataError
        When the file cannot be used at all, or no column holds positions.
    """
    with _in_a_sentence(Path(path)):
        reading = _opened(Path(path), sheet, layer, encoding)
        if reading.shapes is not None and lon is None and lat is None:
            return _from_shapes(_stated(reading, crs))
        columns = _coordinate_columns(reading, lon, lat)
        # Shapes declare nothing about columns; a column about the coordinate system does.
        reading = _stated(_declared_by_column(reading), crs)
        x, y, issues = positions(reading.frame, reading.rows, columns, reading.declared_crs)
        x[~reading.usable], y[~reading.usable] = np.nan, np.nan
        return reading.with_changes(issues, shapes=None, x=x, y=y, coordinate_columns=columns)


def read_table(
    path: str | Path,
    *,
    sheet: str | None = None,
    layer: str | None = None,
    encoding: str | None = None,
) -> Reading:
    """Return the rows of any file without regard to positions: workers, postings.

    Raises
    ------
    DataError
        When the file cannot be used at all.
    """
    with _in_a_sentence(Path(path)):
        return _opened(Path(path), sheet, layer, encoding).with_changes([], shapes=None)


@contextmanager
def _in_a_sentence(path: Path) -> Iterator[None]:
    """Refuse the file with a sentence, whatever goes wrong."""
    try:
        yield
    except DataError:
        raise
    except Exception as error:  # noqa: BLE001  a hostile file finds what nobody thought of
        raise DataError(
            "The file {file} cannot be read ({cause}): export it again from the program it came"
            " from.",
            file=path.name,
            cause=f"{type(error).__name__}: {error}"[:300],
        ) from error


def _opened(path: Path, sheet: str | None, layer: str | None, encoding: str | None) -> Reading:
    return without_long_cells(_read(path, sheet, layer, encoding))


def _read(path: Path, sheet: str | None, layer: str | None, encoding: str | None) -> Reading:
    kind = kind_of(path)
    if kind == "text":
        return read_delimited(path, encoding)
    if kind == "xlsx":
        return read_sheet(path, sheet)
    if kind == "gpkg":
        return read_geopackage(path, layer)
    if kind == "geojson":
        return read_geojson(path, encoding)
    if kind == "zip":
        return read_zip(path, layer, encoding)
    if kind == "shapefile":
        return read_shapefile(path, encoding)
    return read_kml(path, layer, encoding) if kind == "kml" else read_parquet(path)


def _stated(reading: Reading, crs: str | None) -> Reading:
    if not crs:
        return reading
    own = reading.declared_crs
    return reading.with_changes([], declared_crs=crs, crs_source="stated", file_crs=own)


def _from_shapes(reading: Reading) -> Reading:
    assert reading.shapes is not None
    x, y, issues = point_places(reading.shapes, reading.rows, ~reading.usable)
    issues += range_issues(x, y, reading.rows, ("geometry", "geometry"), reading.declared_crs)
    bad = np.isin(reading.rows, refused_rows(issues))
    x[bad] = y[bad] = np.nan
    return reading.with_changes(issues, shapes=None, x=x, y=y)


def _coordinate_columns(reading: Reading, lon: str | None, lat: str | None) -> tuple[str, str]:
    names = list(reading.frame.columns)
    for column in (lon, lat):
        if column is not None and column not in names:
            raise DataError(
                "The file {file} has no column {column}: it has {columns}.",
                file=reading.file,
                column=column,
                columns=", ".join(names),
            )
    found = suggest_columns(names, "points")
    chosen = lon or found.get("lon"), lat or found.get("lat")
    if chosen[0] is None or chosen[1] is None:
        raise DataError(
            "No column of {file} is known to hold longitude and latitude: name both. It has"
            " {columns}.",
            file=reading.file,
            columns=", ".join(names),
        )
    return chosen[0], chosen[1]


def _declared_by_column(reading: Reading) -> Reading:
    """Return the reading with the system that a column of it names in every row, if one does."""
    column = suggest_columns(reading.frame.columns, "points").get("crs")
    named = list(reading.frame[column].dropna().unique()) if column else []
    crs, source = (str(named[0]), column) if len(named) == 1 else (None, None)
    crs = crs_name(f"EPSG:{crs}") if crs and crs.isdigit() else crs
    if is_in_degrees(crs) is None:
        crs, source = None, None
    return reading.with_changes([], declared_crs=crs, crs_source=source)
