"""GeoPackage and KML, through GDAL."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import pyogrio.raw
from numpy.typing import NDArray

from data.errors import DataError
from data.issues import RowIssue
from data.limits import KML_BYTES, mib
from data.readers.binary_shapes import shapes_of_wkb
from data.readers.cells import arrow_text
from data.readers.crs_text import crs_name
from data.readers.encodings import decode
from data.readers.genuine import require_kml, require_tables
from data.readers.reading import Reading, refuse_many_cells

# What GDAL adds to each placemark about how it is drawn, not what it is.
KML_STYLE = (
    "timestamp",
    "begin",
    "end",
    "altitudeMode",
    "tessellate",
    "extrude",
    "visibility",
    "drawOrder",
    "icon",
)


def read_geopackage(path: Path, layer: str | None = None) -> Reading:
    """Return the features of one layer of a GeoPackage; a table without shapes has none.

    Raises
    ------
    DataError
        When the file is damaged, or has several layers and none is named.
    """
    require_tables(path, path.name)
    return _read(path, path.name, layer, "GeoPackage")


def read_kml(path: Path, layer: str | None = None, encoding: str | None = None) -> Reading:
    """Return the placemarks of one folder of a KML file, in WGS-84 as KML always is.

    Raises
    ------
    DataError
        When the file is damaged, or has several filled folders and none is named.
    """
    if path.stat().st_size > KML_BYTES:
        raise DataError(
            "The file {file} is larger than {limit}: save it as GeoPackage.",
            file=path.name,
            limit=mib(KML_BYTES),
        )
    text, used = decode(path.read_bytes(), encoding, path.name)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    require_kml(text, path.name)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "layer.kml"
        copy.write_text(f'<?xml version="1.0" encoding="UTF-8"?>{text}', encoding="utf-8")
        reading = _read(copy, path.name, layer, "KML")
    return reading.with_changes(
        [],
        frame=_placemarks(reading.frame),
        declared_crs="EPSG:4326",
        crs_source="KML",
        encoding=used,
    )


def _placemarks(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what a placemark says, without what GDAL adds to each whether it is there or not."""
    unused = [name for name in ("id", "description") if name in frame and frame[name].isna().all()]
    frame = frame.drop(columns=[*KML_STYLE, *unused], errors="ignore")
    return frame if "name" in frame else frame.rename(columns={"Name": "name"})


def _read(path: Path, file: str, layer: str | None, source: str) -> Reading:
    try:
        filled, layers = _layers(path)
        name = _choose(filled, layers, layer, file)
        held = pyogrio.read_info(path, layer=name, force_feature_count=True)
        refuse_many_cells(file, held["features"], len(held["fields"]))
        meta, table = pyogrio.raw.read_arrow(path, layer=name)
    except DataError:
        raise
    except Exception as error:  # noqa: BLE001  GDAL's errors are many and not ours
        raise DataError(
            "The file {file} cannot be read ({cause}): export it again from the program it came"
            " from.",
            file=file,
            cause=str(error).replace(str(path), file),
        ) from error
    if not table.num_rows:
        raise DataError("The file {file} holds no features: nothing to read.", file=file)
    crs = crs_name(meta["crs"])
    shapes, column, issues = _shapes(meta, table)
    return Reading(
        file,
        _frame(table, column),
        np.arange(1, table.num_rows + 1, dtype=np.int64),
        shapes,
        declared_crs=crs,
        crs_source=source if crs else None,
        layer=name,
        layers=tuple(layers),
        issues=issues,
    )


def _layers(path: Path) -> tuple[list[str], list[str]]:
    names = [str(name) for name, _ in pyogrio.list_layers(path)]
    if len(names) == 1:
        return names, names
    counts = [pyogrio.read_info(path, layer=n, force_feature_count=True)["features"] for n in names]
    return [name for name, count in zip(names, counts, strict=True) if count], names


def _choose(filled: list[str], layers: list[str], layer: str | None, file: str) -> str:
    if layer is not None and layer in layers:
        return layer
    if layer is None and len(filled) == 1:
        return filled[0]
    if not filled:
        raise DataError("The file {file} holds no features: nothing to read.", file=file)
    if layer is not None:
        raise DataError(
            "The file {file} has no layer {layer}: it has {layers}.",
            file=file,
            layer=layer,
            layers=", ".join(layers),
        )
    raise DataError(
        "The file {file} has several layers ({layers}): say which one to read.",
        file=file,
        layers=", ".join(filled),
    )


def _shapes(
    meta: dict[str, Any], table: pa.Table
) -> tuple[NDArray[np.object_] | None, str | None, list[RowIssue]]:
    name = meta.get("geometry_name") or "wkb_geometry"
    if name not in table.column_names:
        return None, None, []
    wkb = table.column(name)
    if isinstance(wkb.type, pa.ExtensionType):
        wkb = wkb.cast(wkb.type.storage_type)
    raw = wkb.to_numpy(zero_copy_only=False)
    shapes, issues = shapes_of_wkb(raw)
    return shapes, name, issues


def _frame(table: pa.Table, geometry: str | None) -> pd.DataFrame:
    names = [name for name in table.column_names if name != geometry]
    return pd.DataFrame(
        {name: arrow_text(table.column(name)) for name in names},
        index=pd.RangeIndex(table.num_rows),
    )
