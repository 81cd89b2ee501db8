"""The other files of a district: units, workers, postings, leaves, and the base map's layers."""

from __future__ import annotations

import json
from datetime import date

import pytest

from casework.access import OPERATOR
from data.schema import base_features, cases, leaves, org_units, postings, workers
from service.answers import locate
from service.intake.acts import import_file
from service.intake.options import ImportOptions, Kind
from service.intake.undo import undo_import
from tests.service.conftest import NOW
from tests.service.district import all_but_the_log, bring, codes_of, rows_of

A = ("330101001001001", 120.00, 30.00, 120.01, 30.01)


def test_units_give_their_names_to_those_the_grid_codes_brought(store, grid_file, text_file):
    bring(store, "grids", grid_file(A), code_scheme="15")
    path = text_file(
        "units.csv",
        "编码,名称,级别\n330101,示例区,区县\n330101001,清溪街道,街道\n330101001001,柳岸社区,社区\n",
    )
    report = bring(store, "units", path)
    assert (report["added"], report["updated"]) == (0, 3)
    answer = locate(OPERATOR, store, 120.005, 30.005, NOW.date())
    assert answer.path == ["示例区", "清溪街道", "柳岸社区"]


def test_a_unit_of_no_known_level_is_refused(store, text_file):
    path = text_file("units.csv", "编码,名称,级别\nX1,甲,部落\n330101001,清溪街道,\n")
    report = bring(store, "units", path)
    assert codes_of(report) == ["unit.level"] and report["added"] == 1
    assert rows_of(store, org_units)["parent_code"].tolist() == ["330101"]


@pytest.fixture
def staffed(store, grid_file, text_file):
    bring(store, "grids", grid_file(A))
    bring(store, "workers", text_file("w.csv", "工号,姓名,电话\n01,甲,000-1\n02,乙,000-2\n"))
    return store


def test_workers_keep_leading_zeros_and_a_new_telephone_is_an_update(staffed, text_file):
    report = bring(
        staffed, "workers", text_file("w2.csv", "工号,姓名,电话\n01,甲,000-9\n02,乙,000-2\n")
    )
    assert (report["updated"], report["unchanged"]) == (1, 1)
    assert rows_of(staffed, workers).set_index("code")["phone"].to_dict() == {
        "01": "000-9", "02": "000-2"
    }  # fmt: skip


POSTING = "网格员,网格编码,职责,开始日期,结束日期,文号\n"


def test_two_primaries_on_the_same_days_are_refused_with_both_names(staffed, text_file):
    path = text_file(
        "p.csv",
        POSTING
        + f"01,{A[0]},主责,2026-01-01,2026-07-01,文1\n"
        + f"02,{A[0]},主责,2026-06-30,,文2\n"
        + f"乙,{A[0]},替补,2026-01-01,,文3\n"
        + f"丁,{A[0]},主责,2027-01-01,,文4\n"
        + "01,没有,主责,2027-01-01,,文5\n"
        + f"01,{A[0]},主责,2028-01-01,2027-01-01,文6\n",
    )
    report = bring(staffed, "postings", path)
    assert codes_of(report) == [
        "posting.two_primaries", "posting.unknown_worker", "posting.unknown_grid", "days.backwards"
    ]  # fmt: skip
    assert rows_of(staffed, postings)["order_no"].tolist() == ["文1", "文3"]
    again = bring(staffed, "postings", path)
    assert (again["added"], again["unchanged"]) == (0, 2)


def test_postings_that_come_after_the_cases_fill_what_was_empty(staffed, text_file):
    head = "案件编号,经度,纬度,上报时间,坐标系\n"
    bring(staffed, "cases", text_file("c.csv", head + "1,120.005,30.005,2026-05-01,WGS-84\n"))
    assert rows_of(staffed, cases)["responsible_at_report"].tolist() == [None]
    path = text_file("p.csv", POSTING + f"01,{A[0]},主责,2026-01-01,,文1\n")
    report = bring(staffed, "postings", path)
    assert report["placed_again"]["cases"] == 1
    assert rows_of(staffed, cases)["responsible_at_report"].tolist() == ["01"]


def test_a_leave_hands_the_day_to_the_backup(staffed, text_file):
    text = POSTING + f"01,{A[0]},主责,,,\n02,{A[0]},替补,,,\n"
    bring(staffed, "postings", text_file("p.csv", text))
    path = text_file(
        "l.csv", "网格员,开始日期,结束日期\n甲,2026-06-01,2026-06-08\n乙,2026-06-01,\n"
    )
    report = bring(staffed, "leaves", path)
    assert codes_of(report) == ["leave.open"] and len(rows_of(staffed, leaves)) == 1
    assert locate(OPERATOR, staffed, 120.005, 30.005, date(2026, 6, 7)).worker == "乙"
    assert locate(OPERATOR, staffed, 120.005, 30.005, date(2026, 6, 8)).worker == "甲"


def test_roads_come_in_once_and_can_be_taken_back(store, tmp_path):
    path = tmp_path / "roads.geojson"
    lines = [[[120.0, 30.0], [120.1, 30.1]], [[120.0, 30.1], [120.1, 30.0]]]
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"路{n}", "rank": n},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for n, line in enumerate(lines, 1)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    before = all_but_the_log(store)
    report = bring(store, "roads", path)
    kept = rows_of(store, base_features)
    assert kept["layer"].tolist() == ["road", "road"] and kept["rank"].tolist() == [1, 2]
    assert bring(store, "roads", path)["unchanged"] == 2
    undo_import(OPERATOR, store, report["import_id"], NOW)
    after = all_but_the_log(store)
    assert {**after, "imports": []} == before


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_file_can_be_previewed_empty_handed(store, tmp_path, kind):
    from data.errors import DataError

    path = tmp_path / "nothing.csv"
    path.write_text("")
    with pytest.raises(DataError, match="nothing.csv"):
        import_file(OPERATOR, store, kind, path, ImportOptions(), NOW)


def test_a_category_with_a_grid_of_its_own_comes_from_a_file(store, grid_file, text_file):
    other = ("330101001001002", 120.01, 30.00, 120.02, 30.01)
    bring(store, "grids", grid_file(A, other))
    path = text_file("o.csv", f"类别,网格编码\n路灯,{other[0]}\n路灯,没有\n,{A[0]}\n")
    report = bring(store, "overrides", path)
    assert codes_of(report) == ["posting.unknown_grid", "override.no_category"]
    assert bring(store, "overrides", path)["unchanged"] == 1
    head = "案件编号,经度,纬度,上报时间,类别,坐标系\n"
    bring(store, "cases", text_file("c.csv", head + "1,120.005,30.005,2026-05-01,路灯,WGS-84\n"))
    case = rows_of(store, cases).iloc[0]
    assert (case["grid_code"], case["how"]) == (other[0], "override")


def test_what_concerns_the_whole_file_is_told_before_anything_is_saved(store, grid_file):
    path = grid_file(A, worker={A[0]: "空缺"})
    options = ImportOptions(code_scheme="any", columns={"worker": "worker"})
    seen = []

    def warn(issue):
        seen.append((issue.code, len(rows_of(store, org_units)) + len(rows_of(store, workers))))

    import_file(OPERATOR, store, Kind.GRIDS, path, options, NOW, None, warn)
    assert seen == [("worker.perhaps_vacant", 0)]
