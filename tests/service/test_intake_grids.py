"""Grid files: codes, versions, workers beside them, invalid shapes."""

from __future__ import annotations

import json
from datetime import date

import pytest

from casework.access import OPERATOR
from data.errors import DataError
from data.schema import grids, org_units, postings, workers
from service.answers import locate
from tests.service.district import bring, codes_of, everything, rows_of

A = ("330101001001001", 120.00, 30.00, 120.01, 30.01)
B = ("330101001001002", 120.01, 30.00, 120.02, 30.01)


def test_codes_of_the_default_scheme_bring_the_units_above_them(store, grid_file):
    report = bring(store, "grids", grid_file(A, B), code_scheme=None)
    assert (report["rows"], report["accepted"], report["added"]) == (2, 2, 2)
    units = rows_of(store, org_units)
    assert dict(zip(units["code"], units["parent_code"], strict=True)) == {
        "330101": None,
        "330101001": "330101",
        "330101001001": "330101001",
    }
    assert set(rows_of(store, grids)["parent_code"]) == {"330101001001"}


def test_a_code_that_does_not_fit_the_scheme_is_refused_and_the_others_go_in(store, grid_file):
    report = bring(store, "grids", grid_file(A, ("33010100100", *B[1:])), code_scheme="15")
    assert (report["accepted"], report["refused"]) == (1, 1)
    (issue,) = report["issues"]
    assert issue["row"] == 2 and issue["value"] == "33010100100"
    assert "15" in issue["message_en"] and issue["message_zh"] != issue["message_en"]


def test_a_wrong_parent_is_refused(store, grid_file):
    parents = {A[0]: "330101001001", B[0]: "330101001009"}
    report = bring(
        store, "grids", grid_file(A, B, parent=parents), code_scheme="15", parent="parent"
    )
    assert codes_of(report) == ["code.scheme"] and report["accepted"] == 1


def test_the_same_code_twice_in_a_file_goes_in_once(store, grid_file):
    report = bring(store, "grids", grid_file(A, A))
    assert codes_of(report) == ["code.repeated"] and report["added"] == 1


def test_the_same_file_twice_adds_nothing(store, grid_file):
    path = grid_file(A, B, worker={A[0]: "甲", B[0]: "乙"})
    bring(store, "grids", path, worker="worker")
    before = everything(store)
    again = bring(store, "grids", path, worker="worker")
    assert (again["accepted"], again["added"], again["import_id"]) == (2, 0, None)
    assert everything(store) == before


def test_workers_beside_the_grids_are_made_once_each_and_posted(store, grid_file):
    path = grid_file(A, B, worker={A[0]: "甲", B[0]: "甲"})
    bring(store, "grids", path, worker="worker", valid_from=date(2024, 5, 1))
    assert rows_of(store, workers)["name"].tolist() == ["甲"]
    posted = rows_of(store, postings)
    assert posted["grid_code"].tolist() == [A[0], B[0]]
    assert set(posted["since"]) == {date(2024, 5, 1)}


def test_a_word_for_nobody_is_pointed_out_and_obeyed_when_said(store, grid_file):
    path = grid_file(A, B, worker={A[0]: "Vacant", B[0]: "乙"})
    report = bring(store, "grids", path, worker="worker", vacant=frozenset({"vacant"}))
    assert rows_of(store, workers)["name"].tolist() == ["乙"]
    assert codes_of(report) == []


def test_a_word_for_nobody_is_a_name_until_somebody_says_so(store, grid_file):
    path = grid_file(A, B, worker={A[0]: "空缺", B[0]: "乙"})
    report = bring(store, "grids", path, worker="worker")
    assert codes_of(report) == ["worker.perhaps_vacant"]
    assert set(rows_of(store, workers)["name"]) == {"空缺", "乙"}


def test_another_shape_needs_a_date_and_ends_the_old_version(store, grid_file):
    bring(store, "grids", grid_file(A, B))
    wider = (A[0], 120.00, 30.00, 120.01, 30.02)
    refused = bring(store, "grids", grid_file(wider, B, name="new.geojson"))
    assert codes_of(refused) == ["grid.other_version"]
    report = bring(
        store, "grids", grid_file(wider, B, name="new.geojson"), valid_from=date(2025, 3, 1)
    )
    assert (report["added"], report["unchanged"]) == (1, 1)
    versions = rows_of(store, grids).query("code == @A[0]")
    assert versions["valid_to"].tolist() == [date(2025, 3, 1), None]
    assert versions["valid_from"].tolist() == [None, date(2025, 3, 1)]


def test_a_retired_code_is_never_used_again(store, grid_file):
    bring(store, "grids", grid_file(A, B))
    with store.begin() as conn:
        conn.execute(grids.update().where(grids.c.code == A[0]).values(valid_to=date(2025, 1, 1)))
    report = bring(store, "grids", grid_file(A, name="x.geojson"), valid_from=date(2026, 1, 1))
    assert codes_of(report) == ["code.retired"] and report["accepted"] == 0


BOW_TIE = [[120.0, 30.0], [120.01, 30.01], [120.01, 30.005], [120.0, 30.02], [120.0, 30.0]]


@pytest.fixture
def bow_tie(tmp_path):
    path = tmp_path / "bow.geojson"
    geometry = {"type": "Polygon", "coordinates": [BOW_TIE]}
    feature = {"type": "Feature", "properties": {"code": "蝶"}, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def test_an_invalid_polygon_is_taken_as_it_is_and_said(store, bow_tie):
    report = bring(store, "grids", bow_tie)
    assert codes_of(report) == ["shape.invalid"] and report["accepted"] == 1
    assert "Self-intersection" in report["issues"][0]["message_en"]


def test_an_invalid_polygon_is_mended_only_when_asked_and_both_areas_are_told(store, bow_tie):
    report = bring(store, "grids", bow_tie, is_repair_asked=True)
    (mended,) = report["repaired"]
    assert mended["code"] == "蝶"
    assert mended["area_after_m2"] > 0 and "area_before_m2" in mended


def test_a_file_without_a_code_column_changes_nothing_and_says_what_it_has(store, grid_file):
    before = everything(store)
    path = grid_file(A)
    path.write_text(path.read_text().replace('"code"', '"颜色"'))
    with pytest.raises(DataError, match="颜色"):
        bring(store, "grids", path)
    assert everything(store) == before


def test_a_column_that_is_not_there_is_refused_with_those_that_are(store, grid_file):
    with pytest.raises(DataError, match="code"):
        bring(store, "grids", grid_file(A), name="nobody")


def test_a_whole_new_map_gives_up_the_grids_it_no_longer_has(store, grid_file):
    bring(store, "grids", grid_file(A, B))
    halves = [("330101001001003", 120.00, 30.00, 120.005, 30.01),
              ("330101001001004", 120.005, 30.00, 120.01, 30.01)]  # fmt: skip
    path = grid_file(*halves, B, name="split.geojson")
    with pytest.raises(DataError, match="--valid-from"):
        bring(store, "grids", path, is_whole=True)
    report = bring(store, "grids", path, is_whole=True, valid_from=date(2026, 3, 1))
    assert codes_of(report) == ["grid.given_up"] and report["unchanged"] == 1
    before, after = (locate(OPERATOR, store, 120.002, 30.005, day).grid_code
                     for day in (date(2026, 2, 28), date(2026, 3, 1)))  # fmt: skip
    assert (before, after) == (A[0], "330101001001003")
    again = bring(store, "grids", grid_file(A, name="back.geojson"), valid_from=date(2027, 1, 1))
    assert codes_of(again) == ["code.retired"]
