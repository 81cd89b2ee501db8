"""Case and household files: placing, responsibility, times, rows said twice or changed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from data.errors import DataError
from data.schema import case_events, cases, households, leaves, postings, workers
from data.store import bump
from tests.service.contacts import home_contacts
from tests.service.district import bring, codes_of, everything, rows_of

WEST = ("西", 120.00, 30.00, 120.01, 30.01)
EAST = ("东", 120.01, 30.00, 120.02, 30.01)
HEAD = "案件编号,经度,纬度,上报时间,结案时间,类别,坐标系\n"


@pytest.fixture
def district(store, grid_file):
    bring(store, "grids", grid_file(WEST, EAST, worker={"西": "甲", "东": "乙"}), worker="worker")
    return store


def test_every_row_is_accepted_or_refused_with_its_place_in_the_file(district, text_file):
    path = text_file(
        "cases.csv",
        HEAD
        + "1,120.005,30.005,2026-05-01 08:00,,垃圾,WGS-84\n"
        + "2,abc,30.005,2026-05-01 08:00,,垃圾,WGS-84\n"
        + "3,,,2026-05-01 08:00,,垃圾,WGS-84\n"
        + "4,120.005,30.005,,,垃圾,WGS-84\n"
        + "1,120.005,30.005,2026-05-01 08:00,,垃圾,WGS-84\n"
        + "6,121.5,30.005,2026-05-01 08:00,,垃圾,WGS-84\n",
    )
    report = bring(district, "cases", path)
    assert (report["rows"], report["accepted"], report["refused"]) == (6, 3, 3)
    of_rows = [issue for issue in report["issues"] if issue["row"] is not None]
    assert {issue["row"]: issue["refused"] for issue in of_rows} == {
        3: True,
        5: True,
        6: True,
    }
    assert report["unassigned"] == 2
    kept = rows_of(district, cases).set_index("code")
    assert kept["why_no_grid"].to_dict() == {"1": None, "3": "no_coordinate", "6": "outside"}


def test_a_point_on_the_shared_border_goes_to_one_grid_and_is_counted_as_a_tie(district, text_file):
    path = text_file("c.csv", HEAD + "1,120.01,30.005,2026-05-01,,垃圾,WGS-84\n")
    report = bring(district, "cases", path)
    case = rows_of(district, cases).iloc[0]
    assert report["ties"] == 1
    assert (case["how"], case["grid_code"], case["runner_up"]) == ("tie", "东", "西")
    assert case["border_distance_m"] == pytest.approx(0, abs=0.01)


def test_responsible_is_who_was_on_duty_on_the_day_of_the_report(district, text_file):
    with district.begin() as conn:
        conn.execute(
            postings.update().where(postings.c.grid_code == "西").values(until=date(2026, 4, 1))
        )
        conn.execute(workers.insert().values(code="丙", name="丙"))
        conn.execute(
            postings.insert().values(
                worker_code="丙", grid_code="西", duty="primary", since=date(2026, 4, 1)
            )
        )
        bump(conn, "duty")
    path = text_file(
        "c.csv",
        HEAD
        + "旧,120.005,30.005,2026-03-31 23:30,,垃圾,WGS-84\n"
        + "新,120.005,30.005,2026-04-01 00:30,,垃圾,WGS-84\n"
        + "结,120.005,30.005,2026-03-01 00:30,2026-03-05 09:00,垃圾,WGS-84\n",
    )
    bring(district, "cases", path)
    kept = rows_of(district, cases).set_index("code")
    assert kept["responsible_at_report"].to_dict() == {"旧": "甲", "新": "丙", "结": "甲"}
    assert kept["first_handler"].to_dict() == {"旧": "甲", "新": "丙", "结": "甲"}
    assert kept["assigned_to"].to_dict() == {"旧": "丙", "新": "丙", "结": "甲"}


def test_leave_falls_to_the_backup(district, text_file):
    with district.begin() as conn:
        conn.execute(postings.insert().values(worker_code="乙", grid_code="西", duty="backup"))
        conn.execute(
            leaves.insert().values(worker_code="甲", since=date(2026, 5, 1), until=date(2026, 5, 8))
        )
        bump(conn, "duty")
    path = text_file("c.csv", HEAD + "1,120.005,30.005,2026-05-03 08:00,,垃圾,WGS-84\n")
    bring(district, "cases", path)
    assert rows_of(district, cases)["responsible_at_report"].tolist() == ["乙"]


def test_the_next_file_with_a_closing_time_updates_the_case_and_tells_it(district, text_file):
    first = text_file("may.csv", HEAD + "1,120.005,30.005,2026-05-01 08:00,,垃圾,WGS-84\n")
    bring(district, "cases", first)
    second = text_file(
        "june.csv", HEAD + "1,120.005,30.005,2026-05-01 08:00,2026-05-02 10:00,垃圾,WGS-84\n"
    )
    report = bring(district, "cases", second)
    assert (report["added"], report["updated"]) == (0, 1)
    assert rows_of(district, cases)["status"].tolist() == ["closed"]
    events = rows_of(district, case_events)
    assert events["kind"].tolist() == ["reported", "mirror"]
    told = events["details"].iloc[1]
    assert (told["from"], told["to"], told["file"]) == ("reported", "closed", "june.csv")
    assert events["happened_at"].iloc[1] == datetime(2026, 5, 2, 2, 0, tzinfo=UTC)


def test_the_same_rows_again_add_nothing_even_without_a_number_column(district, text_file):
    text = "经度,纬度,类别,坐标系\n120.005,30.005,垃圾,WGS-84\n120.005,30.005,垃圾,WGS-84\n"
    path = text_file("c.csv", text)
    assert bring(district, "cases", path)["added"] == 2
    before = everything(district)
    assert bring(district, "cases", path)["added"] == 0
    assert everything(district) == before


def test_a_table_that_does_not_say_its_datum_is_asked_about(district, text_file):
    before = everything(district)
    path = text_file("c.csv", "id,lon,lat\n1,120.005,30.005\n")
    with pytest.raises(DataError, match="--crs"):
        bring(district, "cases", path)
    assert everything(district) == before


def test_cases_that_came_before_the_grids_are_placed_when_the_grids_come(
    store, grid_file, text_file
):
    path = text_file("c.csv", HEAD + "1,120.005,30.005,2026-05-01 08:00,,垃圾,WGS-84\n")
    assert bring(store, "cases", path)["unassigned"] == 1
    report = bring(
        store, "grids", grid_file(WEST, EAST, worker={"西": "甲", "东": "乙"}), worker="worker"
    )
    assert report["placed_again"]["cases"] == 1
    case = rows_of(store, cases).iloc[0]
    assert (case["grid_code"], case["assigned_to"], case["responsible_at_report"]) == (
        "西",
        "甲",
        "甲",
    )
    assert rows_of(store, case_events)["kind"].tolist() == ["reported", "placed"]


def test_hostile_text_is_kept_as_the_text_it_is(district, text_file):
    evil = "<img src=x onerror=alert(1)>'; DROP TABLE cases; {0} {value}"
    path = text_file("c.csv", HEAD + f"{evil},120.005,30.005,2026-05-01,,{evil},WGS-84\n")
    bring(district, "cases", path)
    case = rows_of(district, cases).iloc[0]
    assert (case["code"], case["category"]) == (evil, evil)


def test_times_before_closing_are_remarked_upon_and_kept(district, text_file):
    path = text_file(
        "c.csv", HEAD + "1,120.005,30.005,2026-05-02 08:00,2026-05-01 08:00,垃圾,WGS-84\n"
    )
    report = bring(district, "cases", path)
    assert (
        codes_of(report) == ["replied_at.missing", "closed_at.before_reported"]
        and report["accepted"] == 1
    )


HOUSEHOLDS = "住户编号,经度,纬度,地址,入住,联系方式,同意联系,坐标系\n"


def test_a_household_needs_a_place_and_an_address(district, text_file):
    path = text_file(
        "h.csv",
        HOUSEHOLDS
        + "h1,120.005,30.005,柳岸路1号,是,,,WGS-84\n"
        + "h2,,,柳岸路2号,是,,,WGS-84\n"
        + "h3,120.005,30.005,,是,,,WGS-84\n",
    )
    report = bring(district, "households", path)
    assert (report["accepted"], report["refused"]) == (1, 2)
    assert sorted(codes_of(report)) == ["address.blank", "coordinate.blank"]


def test_a_contact_is_kept_only_with_consent(district, text_file):
    path = text_file(
        "h.csv",
        HOUSEHOLDS
        + "h1,120.005,30.005,柳岸路1号,是,000-1,是,WGS-84\n"
        + "h2,120.005,30.005,柳岸路2号,否,000-2,否,WGS-84\n",
    )
    report = bring(district, "households", path)
    kept = rows_of(district, households).set_index("code")
    assert home_contacts(district) == {"h1": "000-1", "h2": None}
    assert kept["is_occupied"].to_dict() == {"h1": True, "h2": False}
    assert codes_of(report) == ["contact.no_consent"]
