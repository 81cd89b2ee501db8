"""Files of places: what goes in, what is refused by row, what an undo takes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from data.errors import DataError
from data.readers.columns import suggest_columns
from data.schema import imports, places, sessions
from data.store import Store
from service.errors import ServiceError
from service.intake.acts import import_file, preview_import
from service.intake.options import ImportOptions, Kind
from service.intake.undo import undo_import
from service.places.keeping import end_place
from tests.service.district import as_it_stands, bring, everything, rows_of
from tests.service.places_town import NOW, TODAY, A, B, town

HEAD = "点位编号,点位名称,点位类型,用途,经度,纬度,社区编码,巡查周期,地址\n"


@pytest.fixture
def district(store: Store, tmp_path: Path) -> Store:
    town(store, tmp_path)
    return store


def _file(folder: Path, *rows: str, head: str = HEAD, name: str = "places.csv") -> Path:
    path = folder / name
    path.write_text(head + "".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def _bring(store: Store, path: Path, **said: object) -> dict:
    return bring(store, "places", path, crs="CGCS2000", **said)


def test_the_headers_of_a_file_are_understood_in_both_languages() -> None:
    chinese = suggest_columns(HEAD.strip().split(","), "places")
    assert chinese == {
        "id": "点位编号", "name": "点位名称", "kind": "点位类型", "use": "用途",
        "parent": "社区编码", "address": "地址", "lon": "经度", "lat": "纬度", "every": "巡查周期",
    }  # fmt: skip
    own = ("code", "name", "used_for", "kind", "unit_code", "address", "lon", "lat", "every_days")
    english = suggest_columns(own, "places")
    assert english == {
        "id": "code", "name": "name", "kind": "kind", "use": "used_for", "parent": "unit_code",
        "address": "address", "lon": "lon", "lat": "lat", "every": "every_days",
    }  # fmt: skip


def test_each_row_becomes_a_place_with_grid_and_unit(district: Store, tmp_path: Path) -> None:
    report = _bring(
        district,
        _file(
            tmp_path,
            "P1,甲站,医疗,服务点,111.005,31.005,,,路1号",
            f"P2,乙室,接访室,接访室,111.005,31.005,{B},,",
            "P3,丙点,垃圾投放点,巡查点,111.035,31.005,,1,",
            "P4,丁站,警务,服务,,,,,",
        ),
    )
    assert (report["added"], report["refused"]) == (4, 0)
    found = rows_of(district, places).set_index("code")
    assert found["used_for"].tolist() == ["service", "contact", "round", "service"]
    assert found["grid_code"].tolist() == [f"{A}001", f"{A}001", f"{B}002", None]
    assert found["unit_code"].tolist() == [A, B, B, None]
    assert found.loc["P3", "every_days"] == 1
    assert (found["valid_from"] == TODAY).all()
    assert [one["code"] for one in report["issues"]] == ["place.no_position"]


def test_every_wrong_row_is_refused_with_its_number_and_the_others_go_in(
    district: Store, tmp_path: Path
) -> None:
    report = _bring(
        district,
        _file(
            tmp_path,
            "P1,甲站,医疗,服务点,111.005,31.005,,,",
            ",无编号,医疗,服务点,111.005,31.005,,,",
            "P1,重复,医疗,服务点,111.005,31.005,,,",
            "P4,,医疗,服务点,111.005,31.005,,,",
            "P5,无类型,,服务点,111.005,31.005,,,",
            "P6,用途不明,医疗,商店,111.005,31.005,,,",
            "P7,无周期,公厕,巡查点,111.005,31.005,,,",
            "P8,周期零,公厕,巡查点,111.005,31.005,,0,",
            "P9,周期字,公厕,巡查点,111.005,31.005,,三,",
            "P10,单位错,医疗,服务点,111.005,31.005,999,,",
            "P11,一个坐标,医疗,服务点,111.005,,,,",
            "P12,服务有周期,医疗,服务点,111.005,31.005,,7,",
        ),
    )
    refused = {one["row"] for one in report["issues"] if one["refused"]}
    assert refused == set(range(3, 14))
    assert rows_of(district, places)["code"].tolist() == ["P1"]


def test_what_holds_for_every_row_is_said_once(district: Store, tmp_path: Path) -> None:
    path = _file(tmp_path, "P1,甲,111.005,31.005", head="编号,名称,经度,纬度\n")
    with pytest.raises(DataError, match="kind"):
        _bring(district, path)
    report = _bring(district, path, given={"use": "contact", "kind": "接访室"})
    assert report["refused"] == 0
    row = rows_of(district, places).iloc[0]
    assert (row["used_for"], row["kind"]) == ("contact", "接访室")
    assert rows_of(district, imports)["options"].iloc[-1]["given"] == {
        "use": "contact",
        "kind": "接访室",
    }


def test_without_a_use_places_are_service_points_and_that_is_said(
    district: Store, tmp_path: Path
) -> None:
    path = _file(tmp_path, "P1,甲,医疗,111.005,31.005", head="编号,名称,类型,经度,纬度\n")
    report = _bring(district, path)
    assert "use.assumed" in [one["code"] for one in report["issues"]]
    assert rows_of(district, places)["used_for"].tolist() == ["service"]


def test_the_same_file_again_adds_nothing_and_a_changed_row_changes_its_place(
    district: Store, tmp_path: Path
) -> None:
    first = _file(tmp_path, "P1,甲,医疗,服务点,111.005,31.005,,,")
    _bring(district, first)
    before = everything(district)
    assert _bring(district, first)["added"] == 0
    assert everything(district) == before
    report = _bring(district, _file(tmp_path, "P1,甲,医疗,服务点,111.035,31.005,,,"))
    assert (report["added"], report["updated"]) == (0, 1)
    row = rows_of(district, places).iloc[0]
    assert (row["grid_code"], row["unit_code"]) == (f"{B}002", B)


def test_a_preview_changes_nothing_and_says_the_same(district: Store, tmp_path: Path) -> None:
    path = _file(tmp_path, "P1,甲,医疗,服务点,111.005,31.005,,,", "P2,,医疗,服务点,,,,,")
    before = everything(district)
    options = ImportOptions(crs="CGCS2000", code_scheme="any")
    told = preview_import(OPERATOR, district, Kind.PLACES, path, options, NOW)
    assert everything(district) == before
    done = _bring(district, path)
    names = ("rows", "accepted", "refused", "added")
    assert [told[name] for name in names] == [done[name] for name in names]


def test_an_undo_takes_new_places_away_and_puts_changed_ones_back(
    district: Store, tmp_path: Path
) -> None:
    _bring(district, _file(tmp_path, "P1,甲,医疗,服务点,111.005,31.005,,,"))
    before = as_it_stands(district)
    second = _file(
        tmp_path,
        "P1,甲改,医疗,服务点,111.035,31.005,,,",
        "P2,乙,医疗,服务点,111.005,31.005,,,",
    )
    number = _bring(district, second)["import_id"]
    undo_import(OPERATOR, district, number, NOW)
    assert as_it_stands(district) == before


def test_an_import_on_which_sessions_rest_is_not_undone(district: Store, tmp_path: Path) -> None:
    path = _file(tmp_path, "C1,甲室,接访室,接访室,111.005,31.005,,,")
    number = _bring(district, path)["import_id"]
    with district.begin() as conn:
        conn.execute(
            sessions.insert().values(
                place_id=int(rows_of(district, places)["id"].iloc[0]), held_on=TODAY,
                state="planned", entered_by="x", entered_on=TODAY,
            )
        )  # fmt: skip
    with pytest.raises(ServiceError, match="sessions 1"):
        undo_import(OPERATOR, district, number, NOW)


def test_the_code_of_an_ended_place_and_another_use_are_refused(
    district: Store, tmp_path: Path
) -> None:
    _bring(
        district,
        _file(
            tmp_path,
            "P1,甲,医疗,服务点,111.005,31.005,,,",
            "P2,乙,医疗,服务点,111.005,31.005,,,",
        ),
    )
    end_place(OPERATOR, district, "P1", TODAY, NOW)
    again = _file(
        tmp_path,
        "P1,甲,医疗,服务点,111.006,31.005,,,",
        "P2,乙,接访室,接访室,111.006,31.005,,,",
    )
    report = _bring(district, again)
    assert report["refused"] == 2
    assert {one["code"] for one in report["issues"]} == {"code.ended", "place.other_use"}


def test_a_position_in_another_datum_is_brought_into_the_districts(
    district: Store, tmp_path: Path
) -> None:
    path = _file(tmp_path, "P1,甲,医疗,服务点,111.005,31.005,,,")
    bring(district, "places", path, crs="GCJ-02")
    lon = float(rows_of(district, places)["lon"].iloc[0])
    assert 0.001 < abs(lon - 111.005) < 0.01


def test_whoever_may_not_import_files_does_not(district: Store, tmp_path: Path) -> None:
    path = _file(tmp_path, "P1,甲,医疗,服务点,111.005,31.005,,,")
    options = ImportOptions(crs="CGCS2000")
    for viewer in (Viewer("w", Role.WORKER), Viewer("c", Role.CLERK, A)):
        with pytest.raises(CaseworkError):
            import_file(viewer, district, Kind.PLACES, path, options, NOW)


def test_hostile_text_stays_text(district: Store, tmp_path: Path) -> None:
    path = _file(tmp_path, "P1,<script>alert(1)</script>,'; DROP TABLE places;--,服务点,,,,,=1+1")
    _bring(district, path)
    row = rows_of(district, places).iloc[0]
    assert row["name"] == "<script>alert(1)</script>"
    assert row["kind"] == "'; DROP TABLE places;--"
