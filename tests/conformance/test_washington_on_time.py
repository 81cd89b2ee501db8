"""Real deadlines: what the figures say of Washington's requests is what its files say."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import pytest

from casework.access import OPERATOR
from data.store import Store
from service.figures import figure, figure_rows, figure_table
from service.intake.acts import import_file
from service.intake.options import ImportOptions, Kind
from service.settings import change_setting
from tests.service.conftest import NOW
from tests.shared_data import shared

REQUESTS = ("bulk-collection", "parking-meter", "parking-enforcement")
COLUMNS = {
    "id": "SERVICEREQUESTID",
    "category": "SERVICECODEDESCRIPTION",
    "reported_at": "SERVICEORDERDATE",
    "closed_at": "RESOLUTIONDATE",
    "due_at": "SERVICEDUEDATE",
    "status": "SERVICEORDERSTATUS",
}
# The day after the last request of the files.
AS_OF = datetime(2016, 8, 17, tzinfo=UTC)
ZONE = "America/New_York"
AUGUST = (date(2016, 8, 1), date(2016, 8, 10))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text.replace("Z", "+00:00"))


def _features() -> list[dict]:
    paths = [shared(f"washington_dc/{name}-last-30-days.geojson") for name in REQUESTS]
    return [f for path in paths for f in json.loads(path.read_text())["features"]]


def _plain(properties: list[dict], days: tuple[date, date] | None = None) -> dict[str, tuple]:
    """Return n and m of each figure, counted by hand in a plain loop over the file's rows."""
    due_by_then = closed = on_time = 0
    for one in properties:
        due, resolved = _moment(one["SERVICEDUEDATE"]), _moment(one["RESOLUTIONDATE"])
        if one["SERVICEORDERSTATUS"] == "VOIDED" or due is None or not due < AS_OF:
            continue
        if days and not days[0] <= due.astimezone(ZoneInfo(ZONE)).date() <= days[1]:
            continue
        due_by_then += 1
        if resolved is not None and resolved <= AS_OF:
            closed += 1
            on_time += resolved <= due
    return {"closed": (closed, due_by_then), "closed_on_time": (on_time, due_by_then)}


@pytest.fixture(scope="module")
def washington(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return the district with its wards as grids and all requests; nothing is written to it."""
    copied = tmp_path_factory.mktemp("washington") / "district.db"
    shutil.copy(empty_database, copied)
    store = Store(str(copied))
    change_setting(OPERATOR, store, "time_zone", ZONE)
    path = shared("washington_dc/areas.gpkg")
    options = ImportOptions(layer="ward_2012", code_scheme="any", columns={"code": "key"})
    import_file(OPERATOR, store, Kind.GRIDS, path, options, NOW)
    for name in REQUESTS:
        path = shared(f"washington_dc/{name}-last-30-days.geojson")
        report = import_file(OPERATOR, store, Kind.CASES, path, ImportOptions(columns=COLUMNS), NOW)
        assert report["refused"] == 0
    return store


def test_on_time_figures_of_the_whole_district_are_those_of_the_files(washington: Store) -> None:
    properties = [feature["properties"] for feature in _features()]
    for days in (None, AUGUST):
        expected = _plain(properties, days)
        for key, counts in expected.items():
            found = figure(OPERATOR, washington, key, *(days or (None, None)), AS_OF)
            assert (found.n, found.m) == counts
            assert found.share == counts[0] / counts[1]
    # Open and overdue requests are among them: the naive figure leaves them out.
    assert expected["closed"][0] < expected["closed"][1]


def test_on_time_figures_of_each_ward_are_those_of_the_files(washington: Store) -> None:
    features = _features()
    points = gpd.GeoDataFrame.from_features(features, crs="EPSG:4326")
    wards = gpd.read_file(shared("washington_dc/areas.gpkg"), layer="ward_2012")
    joined = gpd.sjoin(points, wards[["key", "geometry"]], predicate="intersects")["key"]
    assert len(joined) == len(features)
    lines = {}
    for key in ("closed", "closed_on_time"):
        table = figure_table(OPERATOR, washington, key, "grid", None, None, AS_OF)
        lines[key] = {line.code: (line.figure.n, line.figure.m) for line in table.lines}
    assert set(lines["closed"]) == set(wards["key"]) and len(wards) == 8
    for ward, members in joined.groupby(joined):
        expected = _plain([features[at]["properties"] for at in members.index])
        assert {key: of[ward] for key, of in lines.items()} == expected


def test_the_rows_behind_the_figure_are_the_files_own_requests(washington: Store) -> None:
    rows = figure_rows(OPERATOR, washington, "closed_on_time", "numerator", None, None, AS_OF)
    expected = {
        one["SERVICEREQUESTID"]
        for one in (feature["properties"] for feature in _features())
        if _plain([one])["closed_on_time"] == (1, 1)
    }
    assert len(rows) == len(expected) and set(rows["code"]) == expected
