"""Parquet tables, with or without the geo metadata of GeoParquet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from data.errors import DataError
from data.issues import RowIssue
from data.limits import PARQUET_BYTES
from data.readers.binary_shapes import shapes_of_wkb, without_deep
from data.readers.cells import arrow_text
from data.readers.crs_text import crs_name
from data.readers.reading import Reading, refuse_many_cells

GEOMETRY_NAMES = ("geometry", "geom", "wkb_geometry", "shape")


def read_parquet(path: Path) -> Reading:
    """Return the rows of a Parquet table, with shapes where it has a geometry column.

    Raises
    ------
    DataError
        When the file is damaged or its metadata contradict it.
    """
    try:
        table = _table(path)
        refuse_many_cells(path.name, table.num_rows, table.num_columns)
        geo = _geo(table)
        shapes, columns, issues = _shapes(path, table, geo)
    except DataError:
        raise
    except Exception as error:  # noqa: BLE001  pyarrow's errors share no root
        raise DataError(
            "The file {file} is a damaged Parquet file ({cause}): export it again.",
            file=path.name,
            cause=str(error),
        ) from error
    if not table.num_rows:
        raise DataError("The file {file} holds no rows: nothing to read.", file=path.name)
    names = [name for name in table.column_names if name not in columns]
    frame = pd.DataFrame(
        {name: arrow_text(table.column(name)) for name in names},
        index=pd.RangeIndex(table.num_rows),
    )
    crs = _crs(geo)
    rows = np.arange(1, table.num_rows + 1, dtype=np.int64)
    return Reading(
        path.name,
        frame,
        rows,
        shapes,
        declared_crs=crs,
        crs_source="GeoParquet" if crs else None,
        issues=issues,
    )


def _table(path: Path) -> pa.Table:
    """Return the whole table, refused before it fills the memory: a small file may hold much."""
    parts, size = [], 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches():
            parts.append(batch)
            size += batch.nbytes
            if size > PARQUET_BYTES:
                raise DataError(
                    "The file {file} holds more than {most} GiB when unpacked: bring it in parts.",
                    file=path.name,
                    most=PARQUET_BYTES >> 30,
                )
        return pa.Table.from_batches(parts, schema=file.schema_arrow)


def _geo(table: pa.Table) -> dict[str, Any]:
    raw = (table.schema.metadata or {}).get(b"geo")
    return dict(json.loads(raw)) if raw else {}


def _crs(geo: dict[str, Any]) -> str | None:
    """Return the declared system; GeoParquet means WGS-84 where the key is absent, not null."""
    if not geo:
        return None
    column = geo["columns"][geo["primary_column"]]
    return crs_name(column["crs"]) if "crs" in column else "EPSG:4326"


def _shapes(
    path: Path, table: pa.Table, geo: dict[str, Any]
) -> tuple[NDArray[np.object_] | None, list[str], list[RowIssue]]:
    if geo and geo["columns"][geo["primary_column"]].get("encoding") != "WKB":
        series = geopandas.read_parquet(path).geometry
        shapes, issues = without_deep(shapely.force_2d(series.to_numpy()))
        return shapes, list(geo["columns"]), issues
    name = geo["primary_column"] if geo else _unnamed(table)
    if name is None:
        return None, [], []
    raw = table.column(name).cast(pa.large_binary()).to_numpy(zero_copy_only=False)
    shapes, issues = shapes_of_wkb(raw)
    return shapes, list(geo["columns"]) if geo else [name], issues


def _unnamed(table: pa.Table) -> str | None:
    for field in table.schema:
        is_binary = pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type)
        if is_binary and field.name.lower() in GEOMETRY_NAMES:
            return str(field.name)
    return None
