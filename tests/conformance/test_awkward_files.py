"""Every awkward file goes in or is refused with a sentence; a refusal changes nothing."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from casework.access import OPERATOR
from casework.errors import CaseworkError
from data.errors import DataError
from data.store import Store
from geo.errors import GeoError
from service.intake.acts import import_file
from service.intake.options import ImportOptions, Kind
from service.language import say
from tests.service.conftest import NOW
from tests.service.district import everything
from tests.shared_data import shared

FOLDERS = ("awkward", "balance/denver_precincts")
ENDINGS = {".geojson", ".json", ".gpkg", ".shp", ".zip", ".kml", ".csv", ".xlsx", ".prj", ".dbf"}
CODES = (
    "代码",
    "adcode",
    "name",
    "NAME",
    "DIST_NUM",
    "PRECINCT",
    "PRECINCT_N",
    "dist_num",
    "CODIGO",
)


def awkward_files() -> list[Path]:
    found = [path for folder in FOLDERS for path in sorted(shared(folder).rglob("*"))]
    return [path for path in found if path.suffix in ENDINGS]


def bring_somehow(store: Store, kind: Kind, path: Path) -> dict[str, object]:
    """Import a file as a clerk would: as it is, and after a refusal with what the refusal asks."""
    last: Exception | None = None
    tries = [None, *CODES] if kind is Kind.GRIDS else [None]
    for code, crs in itertools.product(tries, (None, "WGS84")):
        columns = {} if code is None else {"code" if kind is Kind.GRIDS else "id": code}
        options = ImportOptions(code_scheme="any", columns=columns, crs=crs)
        try:
            return import_file(OPERATOR, store, kind, path, options, NOW)
        except (DataError, GeoError, CaseworkError) as error:
            last = error
    assert last is not None
    raise last


@pytest.mark.parametrize("kind", list(Kind))
def test_every_awkward_file_goes_in_or_is_refused_in_words(store, kind):
    files = awkward_files()
    assert len(files) > 80
    for path in files:
        before = everything(store) if kind is Kind.GRIDS else None
        try:
            report = bring_somehow(store, kind, path)
        except (DataError, GeoError, CaseworkError) as error:
            assert path.name in str(error) or kind is not Kind.GRIDS or "--crs" in str(error), path
            assert len(say(error, "zh")) > 10
            if before is not None:
                assert everything(store) == before, path
            continue
        assert report["rows"] == report["accepted"] + report["refused"], path
        refused = {i["row"] for i in report["issues"] if i["refused"]}
        assert len(refused) == report["refused"], path


def test_county_files_with_crossing_rings_are_taken_and_named(store):
    path = shared("awkward/invalid_county_geojson/DataV_420500_yichang_3invalid.json")
    options = ImportOptions(code_scheme="any", columns={"code": "adcode"})
    report = import_file(OPERATOR, store, Kind.GRIDS, path, options, NOW)
    assert [i["code"] for i in report["issues"]].count("shape.invalid") == 3
    assert report["refused"] == 0


def test_a_file_with_a_chinese_name_and_a_gbk_table_is_read_right(store):
    path = shared("awkward/gbk_shapefile_no_cpg/chongqing/区县界_area.shp")
    report = bring_somehow(store, Kind.GRIDS, path)
    assert report["encoding"].lower() in {"gb18030", "gbk"}
    assert report["accepted"] > 0
