"""Files damaged at random: read, or refused with a sentence; nothing else ever escapes."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import geopandas
import pandas as pd
import pytest
import shapely

from data.errors import DataError
from data.readers.files import read_areas, read_points, read_table
from data.readers.reading import Reading
from data.writers.files import write_table

KINDS = [".csv", ".tsv", ".xlsx", ".parquet", ".geojson", ".gpkg", ".zip", ".kml"]
DOORS = [read_areas, read_points, read_table]


def _points() -> geopandas.GeoDataFrame:
    frame = pd.DataFrame({"code": [f"4205{i:03d}" for i in range(40)], "name": "某路“一”号"})
    frame["lon"], frame["lat"] = 111.3, 30.7
    places = [shapely.Point(111.3, 30.7)] * 40
    return geopandas.GeoDataFrame(frame, geometry=places, crs="EPSG:4490")


def _damaged(raw: bytes, dice: random.Random) -> bytes:
    kind = dice.randrange(4)
    at = dice.randrange(len(raw))
    if kind == 0:
        return raw[:at]
    if kind == 1:
        return raw[:at] + raw[at + dice.randrange(1, 200) :]
    if kind == 2:
        return raw[:at] + dice.randbytes(dice.randrange(1, 50)) + raw[at:]
    changed = bytearray(raw)
    for _ in range(dice.randrange(1, 30)):
        changed[dice.randrange(len(raw))] = dice.randrange(256)
    return bytes(changed)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("extension", KINDS)
def test_a_damaged_file_is_read_or_refused_with_a_sentence(
    tmp_path: Path, extension: str, door: Callable[..., Reading]
) -> None:
    path = tmp_path / f"某点{extension}"
    write_table(path, _points())
    raw = path.read_bytes()
    dice = random.Random(f"{extension} {door.__name__}")
    for _ in range(15):
        path.write_bytes(_damaged(raw, dice))
        try:
            reading = door(path)
        except DataError as error:
            assert path.name in str(error)
            continue
        assert len(reading.frame) == len(reading.rows) == len(reading.usable)
        assert all(issue.msgid.format(**issue.params) for issue in reading.issues)
