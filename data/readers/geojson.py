"""GeoJSON: every feature is accounted for, read or refused with its number.

Read with the standard JSON parser and shapely, not with GDAL, which drops or half reads features
that are not as RFC 7946 wants them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from data.errors import DataError
from data.issues import RowIssue, note_row, refuse_row
from data.limits import GEOJSON_BYTES, mib
from data.readers.cells import text_frame
from data.readers.crs_text import crs_name
from data.readers.encodings import decode
from data.readers.geojson_shapes import GEOMETRIES, BadGeometry, make_shape, points_at_once
from data.readers.reading import Reading, refuse_many_cells

Json = dict[str, Any]


def read_geojson(path: Path, encoding: str | None = None) -> Reading:
    """Return every feature of a GeoJSON file; a feature that is not one is a refused row.

    Raises
    ------
    DataError
        When the file is not JSON, is cut off, or is not GeoJSON at its outermost level.
    """
    document, used = _document(path, encoding)
    features = _features(document, path.name)
    issues: list[RowIssue] = []
    attributes = [_attributes(feature, i, issues) for i, feature in enumerate(features, start=1)]
    shapes = points_at_once(features)
    if shapes is None:
        shapes = np.empty(len(features), dtype=object)
        for i, feature in enumerate(features):
            shapes[i] = _shape(feature, i + 1, issues)
    names = list(dict.fromkeys(name for row in attributes for name in row))
    refuse_many_cells(path.name, len(features), len(names))
    frame = text_frame(
        {name: [row.get(name) for row in attributes] for name in names}, len(features)
    )
    crs, source = _crs(document)
    rows = np.arange(1, len(features) + 1, dtype=np.int64)
    reading = Reading(
        path.name, frame, rows, shapes, declared_crs=crs, crs_source=source, encoding=used
    )
    return reading.with_changes(issues)


def _document(path: Path, encoding: str | None) -> tuple[Json, str]:
    if path.stat().st_size > GEOJSON_BYTES:
        raise DataError(
            "The file {file} is larger than {limit}: save it as GeoPackage.",
            file=path.name,
            limit=mib(GEOJSON_BYTES),
        )
    text, used = decode(path.read_bytes(), encoding, path.name)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        _refuse_broken(path.name, text, error)
    except (RecursionError, ValueError) as error:
        raise DataError(
            "The file {file} is not GeoJSON that can be read ({cause}): export it again from the"
            " program it came from.",
            file=path.name,
            cause=str(error),
        ) from error
    if not isinstance(document, dict):
        raise DataError(
            "The file {file} is JSON but not GeoJSON (it holds {seen}): export it as GeoJSON.",
            file=path.name,
            seen=json.dumps(document)[:40],
        )
    return document, used


def _refuse_broken(file: str, text: str, error: json.JSONDecodeError) -> None:
    if not text[error.pos :].strip() or error.msg.startswith("Unterminated"):
        raise DataError(
            "The file {file} ends in the middle (line {line}): it was cut off on the way. Copy or"
            " export it again.",
            file=file,
            line=error.lineno,
        ) from error
    raise DataError(
        "The file {file} is not valid JSON at line {line}, column {column} ({cause}), near {near}:"
        " export it again from the program it came from.",
        file=file,
        line=error.lineno,
        column=error.colno,
        cause=error.msg,
        near=text[error.pos : error.pos + 20],
    ) from error


def _features(document: Json, file: str) -> list[Any]:
    kind = document.get("type")
    if kind == "FeatureCollection":
        features = document.get("features")
        if not isinstance(features, list):
            raise DataError(
                "The file {file} is a FeatureCollection without a list of features: export it"
                " again as GeoJSON.",
                file=file,
            )
        if not features:
            raise DataError("The file {file} holds no features: nothing to read.", file=file)
        return features
    if kind == "Feature":
        return [document]
    if isinstance(kind, str) and kind in GEOMETRIES or "coordinates" in document:
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    raise DataError(
        "The file {file} is JSON but not GeoJSON: its type is {seen}, where FeatureCollection is"
        " expected. Export it as GeoJSON.",
        file=file,
        seen=json.dumps(kind, ensure_ascii=False)[:60],
    )


def _attributes(feature: object, number: int, issues: list[RowIssue]) -> Json:
    if not isinstance(feature, dict):
        return {}
    properties = feature.get("properties")
    if properties is not None and not isinstance(properties, dict):
        issues.append(
            refuse_row(
                "feature.properties",
                number,
                "properties",
                _brief(properties),
                "The properties of the feature are {seen}, not named values: export the file"
                " again.",
                seen=_brief(properties),
            )
        )
        properties = {}
    found = dict(properties or {})
    if isinstance(feature.get("id"), str | int) and "id" not in found:
        found["id"] = feature["id"]
    return found


def _shape(feature: object, number: int, issues: list[RowIssue]) -> BaseGeometry | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        issues.append(
            refuse_row(
                "feature.type",
                number,
                None,
                _brief(feature),
                "This entry of the file is {seen}, not a feature: delete it or export the file"
                " again.",
                seen=_brief(feature),
            )
        )
        return None
    geometry = feature.get("geometry")
    if geometry is None:
        return None
    notes: list[str] = []
    try:
        shape = make_shape(geometry, notes)
    except BadGeometry as bad:
        issues.append(bad.refusal(number))
        return None
    if notes:
        issues.append(
            note_row(
                "geometry.unclosed",
                number,
                "geometry",
                None,
                "A ring of the polygon does not end where it begins: it was closed with a straight"
                " line.",
            )
        )
    return shape


def _crs(document: Json) -> tuple[str | None, str | None]:
    if "crs" not in document:
        return "EPSG:4326", "RFC 7946"
    member = document["crs"]
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    found = crs_name(name) if isinstance(name, str) else None
    return (found, "crs") if found else (None, None)


def _brief(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:60]
