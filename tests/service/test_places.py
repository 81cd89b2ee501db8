"""Places are kept with dates; distances and shares are what counting one by one gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from data.place_store import load_places, place_row
from data.schema import households, places
from data.store import Store, bump
from service.errors import ServiceError
from service.places.export import export_places
from service.places.keeping import add_place, change_place, end_place
from service.places.layer import far_layer
from service.places.listing import kinds_of, places_of
from service.places.place import NewPlace, fault_of
from service.places.reach import LEVELS, NearAsk, reach, try_place
from service.places.tiles import far_mark, far_tile
from tests.service.district import all_but_the_log, everything, rows_of
from tests.service.places_town import NOW, TODAY, A, B, town

CLINIC = NewPlace("卫生站", "service", "医疗", lon=111.005, lat=31.005)
LEADER = Viewer("leader", Role.LEADER)
OF_A = Viewer("a", Role.COORDINATOR, A)


@pytest.fixture
def district(store: Store, tmp_path: Path) -> Store:
    town(store, tmp_path)
    return store


def test_a_place_takes_its_grid_from_its_position_and_its_unit_from_the_grid(
    district: Store,
) -> None:
    kept = add_place(OPERATOR, district, CLINIC, NOW)
    assert (kept.code, kept.grid_code, kept.unit_code) == ("S001", f"{A}001", A)
    assert kept.doubts == ()
    nowhere = add_place(OPERATOR, district, replace(CLINIC, lon=None, lat=None), NOW)
    outside = add_place(OPERATOR, district, replace(CLINIC, lon=112.0), NOW)
    assert (nowhere.code, outside.code) == ("S002", "S003")
    assert nowhere.grid_code is outside.grid_code is None
    assert [len(one.doubts) for one in (nowhere, outside)] == [1, 1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"kind": ""},
        {"used_for": "shop"},
        {"used_for": "round"},
        {"used_for": "round", "every_days": 0},
        {"used_for": "round", "every_days": True},
        {"every_days": 3},
        {"lon": None},
        {"lat": 95.0},
        {"lon": float("nan")},
        {"unit_code": "nowhere"},
        {"name": "x" * 81},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(district: Store, wrong: dict) -> None:
    before = everything(district)
    with pytest.raises(ServiceError):
        add_place(OPERATOR, district, replace(CLINIC, **wrong), NOW)
    assert everything(district) == before


def test_a_code_is_never_used_again_even_after_the_end(district: Store) -> None:
    add_place(OPERATOR, district, replace(CLINIC, code="X1"), NOW)
    end_place(OPERATOR, district, "X1", TODAY, NOW)
    with pytest.raises(ServiceError, match="never used again"):
        add_place(OPERATOR, district, replace(CLINIC, code=" X1 "), NOW)
    with pytest.raises(ServiceError, match="not in use"):
        change_place(OPERATOR, district, "X1", {"name": "y"}, NOW)
    first = add_place(OPERATOR, district, CLINIC, NOW).code
    end_place(OPERATOR, district, first, TODAY, NOW)
    assert add_place(OPERATOR, district, CLINIC, NOW).code == "S002"


def test_a_place_is_in_use_from_its_first_day_until_the_day_before_its_end(
    district: Store,
) -> None:
    add_place(OPERATOR, district, replace(CLINIC, since=date(2026, 5, 10)), NOW)
    end_place(OPERATOR, district, "S001", date(2026, 6, 10), NOW)
    days = [date(2026, 5, 9), date(2026, 5, 10), date(2026, 6, 9), date(2026, 6, 10)]
    assert [len(places_of(OPERATOR, district, day)) for day in days] == [0, 1, 1, 0]
    with pytest.raises(ServiceError, match="cannot end"):
        end_place(OPERATOR, district, "S001", date(2026, 5, 9), NOW)


def test_a_moved_place_lies_in_its_new_grid_and_unit(district: Store) -> None:
    add_place(OPERATOR, district, CLINIC, NOW)
    kept = change_place(OPERATOR, district, "S001", {"lon": 111.035}, NOW)
    assert (kept.grid_code, kept.unit_code) == (f"{B}002", B)
    kept = change_place(OPERATOR, district, "S001", {"lon": None, "lat": None}, NOW)
    assert (kept.grid_code, kept.unit_code) == (None, B)
    with pytest.raises(ServiceError):
        change_place(OPERATOR, district, "S001", {"used_for": "contact"}, NOW)


def test_who_sees_a_part_keeps_and_sees_places_of_it_only(district: Store) -> None:
    add_place(OPERATOR, district, replace(CLINIC, lon=111.035), NOW)
    add_place(OF_A, district, CLINIC, NOW)
    with pytest.raises(ServiceError, match="elsewhere"):
        add_place(OF_A, district, replace(CLINIC, lon=111.035), NOW)
    with pytest.raises(ServiceError, match="elsewhere"):
        end_place(OF_A, district, "S001", TODAY, NOW)
    assert places_of(OF_A, district, TODAY)["code"].tolist() == ["S002"]
    assert reach(OF_A, district, NearAsk("医疗", far_m=1), TODAY, "grid").frame[
        "households"
    ].tolist() == [10, 10]
    with pytest.raises(CaseworkError):
        add_place(LEADER, district, CLINIC, NOW)


def _brute(store: Store, ask: NearAsk) -> pd.DataFrame:
    """Return each household with its distance to the nearest place, on the ellipsoid."""
    homes = rows_of(store, households)
    with store.read() as conn:
        found = load_places(conn, ask.used_for, TODAY)
    found = found.loc[found["lon"].notna() & ((found["kind"] == ask.kind) | (ask.kind is None))]
    geod = Geod(ellps="GRS80")
    homes["m"] = [
        min(
            (geod.inv(h.lon, h.lat, p.lon, p.lat)[2] for p in found.itertuples()),
            default=float("inf"),
        )
        for h in homes.itertuples()
    ]
    return homes


def test_figures_per_unit_are_those_of_counting_one_by_one(district: Store) -> None:
    for lon in (111.002, 111.018):
        add_place(OPERATOR, district, replace(CLINIC, lon=lon), NOW)
    add_place(OPERATOR, district, replace(CLINIC, kind="警务", lon=111.039), NOW)
    for kind in ("医疗", None):
        ask = NearAsk(kind, far_m=700)
        homes = _brute(district, ask)
        found = reach(OPERATOR, district, ask, TODAY, "grid")
        for row in found.frame.itertuples():
            own = homes.loc[homes["grid_code"] == row.code]
            far = own["m"] > 700
            assert row.households == len(own)
            assert row.far == far.sum()
            assert row.far_occupied == (far & own["is_occupied"].astype(bool)).sum()
            assert row.share_occupied == pytest.approx(row.far_occupied / row.occupied)
            assert row.median_m == pytest.approx(own["m"].astype(float).median(), rel=1e-4)
            assert row.p90_m == pytest.approx(own["m"].astype(float).quantile(0.9), rel=1e-4)


def test_every_level_counts_every_household_once(district: Store) -> None:
    add_place(OPERATOR, district, CLINIC, NOW)
    with district.begin() as conn:
        conn.execute(households.update().where(households.c.code == "H039").values(grid_code=None))
        bump(conn, "households")
    for level in LEVELS:
        found = reach(OPERATOR, district, NearAsk(far_m=500), TODAY, level)
        assert found.frame["households"].sum() + found.elsewhere == found.whole["households"] == 40
    part = reach(OPERATOR, district, NearAsk(far_m=500, area=B), TODAY, "grid")
    assert part.whole["households"] == 19


def test_without_a_place_everybody_is_beyond_reach_and_no_distance_is_told(
    district: Store,
) -> None:
    add_place(OPERATOR, district, replace(CLINIC, lon=None, lat=None), NOW)
    found = reach(OPERATOR, district, NearAsk("医疗", far_m=100_000), TODAY, "grid")
    assert (found.places, found.without_position) == (0, 1)
    assert found.whole["far"] == 40
    assert np.isnan(found.whole["median_m"])
    assert any("no such place" in str(one) for one in far_layer_notes(district))


def far_layer_notes(store: Store) -> list[str]:
    return [str(one) for one in far_layer(OPERATOR, store, NearAsk("医疗"), TODAY).notes]


def test_exactly_at_the_distance_is_within_reach(district: Store) -> None:
    add_place(OPERATOR, district, CLINIC, NOW)
    near = reach(OPERATOR, district, NearAsk("医疗"), TODAY, "grid")
    assert near.ask.far_m == 1000.0
    middle = float(near.frame["median_m"].iloc[1])
    measured = reach(OPERATOR, district, NearAsk("医疗", far_m=middle), TODAY, "grid")
    assert measured.frame["far"].iloc[1] == 5


@settings(max_examples=25, deadline=None)
@given(lon=st.floats(110.99, 111.05), far_m=st.floats(10, 5000))
def test_a_place_on_trial_says_what_adding_it_would_change(
    tmp_path_factory: pytest.TempPathFactory, lon: float, far_m: float
) -> None:
    store = _shared(tmp_path_factory)
    ask = NearAsk("医疗", far_m=far_m)
    before = reach(OPERATOR, store, ask, TODAY).whole
    trial = try_place(OPERATOR, store, ask, lon, 31.0049, TODAY)
    kept = all_but_the_log(store)
    code = add_place(OPERATOR, store, replace(CLINIC, lon=lon, lat=31.0049), NOW).code
    after = reach(OPERATOR, store, ask, TODAY).whole
    assert trial.gained == before["far"] - after["far"]
    assert trial.gained_occupied == before["far_occupied"] - after["far_occupied"]
    assert trial.still_far == after["far"]
    with store.begin() as conn:
        conn.execute(places.delete().where(places.c.code == code))
        bump(conn, "places")
    assert all_but_the_log(store) == kept


_made: list[Store] = []


def _shared(factory: pytest.TempPathFactory) -> Store:
    if not _made:
        from data.migrate import migrate

        folder = factory.mktemp("trial")
        store = Store(str(folder / "trial.db"))
        migrate(store)
        town(store, folder)
        add_place(OPERATOR, store, CLINIC, NOW)
        _made.append(store)
    return _made[0]


def test_the_map_says_what_the_table_says(district: Store) -> None:
    add_place(OPERATOR, district, CLINIC, NOW)
    ask = NearAsk("医疗", far_m=700)
    frame = reach(OPERATOR, district, ask, TODAY, "grid").frame
    layer = far_layer(OPERATOR, district, ask, TODAY)
    assert layer.values.tolist() == [round(one * 100, 1) for one in frame["share_occupied"]]
    assert layer.totals["households"] == 40


def test_tiles_follow_places_and_show_only_what_the_viewer_sees(district: Store) -> None:
    ask, ink, tile = NearAsk("医疗", far_m=700), (1, 2, 3), (12, 3311, 1676)
    add_place(OPERATOR, district, CLINIC, NOW)
    mark = far_mark(OPERATOR, district, ask, TODAY)
    whole, is_current = far_tile(OPERATOR, district, ask, TODAY, mark, tile, ink)
    part, _ = far_tile(OF_A, district, ask, TODAY, mark, tile, ink)
    assert is_current
    assert whole != part
    add_place(OPERATOR, district, replace(CLINIC, lon=111.035), NOW)
    after, is_current = far_tile(OPERATOR, district, ask, TODAY, mark, tile, ink)
    assert not is_current
    assert after != whole


def test_a_place_that_ends_tomorrow_counts_today_and_not_tomorrow(district: Store) -> None:
    add_place(OPERATOR, district, CLINIC, NOW)
    tomorrow = TODAY + timedelta(days=1)
    end_place(OPERATOR, district, "S001", tomorrow, NOW)
    counted = [reach(OPERATOR, district, NearAsk("医疗"), day).places for day in (TODAY, tomorrow)]
    assert counted == [1, 0]


def test_kinds_come_by_how_many_there_are(district: Store) -> None:
    for kind in ("警务", "医疗", "医疗"):
        add_place(OPERATOR, district, replace(CLINIC, kind=kind), NOW)
    assert kinds_of(OPERATOR, district, "service", TODAY) == ("医疗", "警务")
    with pytest.raises(ServiceError):
        reach(OPERATOR, district, NearAsk(used_for="shop"), TODAY)
    with pytest.raises(ServiceError):
        reach(OPERATOR, district, NearAsk(far_m=-1), TODAY)
    with pytest.raises(ServiceError):
        reach(OPERATOR, district, NearAsk(area="nowhere"), TODAY)


def test_an_export_comes_in_again_as_it_went_out(district: Store, tmp_path: Path) -> None:
    from service.intake.acts import preview_import
    from service.intake.options import ImportOptions, Kind

    add_place(OPERATOR, district, CLINIC, NOW)
    add_place(OPERATOR, district, replace(CLINIC, used_for="round", every_days=7), NOW)
    path = tmp_path / "places.csv"
    assert export_places(OPERATOR, district, path, TODAY) == 2
    report = preview_import(
        OPERATOR, district, Kind.PLACES, path, ImportOptions(crs="CGCS2000"), NOW
    )
    assert (report["refused"], report["added"], report["updated"]) == (0, 0, 0)
    assert report["accepted"] == 2


def test_a_use_and_its_days_go_together() -> None:
    assert fault_of("round", 1) is None
    assert fault_of("service", None) is None
    assert fault_of("round", 367) is not None
    assert fault_of(None, None) is not None


def test_a_place_is_found_by_its_code_whenever_it_was(district: Store) -> None:
    add_place(OPERATOR, district, CLINIC, NOW)
    end_place(OPERATOR, district, "S001", TODAY, NOW)
    with district.read() as conn:
        found = place_row(conn, "S001")
        assert found is not None
        assert found["name"] == "卫生站"
        assert place_row(conn, "S002") is None


@pytest.mark.parametrize(("said", "kept"), [("Z\u3000Z2", "Z Z2"), ("e\u0301A", "éA")])  # noqa: RUF001
def test_a_code_is_kept_as_it_is_read(district: Store, said: str, kept: str) -> None:
    new = replace(CLINIC, code=said, kind="便民\xa0点")
    assert add_place(OPERATOR, district, new, NOW).code == kept
    assert rows_of(district, places)["kind"].iloc[-1] == "便民 点"
    with pytest.raises(ServiceError, match="never used"):
        add_place(OPERATOR, district, replace(new, code=kept), NOW)
