"""The demonstration district's workers, households and cases."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
import shapely

from data import schema
from data.demo.district import District, make_district
from data.demo.matters import CHANNELS, MATTERS
from data.demo.plane import metres
from data.demo.times import add_working_hours
from data.demo.words import chinese_number

NOW = datetime(2026, 3, 12, 2, 30, tzinfo=UTC)
TODAY = date(2026, 3, 12)


@pytest.fixture(scope="module")
def district() -> District:
    """Return the default district."""
    return make_district(now=NOW)


def fingerprint(district: District) -> str:
    digest = hashlib.sha256()
    for field in fields(district):
        value = getattr(district, field.name)
        if isinstance(value, pd.DataFrame):
            text = pd.DataFrame(value).assign(
                **{
                    c: shapely.to_wkb(value[c].to_numpy(), hex=True)
                    for c in ["geometry"]
                    if c in value
                }
            )
            digest.update(text.to_csv(float_format="%.17g").encode())
        else:
            digest.update(value.wkb)
    return digest.hexdigest()


def test_same_seed_sizes_and_time_give_the_same_district() -> None:
    asked = {"households": 2_000, "grids": 40, "cases": 500}
    one = fingerprint(make_district(**asked, seed=1, now=NOW))
    assert one == fingerprint(make_district(**asked, seed=1, now=NOW))
    assert one != fingerprint(make_district(**asked, seed=2, now=NOW))


def test_the_number_of_cases_does_not_change_the_map_or_the_households() -> None:
    one = make_district(households=2_000, grids=40, cases=100, now=NOW)
    two = make_district(households=2_000, grids=40, cases=900, now=NOW)
    assert one.grids.equals(two.grids)
    assert one.households.equals(two.households)


@pytest.mark.parametrize(
    ("frame", "table", "own"),
    [
        ("org_units", schema.org_units, set()),
        ("grids", schema.grids, {"geometry"}),
        ("base_features", schema.base_features, {"geometry"}),
        ("workers", schema.workers, set()),
        ("leaves", schema.leaves, set()),
        ("postings", schema.postings, set()),
        ("households", schema.households, set()),
        ("cases", schema.cases, set()),
    ],
)
def test_frames_have_columns_of_their_tables_only(
    district: District, frame: str, table: object, own: set[str]
) -> None:
    allowed = {column.name for column in table.columns} | own  # type: ignore[attr-defined]
    assert set(getattr(district, frame).columns) <= allowed


def test_households_stand_in_the_district_and_not_in_water_or_parks(district: District) -> None:
    homes = shapely.points(district.households[["lon", "lat"]].to_numpy())
    shapely.prepare(district.outline)
    assert shapely.contains(district.outline, homes).all()
    base = district.base_features
    closed = base[(base["layer"] == "water") | ((base["layer"] == "green") & (base["rank"] == 1))]
    for shape in closed.geometry:
        shapely.prepare(shape)
        assert not shapely.contains(shape, homes).any()


def test_households_stand_in_the_buildings_of_the_base_map(district: District) -> None:
    homes = shapely.points(district.households[["lon", "lat"]].to_numpy())
    base = district.base_features
    tree = shapely.STRtree(base[base["layer"] == "building"].geometry.to_numpy())
    assert len(np.unique(tree.query(homes, predicate="intersects")[0])) == len(homes)


def test_households_are_uneven_but_most_grids_have_a_usual_size(district: District) -> None:
    general = district.grids[district.grids["kind"] == "general"]
    tree = shapely.STRtree(general.geometry.to_numpy())
    homes = shapely.points(district.households[["lon", "lat"]].to_numpy())
    each = np.bincount(tree.query(homes, predicate="within")[1], minlength=len(general))
    assert each.sum() == 40_000
    assert ((each >= 150) & (each <= 700)).mean() > 0.9
    assert 0.1 < ((each < 300) | (each > 500)).mean() < 0.6
    flat = shapely.area(general.geometry.to_numpy())
    density = each / flat
    assert np.quantile(density, 0.9) > 4 * np.quantile(density, 0.1)


def test_households_have_no_contact_without_consent(district: District) -> None:
    homes = district.households
    assert homes["contact"].isna().equals(~homes["has_contact_consent"])
    assert homes.loc[homes["has_contact_consent"], "contact"].str.startswith("000-").all()
    assert homes["code"].is_unique
    assert 0.05 < 1 - homes["is_occupied"].mean() < 0.09
    empty = homes[~homes["is_occupied"]]
    assert empty["contact"].isna().all() and empty["service_needs"].isna().all()
    assert 0.03 < homes["service_needs"].notna().mean() < 0.10
    assert (homes["address"].str.count("栋") == 1).all()
    assert not homes["address"].str.contains("-", regex=False).any()


def test_phone_numbers_are_of_an_area_code_that_does_not_exist(district: District) -> None:
    assert district.workers["phone"].str.fullmatch(r"000-\d{4}-\d{4}").all()
    assert district.workers["name"].str.fullmatch(r"网格员\d{3,}").all()
    assert district.workers["code"].is_unique


def test_no_two_primaries_of_a_grid_overlap(district: District) -> None:
    primary = district.postings[district.postings["duty"] == "primary"]
    for _, rows in primary.groupby("grid_code"):
        rows = rows.sort_values("since")
        ends = [end if end is not None else date.max for end in rows["until"]]
        assert all(a <= b for a, b in zip(ends, rows["since"].iloc[1:], strict=False))
        assert all(a < b for a, b in zip(rows["since"], ends, strict=True))


def _today(district: District, duty: str) -> pd.DataFrame:
    postings = district.postings
    return postings[postings["until"].isna() & (postings["duty"] == duty)]


def test_a_worker_has_two_or_three_neighbouring_grids_of_one_community(district: District) -> None:
    primary = _today(district, "primary")
    each = primary["worker_code"].value_counts()
    assert 2 <= each.mean() <= 3
    assert (each.min(), each.max()) == (1, 5)
    community = primary["grid_code"].str[:12].groupby(primary["worker_code"])
    assert (community.nunique() == 1).all()
    shapes = district.grids.set_index("code").geometry
    parts = {
        worker: len(shapely.get_parts(shapely.union_all(shapes[list(codes)].to_numpy())))
        for worker, codes in primary.groupby("worker_code")["grid_code"]
    }
    assert sum(count > 1 for count in parts.values()) == 2


def test_some_work_half_time_and_two_have_no_grids_of_their_own(district: District) -> None:
    workers = district.workers
    assert set(workers["capacity"]) == {0.5, 1.0}
    assert (workers["capacity"] == 0.5).sum() == 2
    serving = workers[workers["valid_to"].isna()]
    without = set(serving["code"]) - set(_today(district, "primary")["worker_code"])
    assert len(without) == 2
    assert without <= set(_today(district, "backup")["worker_code"])


def test_whoever_left_has_no_posting_from_that_day_on(district: District) -> None:
    left = district.workers.dropna(subset="valid_to")
    assert len(left) == 3 and (left["valid_to"] < TODAY).all()
    his = district.postings.merge(left, left_on="worker_code", right_on="code")
    assert len(his) == 3 and (his["until"] == his["valid_to"]).all()


def test_duty_shows_vacant_uncovered_and_changed_grids(district: District) -> None:
    postings = district.postings
    assert set(postings["grid_code"]) <= set(district.grids["code"])
    assert set(postings["worker_code"]) <= set(district.workers["code"])
    primary, backup = _today(district, "primary"), _today(district, "backup")
    held, stood_in = set(primary["grid_code"]), set(backup["grid_code"])
    grids = set(district.grids["code"])
    assert len(stood_in - held) == 3
    assert len(grids - held - stood_in) == 2
    ended = postings[postings["until"].notna()]
    assert len(ended) >= 6
    assert all(date(2025, 3, 12) < end < TODAY for end in ended["until"])
    both = primary.merge(backup, on="grid_code")
    assert (both["worker_code_x"] != both["worker_code_y"]).all()


def test_some_primaries_are_on_leave_today(district: District) -> None:
    leaves = district.leaves
    away = leaves[(leaves["since"] <= TODAY) & (leaves["until"] > TODAY)]
    assert 3 <= len(away) <= 15
    assert (leaves["since"] < leaves["until"]).all()
    assert set(leaves["worker_code"]) <= set(district.workers["code"])
    assert (leaves["until"] < TODAY).any() and (leaves["since"] > TODAY).any()


def test_cases_lie_in_the_fifteen_months_before_now_in_order(district: District) -> None:
    cases, now = district.cases, pd.Timestamp(NOW)
    assert len(cases) == 4_000 and cases["code"].is_unique
    assert cases["reported_at"].is_monotonic_increasing
    assert cases["reported_at"].between(now - pd.Timedelta(days=461), now).all()
    closed = cases.dropna(subset="closed_at")
    assert (closed["closed_at"] > closed["reported_at"]).all()
    assert (closed["closed_at"] <= now).all()
    assert (cases["due_at"] > cases["reported_at"]).all()


def test_some_cases_are_open_overdue_late_and_without_a_place(district: District) -> None:
    cases, now = district.cases, pd.Timestamp(NOW)
    is_open = cases["closed_at"].isna()
    assert 0.01 < is_open.mean() < 0.06
    assert (is_open & (cases["due_at"] < now)).sum() >= 20
    assert (is_open & (cases["due_at"] >= now)).sum() >= 10
    assert 0.7 < (cases["closed_at"] <= cases["due_at"]).mean() < 0.95
    lost = cases["lon"].isna()
    assert lost.equals(cases["lat"].isna())
    assert 3 <= lost.sum() <= 30
    placed = cases[~lost]
    outside = ~shapely.intersects_xy(district.outline, placed[["lon", "lat"]].to_numpy())
    assert 2 <= outside.sum() <= 25


def test_categories_channels_and_delays_differ_as_the_table_says(district: District) -> None:
    cases = district.cases
    assert set(cases["category"]) == {matter.name for matter in MATTERS}
    assert set(cases["channel"]) == set(CHANNELS)
    hours = (cases["closed_at"] - cases["reported_at"]).dt.total_seconds() / 3600
    median = hours.groupby(cases["category"]).median()
    for matter in MATTERS:
        assert median[matter.name] == pytest.approx(matter.typical_hours, rel=0.45)
        texts = cases.loc[cases["category"] == matter.name, "summary"]
        assert set(texts) <= set(matter.texts)


def test_hot_spots_are_there_as_counted_by_hand(district: District) -> None:
    truth, cases, homes = district.hot_spots, district.cases, district.households
    assert len(truth) == 5
    for spot in truth.itertuples():
        middle = np.array(metres(np.array(spot.lon), np.array(spot.lat)))
        then = cases[cases["reported_at"] >= spot.since].dropna(subset="lon")
        seen = homes_near = 0
        for lon, lat in zip(then["lon"], then["lat"], strict=True):
            seen += np.hypot(*(np.array(metres(lon, lat)) - middle)) <= spot.radius_m
        near = np.stack(metres(homes["lon"].to_numpy(), homes["lat"].to_numpy())) - middle[:, None]
        homes_near = (np.hypot(*near) <= spot.radius_m).sum()
        assert abs(seen - spot.observed) <= 1
        assert spot.planted <= seen
        total = (cases["reported_at"] >= spot.since).sum()
        assert spot.expected == pytest.approx(total * homes_near / len(homes), abs=0.5)
        assert spot.rate_ratio > 1.8
    assert truth["rate_ratio"].median() > 3


@pytest.mark.parametrize(
    ("reported", "hours", "due"),
    [
        ("2026-03-12T10:30", 4, "2026-03-12T14:30"),
        ("2026-03-12T15:00", 4, "2026-03-13T11:00"),
        ("2026-03-13T15:00", 4, "2026-03-16T11:00"),
        ("2026-03-12T09:00", 8, "2026-03-12T17:00"),
        ("2026-03-12T07:00", 8, "2026-03-12T17:00"),
        ("2026-03-12T20:00", 4, "2026-03-13T13:00"),
        ("2026-03-14T11:00", 24, "2026-03-18T17:00"),
        ("2026-03-12T10:00", 40, "2026-03-19T10:00"),
    ],
)
def test_working_hours_count_weekdays_from_nine_to_five(
    reported: str, hours: int, due: str
) -> None:
    at = np.array([reported], dtype="datetime64[m]")
    assert add_working_hours(at, np.array([hours]))[0] == np.datetime64(due)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (215, "二百一十五"),
    ],
)
def test_chinese_numbers(number: int, words: str) -> None:
    assert chinese_number(number) == words
