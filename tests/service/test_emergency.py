"""An emergency: who is inside, who goes there, the last word counts, nothing stays but totals."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from data.emergency_store import load_emergencies
from data.schema import emergencies, emergency_homes, households
from data.store import Store, bump
from service.emergency.area import area_of_code, area_of_corners, area_of_file, area_of_text
from service.emergency.export import export_list
from service.emergency.layer import reached_layer
from service.emergency.lines import STATES, confirm, emergencies_of, emergency_mark, lines_of
from service.emergency.looking import look_inside
from service.emergency.opening import close_emergency, open_emergency
from service.emergency.progress import coarse, progress
from service.emergency.sheet import emergency_sheet
from service.emergency.tiles import state_tile
from service.errors import ServiceError
from tests.service.district import everything, rows_of
from tests.service.places_town import NOW, TODAY, A, B, town

WHOLE = shapely.box(111.0, 31.0, 111.04, 31.01)
LEADER, WORKER = Viewer("l", Role.LEADER), Viewer("w", Role.WORKER, "990101001")
OF_A = Viewer("a", Role.COORDINATOR, A)
_INKS = {state: (1, 2, 3) for state in STATES}


@pytest.fixture
def district(store: Store, tmp_path: Path) -> Store:
    town(store, tmp_path)
    return store


def test_an_area_says_at_once_who_is_inside_and_who_answers_vacancies_first(
    district: Store,
) -> None:
    found = look_inside(OPERATOR, district, WHOLE, NOW)
    assert (found.households, found.occupied, found.without_worker) == (40, 32, 10)
    assert found.grids["grid_code"].tolist() == [f"{B}002", f"{A}001", f"{A}002", f"{B}001"]
    assert found.grids["worker_code"].tolist() == [None, "W1", "W2", "W1"]
    assert found.grids["backup_code"].tolist() == [None, "W2", None, None]
    assert found.area_km2 == pytest.approx(4.24, abs=0.02)


def test_a_home_on_the_border_or_a_corner_is_inside_and_one_beyond_is_not(
    district: Store,
) -> None:
    edge = shapely.box(111.0005, 31.0, 111.0015, 31.005)
    assert look_inside(OPERATOR, district, edge, NOW).households == 2
    within = shapely.box(111.00051, 31.0, 111.00149, 31.01)
    assert look_inside(OPERATOR, district, within, NOW).households == 0


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 40), st.integers(0, 40))
def test_the_households_inside_are_those_a_loop_finds(
    district: Store, one: int, other: int
) -> None:
    west, east = sorted((111.0 + one * 1e-3, 111.0 + other * 1e-3))
    shape = shapely.Polygon([(west, 31.0), (east + 1e-4, 31.0), (east, 31.01), (west, 31.01)])
    homes = rows_of(district, households)
    expected = [
        row.id for row in homes.itertuples() if shape.covers(shapely.Point(row.lon, row.lat))
    ]
    assert look_inside(OPERATOR, district, shape, NOW).ids.tolist() == expected


@pytest.mark.parametrize(
    "corners",
    [
        [],
        [[111, 31], [111.1, 31]],
        [[111, 31], [111.1, 31.1], [111.1, 31], [111, 31.1]],
        [[111, 31], [111, 31], [111, 31]],
        [[111, 31], [111.1, 31], [111.2, 31]],
        [[111, 31], [111.1, 31], [500, 31.2]],
        [["x", 31], [111.1, 31], [111, 31.2]],
        [[111], [112], [113]],
        [[float("nan"), 31], [111.1, 31], [111, 31.2]],
    ],
)
def test_corners_that_make_no_area_are_refused(corners: list) -> None:
    with pytest.raises(ServiceError):
        area_of_corners(corners)


@pytest.mark.parametrize(
    "text",
    [
        "", "POINT(111 31)", "POLYGON((0 0, 1 1", "{", "{}", '{"type":"Feature"}', "[" * 5000,
        '{"type":"FeatureCollection","features":[]}', "POLYGON EMPTY", "LINESTRING(0 0, 1 1)",
        "GEOMETRYCOLLECTION(" * 300_000, "POLYGON((0 0, 1 1))" + ")" * 9 + "((" * 100_000,
        '{"type":"Point","coordinates":[111,31]}', "<script>",
    ],
)  # fmt: skip
def test_a_text_that_is_no_area_is_refused(text: str) -> None:
    with pytest.raises(ServiceError):
        area_of_text(text)


def _zigzag(corners: int) -> shapely.Polygon:
    along = np.linspace(111.0, 111.1, corners // 2)
    top = np.where(np.arange(len(along)) % 2, 31.1, 31.01)
    return shapely.Polygon(
        [*zip(along, top, strict=True), *zip(along[::-1], top[::-1] - 0.005, strict=True)]
    )


def test_an_area_of_more_corners_than_anybody_draws_is_refused_at_once(tmp_path: Path) -> None:
    shape = _zigzag(20_002)
    text = shapely.to_geojson(shape)
    feature = {"type": "Feature", "geometry": json.loads(text)}
    collection = json.dumps({"type": "FeatureCollection", "features": [feature]})
    path = tmp_path / "area.geojson"
    path.write_text(text)
    for ask in (
        lambda: area_of_text(shape.wkt),
        lambda: area_of_text(text),
        lambda: area_of_text(collection),
        lambda: area_of_corners(list(shape.exterior.coords)),
        lambda: area_of_file(OPERATOR, path, "CGCS2000"),
    ):
        with pytest.raises(ServiceError, match="more than 20,?000 corners"):
            ask()
    assert area_of_text(_zigzag(19_000).wkt).is_valid


def test_an_area_is_the_same_drawn_as_text_from_a_file_or_by_its_code(
    district: Store, tmp_path: Path
) -> None:
    path = tmp_path / "area.geojson"
    path.write_text(shapely.to_geojson(WHOLE))
    collection = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": json.loads(shapely.to_geojson(WHOLE))}],
    }
    shapes = [
        area_of_corners([[111, 31], [111.04, 31], [111.04, 31.01], [111, 31.01]]),
        area_of_text(WHOLE.wkt),
        area_of_text(json.dumps(collection)),
        area_of_file(OPERATOR, path, "CGCS2000"),
        area_of_code(OPERATOR, district, "990101001", TODAY),
    ]
    assert all(shape.equals_exact(WHOLE, 1e-9, normalize=True) or shape.equals(WHOLE)
               for shape in shapes)  # fmt: skip
    grid = area_of_code(OPERATOR, district, f"{A}001", TODAY)
    assert look_inside(OPERATOR, district, grid, NOW).households == 10
    with pytest.raises(ServiceError):
        area_of_code(OPERATOR, district, "nowhere", TODAY)


def test_every_household_inside_is_on_exactly_one_list(district: Store) -> None:
    code = open_emergency(OPERATOR, district, "汛情", WHOLE, NOW)
    lists = [lines_of(OPERATOR, district, code, worker) for worker in ("W1", "W2")]
    nobody = lines_of(OPERATOR, district, code)
    nobody = nobody.loc[nobody["worker_code"].isna()]
    codes = [one for frame in (*lists, nobody) for one in frame["code"]]
    assert sorted(codes) == rows_of(district, households)["code"].tolist()
    assert [len(frame) for frame in (*lists, nobody)] == [20, 10, 10]


def test_an_emergency_without_a_name_or_a_household_is_refused(district: Store) -> None:
    before = everything(district)
    for name, shape in ((" ", WHOLE), ("x" * 81, WHOLE), ("海上", shapely.box(120, 30, 121, 31))):
        with pytest.raises(ServiceError):
            open_emergency(OPERATOR, district, name, shape, NOW)
    assert everything(district) == before


def test_the_last_word_counts_in_whatever_order_words_arrive(district: Store) -> None:
    code = open_emergency(OPERATOR, district, "汛情", WHOLE, NOW)
    early, late = NOW + timedelta(minutes=1), NOW + timedelta(minutes=9)
    after = NOW + timedelta(hours=1)
    confirm(OPERATOR, district, code, "H001", "needs_help", after, told_at=late)
    told = confirm(OPERATOR, district, code, "H001", "confirmed", after, told_at=early)
    assert (told.state, told.is_superseded) == ("needs_help", True)
    confirm(OPERATOR, district, code, "H002", "confirmed", after, told_at=early)
    confirm(OPERATOR, district, code, "H002", "confirmed", after, told_at=late)
    between = early + timedelta(minutes=2)
    told = confirm(OPERATOR, district, code, "H002", "needs_help", after, told_at=between)
    assert told.state == "confirmed"
    states = lines_of(OPERATOR, district, code).set_index("code")["state"]
    assert states.loc[["H001", "H002"]].tolist() == ["needs_help", "confirmed"]


def test_a_clock_that_runs_ahead_does_not_silence_later_words(district: Store) -> None:
    code = open_emergency(OPERATOR, district, "汛情", WHOLE, NOW)
    confirm(OPERATOR, district, code, "H001", "confirmed", NOW, told_at=NOW + timedelta(days=9))
    later = NOW + timedelta(minutes=1)
    assert confirm(OPERATOR, district, code, "H001", "needs_help", later).state == "needs_help"


def test_the_same_word_twice_changes_nothing(district: Store) -> None:
    code = open_emergency(OPERATOR, district, "汛情", WHOLE, NOW)
    confirm(OPERATOR, district, code, "H001", "confirmed", NOW, told_at=NOW)
    before, mark = everything(district), emergency_mark(OPERATOR, district)
    assert confirm(OPERATOR, district, code, "H001", "confirmed", NOW, told_at=NOW).state == (
        "confirmed"
    )
    assert everything(district) == before
    assert emergency_mark(OPERATOR, district) == mark


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.integers(0, 39), st.sampled_from(STATES), st.integers(0, 60)), max_size=25
    )
)
def test_totals_are_the_lines_counted_and_add_up_after_any_words(
    district: Store, words: list
) -> None:
    code = open_emergency(OPERATOR, district, "汛情", WHOLE, NOW)
    for home, state, minute in words:
        told_at = NOW + timedelta(minutes=minute)
        confirm(OPERATOR, district, code, f"H{home:03}", state, NOW + timedelta(2), told_at=told_at)
    found = progress(OPERATOR, district, code)
    states = lines_of(OPERATOR, district, code)["state"].value_counts()
    assert {one: found.totals[one] for one in STATES} == {
        one: int(states.get(one, 0)) for one in STATES
    }
    assert sum(found.totals[one] for one in STATES) == found.totals["households"] == 40
    for frame in (found.grids, found.lists):
        assert frame["households"].sum() == 40
        assert (frame[list(STATES)].sum(axis=1) == frame["households"]).all()


def test_lists_come_with_that_of_nobody_first_then_by_code(district: Store) -> None:
    code = open_emergency(OPERATOR, district, "汛情", WHOLE, NOW)
    confirm(OPERATOR, district, code, "H010", "confirmed", NOW)
    found = progress(OPERATOR, district, code)
    assert found.lists["worker_code"].tolist() == ["", "W1", "W2"]
    assert found.lists["backup_names"].tolist() == ["", "网格员2", ""]


def test_a_contact_is_told_only_with_consent_and_to_whom_it_may_be(district: Store) -> None:
    code = open_emergency(OPERATOR, district, "汛情", WHOLE, NOW)
    assert lines_of(OPERATOR, district, code)["contact"].isna().all()
    coordinator = Viewer("c", Role.COORDINATOR)
    lines = lines_of(coordinator, district, code).set_index("code")
    assert lines.loc["H001", "contact"] == "000-0001"
    assert lines.loc["H002", "contact"] is None
    with district.begin() as conn:
        conn.execute(
            households.update().where(households.c.code == "H001").values(has_contact_consent=False)
        )
        bump(conn, "households")
    assert lines_of(coordinator, district, code)["contact"].tolist()[1] is None
    assert lines_of(WORKER, district, code)["contact"].notna().any()


def test_a_leader_sees_counts_and_no_list(district: Store) -> None:
    code = open_emergency(LEADER, district, "汛情", WHOLE, NOW)
    found = progress(LEADER, district, code)
    assert found.totals["households"] == 40
    assert found.lists.empty
    for refused in (
        lambda: lines_of(LEADER, district, code),
        lambda: emergency_sheet(LEADER, district, code, NOW, "zh"),
        lambda: state_tile(LEADER, district, code, "x", (12, 3311, 1676), _INKS),
        lambda: confirm(LEADER, district, code, "H001", "confirmed", NOW),
        lambda: open_emergency(WORKER, district, "x", WHOLE, NOW),
        lambda: close_emergency(WORKER, district, code, NOW),
    ):
        with pytest.raises(CaseworkError):
            refused()


def test_who_sees_a_part_opens_there_and_sees_his_part_of_others(district: Store) -> None:
    with pytest.raises(ServiceError, match="outside"):
        open_emergency(OF_A, district, "x", WHOLE, NOW)
    code = open_emergency(OPERATOR, district, "汛情", WHOLE, NOW)
    assert len(lines_of(OF_A, district, code)) == 20
    assert progress(OF_A, district, code).totals["households"] == 20
    with pytest.raises(ServiceError, match="not on your list"):
        confirm(OF_A, district, code, "H035", "confirmed", NOW)
    other = open_emergency(
        OPERATOR, district, "乙", area_of_code(OPERATOR, district, B, TODAY), NOW
    )
    # The border is shared: whoever lives on it is in both.
    assert other not in emergencies_of(OF_A, district)["code"].tolist()
    with pytest.raises(ServiceError, match="no emergency"):
        progress(OF_A, district, other)


def test_two_emergencies_may_overlap_and_know_nothing_of_each_other(district: Store) -> None:
    one = open_emergency(OPERATOR, district, "一", WHOLE, NOW)
    two = open_emergency(OPERATOR, district, "二", WHOLE, NOW)
    assert one != two
    confirm(OPERATOR, district, one, "H001", "confirmed", NOW)
    assert progress(OPERATOR, district, two).totals["confirmed"] == 0
    assert len(lines_of(OPERATOR, district, None, "W2")) == 20


def test_closing_keeps_totals_and_takes_every_line_away(district: Store) -> None:
    code = open_emergency(OPERATOR, district, "汛情", WHOLE, NOW)
    for number in range(4):
        confirm(OPERATOR, district, code, f"H{number:03}", "confirmed", NOW)
    confirm(OPERATOR, district, code, "H030", "needs_help", NOW)
    before = progress(OPERATOR, district, code)
    told = close_emergency(OPERATOR, district, code, NOW)
    after = progress(OPERATOR, district, code)
    assert after.totals == before.totals
    assert told["confirmed"] == 4
    assert after.grids["confirmed"].tolist() == before.grids["confirmed"].tolist()
    assert rows_of(district, emergency_homes).empty
    assert lines_of(OPERATOR, district, code).empty
    kept = json.dumps(rows_of(district, emergencies)["totals"].iloc[0])
    assert "H0" not in kept
    assert "W1" not in kept
    with pytest.raises(ServiceError, match="was closed"):
        confirm(OPERATOR, district, code, "H005", "confirmed", NOW)
    with pytest.raises(ServiceError, match="was closed"):
        close_emergency(OPERATOR, district, code, NOW)


def test_totals_of_a_closed_emergency_do_not_tell_of_a_few_doors(district: Store) -> None:
    # Two households of the third grid beside all of the first two: a line of two would tell as
    # much without the name of its grid, so that the smaller of the others stands in it too.
    shape = shapely.box(111.0, 31.0, 111.0219, 31.01)
    code = open_emergency(OPERATOR, district, "汛情", shape, NOW)
    confirm(OPERATOR, district, code, "H020", "needs_help", NOW)
    close_emergency(OPERATOR, district, code, NOW)
    found = progress(OPERATOR, district, code)
    assert found.grids["grid_code"].tolist() == ["", f"{A}002"]
    assert found.grids["households"].tolist() == [12, 10]
    assert found.totals["needs_help"] == 1


@pytest.mark.parametrize(
    ("households", "expected"),
    [
        ([9, 1, 7, 8], {"": 8, "g0": 9, "g3": 8}),
        ([9, 4, 3, 8], {"": 7, "g0": 9, "g3": 8}),
        ([9, 7], {"g0": 9, "g1": 7}),
        ([2, 1], {"": 3}),
        ([5, 1], {"": 6}),
    ],
)
def test_no_line_of_a_closed_emergency_is_small_while_another_is_left(
    households: list[int], expected: dict[str, int]
) -> None:
    codes = [f"g{at}" for at in range(len(households))]
    told = coarse(pd.DataFrame({"grid_code": codes, "households": households}), 5)
    assert dict(zip(told["grid_code"], told["households"], strict=True)) == expected


def test_who_goes_there_stays_as_it_was_when_it_was_opened(district: Store) -> None:
    code = open_emergency(OPERATOR, district, "汛情", WHOLE, NOW)
    from data.schema import postings

    with district.begin() as conn:
        conn.execute(postings.delete())
        bump(conn, "duty")
    assert len(lines_of(OPERATOR, district, code, "W1")) == 20


def test_the_sheet_is_one_document_that_fetches_nothing_and_escapes_everything(
    district: Store,
) -> None:
    with district.begin() as conn:
        conn.execute(households.update().values(address="<img src=x onerror=alert(1)>"))
        bump(conn, "households")
    code = open_emergency(OPERATOR, district, "<script>alert(1)</script>", WHOLE, NOW)
    confirm(OPERATOR, district, code, "H001", "confirmed", NOW)
    for language in ("zh", "en"):
        made = emergency_sheet(OPERATOR, district, code, NOW, language)
        assert "<script" not in made
        assert "<img" not in made
        for outside in ("http://", "https://", "src=", "@import", "<link"):
            assert outside not in made.replace("&lt;img src=x", "")
        assert made.count("<section>") == 3
        assert made.count("☑") == 1
        assert all(f"H{n:03}" in made for n in range(40))
        assert made.index("Nobody" if language == "en" else "<h1>") < made.index("W1")
    own = emergency_sheet(OPERATOR, district, code, NOW, "zh", worker_code="W2")
    assert own.count("<section>") == 1
    assert "H005" not in own
    with pytest.raises(ServiceError, match="no list"):
        emergency_sheet(OPERATOR, district, code, NOW, "zh", worker_code="W9")


def test_the_map_and_its_tiles_follow_every_word(district: Store) -> None:
    code = open_emergency(OPERATOR, district, "汛情", WHOLE, NOW)
    inks = {"confirmed": (0, 0, 255), "open": (255, 0, 0), "needs_help": (9, 9, 9),
            "nobody_there": (5, 5, 5)}  # fmt: skip
    tile = (12, 3311, 1676)
    mark = emergency_mark(OPERATOR, district)
    first, is_current = state_tile(OPERATOR, district, code, mark, tile, inks)
    assert is_current
    for number in range(40):
        confirm(OPERATOR, district, code, f"H{number:03}", "confirmed", NOW)
    second, is_current = state_tile(OPERATOR, district, code, mark, tile, inks)
    assert not is_current
    assert first != second
    layer = reached_layer(OPERATOR, district, code, TODAY)
    assert layer.values.tolist() == [100.0] * 4


def test_the_list_as_a_file_begins_with_what_nobody_answers_for(
    district: Store, tmp_path: Path
) -> None:
    code = open_emergency(OPERATOR, district, "汛情", WHOLE, NOW)
    path = tmp_path / "list.csv"
    assert export_list(OPERATOR, district, code, path) == 40
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    assert all(f"{B}002" in row for row in rows[1:11])


def test_households_in_no_grid_are_inside_all_the_same(district: Store) -> None:
    with district.begin() as conn:
        conn.execute(households.update().where(households.c.code == "H000").values(grid_code=None))
        bump(conn, "households")
    found = look_inside(OPERATOR, district, WHOLE, NOW)
    assert found.households == 40
    assert found.grids.loc[found.grids["grid_code"] == "", "households"].tolist() == [1]
    code = open_emergency(OPERATOR, district, "汛情", WHOLE, NOW)
    lines = lines_of(OPERATOR, district, code)
    assert lines.loc[lines["code"] == "H000", "grid_code"].tolist() == [None]
    with district.read() as conn:
        assert len(load_emergencies(conn, is_open=True)) == 1
        assert load_emergencies(conn, is_open=False).empty


def test_a_leader_learns_nothing_of_a_few_doors(district: Store) -> None:
    door = shapely.box(111.0005, 31.0, 111.0015, 31.005)
    with pytest.raises(ServiceError, match="Fewer than 5 households"):
        look_inside(LEADER, district, door, NOW)
    code = open_emergency(OPERATOR, district, "水管", door, NOW)
    with pytest.raises(ServiceError, match="Fewer than 5 households"):
        progress(LEADER, district, code)
    assert progress(OPERATOR, district, code).totals["households"] == 2


def test_a_leader_sees_grids_with_few_households_put_together(district: Store) -> None:
    shape = shapely.box(111.0, 31.0, 111.0219, 31.01)
    code = open_emergency(OPERATOR, district, "汛情", shape, NOW)
    assert progress(OPERATOR, district, code).grids["households"].min() == 2
    assert progress(LEADER, district, code).grids["households"].tolist() == [12, 10]
