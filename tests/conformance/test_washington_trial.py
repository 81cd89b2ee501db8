"""The main job on real data: Washington's single-member districts answer for its requests."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from casework.access import OPERATOR
from data.store import Store
from service.exports import assignments, export
from service.intake.acts import import_file
from service.intake.options import ImportOptions, Kind
from tests.service.conftest import NOW
from tests.shared_data import shared

REQUESTS = ("bulk-collection", "parking-meter", "parking-enforcement")
CASES = ImportOptions(
    columns={
        "id": "SERVICEREQUESTID",
        "category": "SERVICECODEDESCRIPTION",
        "reported_at": "SERVICEORDERDATE",
        "closed_at": "RESOLUTIONDATE",
        "due_at": "SERVICEDUEDATE",
        "address": "STREETADDRESS",
    }
)


def areas(layer: str) -> gpd.GeoDataFrame:
    return gpd.read_file(shared("washington_dc/areas.gpkg"), layer=layer)


def bring_areas(store: Store, layer: str, worker: str | None = None) -> dict[str, object]:
    columns = {"code": "key"} | ({"worker": worker} if worker else {})
    options = ImportOptions(layer=layer, code_scheme="any", columns=columns)
    path = shared("washington_dc/areas.gpkg")
    return import_file(OPERATOR, store, Kind.GRIDS, path, options, NOW)


def plain_join(points: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame) -> pd.Series:
    return gpd.sjoin(points, polygons, predicate="intersects")["key"]


def test_every_request_is_answered_by_the_representative_of_its_district(store):
    grids = bring_areas(store, "smd_2013", "REP_NAME")
    assert (grids["rows"], grids["accepted"]) == (296, 296)
    paths = [shared(f"washington_dc/{name}-last-30-days.geojson") for name in REQUESTS]
    reports = [import_file(OPERATOR, store, Kind.CASES, path, CASES, NOW) for path in paths]
    assert sum(report["rows"] for report in reports) == 10_302
    assert all(r["rows"] == r["accepted"] + r["refused"] for r in reports)
    refused = [i for r in reports for i in r["issues"] if i["refused"]]
    assert len(refused) == sum(r["refused"] for r in reports)

    points = pd.concat([gpd.read_file(path) for path in paths], ignore_index=True)
    joined = gpd.sjoin(points, areas("smd_2013"), predicate="intersects")
    expected = joined.set_index("SERVICEREQUESTID")
    found = assignments(OPERATOR, store).set_index("case_id").loc[expected.index]
    assert len(found) == 10_302 - sum(r["refused"] for r in reports)
    assert (found["grid_code"] == expected["key"]).all()
    assert (found["worker"] == expected["REP_NAME"]).all()
    assert (found["how"] == "inside").all()
    assert found["border_distance_m"].notna().all() and found["runner_up"].notna().all()


@pytest.mark.parametrize(
    "layer, official", [("anc_2013", "ANC"), ("voting_precinct_2012", "VOTING_PRECINCT")]
)
def test_crime_points_agree_with_the_publisher_in_every_row(store, layer, official):
    bring_areas(store, layer)
    path = shared("washington_dc/crime-incidents-last-30-days.geojson")
    columns = {"id": "CCN", "reported_at": "REPORTDATETIME", "category": "OFFENSE"}
    report = import_file(OPERATOR, store, Kind.CASES, path, ImportOptions(columns=columns), NOW)
    points = gpd.read_file(path)
    found = assignments(OPERATOR, store).set_index("case_id")["grid_code"]
    published = points.set_index(points["CCN"].astype(str))[official].astype(str)
    assert report["rows"] == len(points) == report["accepted"] + report["refused"]
    published = published[~published.index.duplicated()]
    assert len(found) == len(published)
    assert (found == published.loc[found.index]).all()


def test_the_export_says_what_the_screen_says(store, tmp_path):
    bring_areas(store, "smd_2013", "REP_NAME")
    path = shared("washington_dc/parking-meter-last-30-days.geojson")
    import_file(OPERATOR, store, Kind.CASES, path, CASES, NOW)
    file = tmp_path / "answers.csv"
    assert export(OPERATOR, store, "assignments", file, NOW.date()) == 3_182
    written = pd.read_csv(file, dtype=str, encoding="utf-8-sig").set_index("case_id")
    kept = assignments(OPERATOR, store).set_index("case_id")
    assert (written["worker"] == kept["worker"]).all()
    assert (written["border_distance_m"].astype(float) == kept["border_distance_m"]).all()
