"""What a plan is made from: six grids counted by hand, and a whole district counted again."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.plan import Change, CoveragePlan
from data.case_store import is_open
from data.grid_store import load_grids
from data.rule_store import keep_rules
from data.schema import cases, grids, households, postings
from data.store import Store
from service.demonstration import fill_demonstration
from service.errors import ServiceError
from service.plans.facts import StudioFacts, studio_facts
from service.plans.measures import measure_plan, worker_sentences
from tests.casework.published_calendar import RULES
from tests.service.conftest import NOW
from tests.service.six_grids import CODES, TODAY, change, found, grid_row, middle

COORDINATOR = Viewer("C1", Role.COORDINATOR, "C1")
WHOLE = ["households", "occupied", "open_cases", "expected_cases", "visits_due"]


@pytest.fixture
def six(store: Store) -> Store:
    """Return the district of six grids."""
    return found(store)


def _facts(store: Store, on: date = TODAY, viewer: Viewer = OPERATOR) -> StudioFacts:
    return studio_facts(viewer, store, on, NOW)


def _by_code(facts: StudioFacts, name: str) -> dict[str, float]:
    return dict(zip(facts.grids["code"], facts.grids[name], strict=True))


def test_households_cases_and_visits_of_each_grid_are_as_counted_by_hand(six: Store) -> None:
    facts = _facts(six)
    assert list(facts.grids["code"]) == CODES
    assert list(facts.grids["households"]) == [5, 2, 5, 3, 9, 0]
    assert list(facts.grids["occupied"]) == [4, 2, 4, 2, 8, 0]
    assert list(facts.grids["open_cases"]) == [2, 0, 1, 0, 0, 0]
    # Of the last 365 days, void ones left out, by twelve months.
    assert list(facts.grids["expected_cases"] * 12) == pytest.approx([3, 0, 0, 0, 2, 0])
    # Four visits a year, two ways for a case.
    visits = np.array([4, 2, 4, 2, 8, 0]) * 4 / 12
    assert list(facts.grids["visits_due"]) == pytest.approx(list(visits))
    trips = visits + 2 * np.array([3, 0, 0, 0, 2, 0]) / 12
    assert list(facts.grids["trips"]) == pytest.approx(list(trips))
    minutes = 5 * 3 + 2 * 40 + 3 / 12 * 60 + 4 / 3 * 10
    assert facts.grids["hours"].iloc[0] == pytest.approx(minutes / 60)


def test_a_case_reported_a_year_ago_counts_and_one_a_day_older_does_not(six: Store) -> None:
    # Noon of the day 364 days ago lies within the 365 days before today's midnight.
    assert _by_code(_facts(six), "expected_cases")["G20"] * 12 == pytest.approx(2)
    change(six, "cases", cases.update().where(cases.c.code == "C-6").values(
        reported_at=NOW - timedelta(days=366)))  # fmt: skip
    assert _by_code(_facts(six), "expected_cases")["G20"] * 12 == pytest.approx(1)


def test_reports_of_half_a_year_stand_for_half_a_year_and_of_a_week_for_a_month(
    six: Store,
) -> None:
    midnight = NOW - timedelta(hours=12)
    for days, months in ((182.5, 6), (7, 1)):
        change(six, "cases", cases.update().values(reported_at=midnight - timedelta(days=days)))
        assert _by_code(_facts(six), "expected_cases")["G00"] == pytest.approx(4 / months)


def test_the_middle_and_spread_of_a_grid_are_those_of_its_households(six: Store) -> None:
    facts = _facts(six)
    geod = Geod(ellps="GRS80")
    lon, lat = middle("G00")
    east = geod.inv(lon, lat, lon + 0.002, lat)[2]
    north = geod.inv(lon, lat, lon, lat + 0.001)[2]
    own = _by_code(facts, "own_m2")
    assert own["G00"] == pytest.approx(east**2 + north**2, rel=1e-3)
    # Those of G11 all stand in the middle; nobody lives in G21: a circle of its size.
    assert own["G11"] == pytest.approx(0, abs=1e-3)
    assert own["G21"] == pytest.approx(_by_code(facts, "area_m2")["G21"] / (2 * np.pi))
    x, y = _by_code(facts, "x_m"), _by_code(facts, "y_m")
    across = geod.inv(*middle("G00"), *middle("G21"))[2]
    assert np.hypot(x["G21"] - x["G00"], y["G21"] - y["G00"]) == pytest.approx(across, rel=1e-4)


def test_the_primary_worker_holds_a_grid_on_leave_or_not_and_no_other_does(six: Store) -> None:
    facts = _facts(six)
    assert list(facts.workers["code"]) == ["W1", "W2", "W3", "W4"]
    assert list(facts.workers["capacity"]) == [1, 1, 0.5, 1]
    assert facts.holder_codes() == {
        "G00": "W1",
        "G01": "W1",
        # W1 covers it for a leave, W2 has it.
        "G10": "W2",
        "G11": "W2",
        "G20": "W3",
        # W5 left the service; his posting was never ended.
        "G21": None,
    }


def test_a_posting_of_another_day_counts_on_that_day_only(six: Store) -> None:
    start = TODAY + timedelta(days=30)
    change(
        six,
        "duty",
        postings.update().where(postings.c.grid_code == "G20").values(until=start),
        postings.insert().values(
            worker_code="W4", grid_code="G20", duty="primary", since=start, until=None
        ),
    )
    assert _facts(six).holder_codes()["G20"] == "W3"
    assert _facts(six, start - timedelta(days=1)).holder_codes()["G20"] == "W3"
    assert _facts(six, start).holder_codes()["G20"] == "W4"
    assert _facts(six, date(2024, 1, 1)).holder_codes()["G20"] is None
    assert "W5" in set(_facts(six, date(2025, 6, 1)).workers["code"])


def _split(store: Store, on: date) -> None:
    """Cut G20 in two on a day: one household in eight lies in the western quarter."""
    change(
        store,
        "grids",
        grids.update().where(grids.c.code == "G20").values(valid_to=on),
        grids.insert().values(**grid_row("G20", 0, 0.4, "G20W"), valid_from=on),
        grids.insert().values(**grid_row("G20", 0.4, 1, "G20E"), valid_from=on),
    )


def test_on_a_day_with_other_grids_households_and_cases_lie_in_those(six: Store) -> None:
    day = TODAY + timedelta(days=10)
    before = _facts(six)
    _split(six, day)
    assert set(_facts(six).grids["code"]) == set(CODES)
    after = _facts(six, day)
    assert set(after.grids["code"]) == set(CODES) - {"G20"} | {"G20W", "G20E"}
    # Every second household of eight stands 0.002 degrees west of the middle: in G20W.
    assert _by_code(after, "households")["G20W"] == 4
    assert _by_code(after, "households")["G20E"] == 5
    assert _by_code(after, "expected_cases")["G20E"] * 12 == pytest.approx(2)
    for name in WHOLE:
        assert after.grids[name].sum() == pytest.approx(before.grids[name].sum())
    kept = [code for code in CODES if code != "G20"]
    for name in (*WHOLE, "x_m", "y_m", "own_m2", "hours"):
        one, two = _by_code(before, name), _by_code(after, name)
        assert [two[code] for code in kept] == pytest.approx([one[code] for code in kept], abs=1e-3)


def test_cases_of_a_grid_that_is_gone_count_where_they_lie_now(six: Store) -> None:
    before = _facts(six)
    _split(six, TODAY - timedelta(days=10))
    change(
        six,
        "households",
        households.update().where(households.c.grid_code == "G20").values(grid_code="G20E"),
    )
    after = _facts(six)
    assert _by_code(after, "expected_cases")["G20E"] * 12 == pytest.approx(2)
    for name in WHOLE:
        assert after.grids[name].sum() == pytest.approx(before.grids[name].sum())


def test_a_case_in_another_grid_by_its_category_stays_with_that_grid(six: Store) -> None:
    day = TODAY + timedelta(days=10)
    is_it = cases.c.code == "C-0"
    change(
        six, "cases", cases.update().where(is_it).values(grid_code="G11", how="override")
    )  # fmt: skip
    _split(six, day)
    for on in (TODAY, day):
        assert _by_code(_facts(six, on), "open_cases")["G11"] == 1


def test_a_dedicated_grid_has_its_ground_and_the_one_around_it_has_the_rest(six: Store) -> None:
    whole = _facts(six).grids["area_m2"].sum()
    inner = grid_row("G11", 0.4, 0.6, "G11S") | {"kind": "dedicated"}
    change(six, "grids", grids.insert().values(**inner))
    facts = _facts(six)
    ground = _by_code(facts, "area_m2")
    assert facts.grids["area_m2"].sum() == pytest.approx(whole)
    assert ground["G11S"] / (ground["G11S"] + ground["G11"]) == pytest.approx(0.2, rel=1e-6)


def test_facts_are_kept_until_something_they_are_made_from_changes(six: Store) -> None:
    first = _facts(six)
    assert _facts(six) is first
    assert studio_facts(OPERATOR, six, TODAY, NOW + timedelta(hours=2)) is first
    # Another day has begun in the office.
    assert studio_facts(OPERATOR, six, TODAY, NOW + timedelta(hours=13)) is not first
    marks = {first.token}
    for topic in ("duty", "households", "cases", "settings", "rules", "grids"):
        change(six, topic)
        marks.add(_facts(six).token)
    assert len(marks) == 7


def test_other_weights_in_the_rule_book_give_other_hours_at_once(six: Store) -> None:
    before = _facts(six)
    text = (RULES / "rulebook.toml").read_text(encoding="utf-8")
    with six.begin() as conn:
        changed = text.replace("visits_per_year = 4", "visits_per_year = 8")
        keep_rules(conn, "rulebook", changed, "operator", NOW)
    after = _facts(six)
    assert after.rule.visits_per_year == 8
    assert list(after.grids["visits_due"]) == pytest.approx(list(before.grids["visits_due"] * 2))


def test_a_coordinator_of_a_community_changes_its_grids_only_and_sees_all(six: Store) -> None:
    facts = _facts(six, viewer=COORDINATOR)
    assert list(facts.inside) == [True, True, True, True, False, False]
    assert facts.token != _facts(six).token
    assert _facts(six).inside.all()


def test_whoever_may_not_plan_gets_no_facts(six: Store) -> None:
    for role in (Role.LEADER, Role.WORKER, Role.CLERK, Role.AUDITOR):
        with pytest.raises(CaseworkError, match="plan who covers what"):
            _facts(six, viewer=Viewer("x", role))


def test_a_day_without_grids_is_refused_with_the_way_out(store: Store) -> None:
    with pytest.raises(ServiceError, match="import grids"):
        _facts(store)


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"G99": Change(None, "W1")}, "G99 is not in force"),
        ({"G00": Change("W1", "W5")}, "W5 is not in service"),
    ],
)
def test_a_plan_that_names_what_is_not_there_is_refused(
    six: Store, changes: dict[str, Change], match: str
) -> None:
    with pytest.raises(ServiceError, match=match):
        _facts(six).areas_of(CoveragePlan(TODAY, changes))


def test_a_plan_of_another_day_is_refused(six: Store) -> None:
    with pytest.raises(ServiceError, match="own day"):
        _facts(six).areas_of(CoveragePlan(TODAY + timedelta(days=1)))


def test_measures_of_the_six_grids_are_as_counted_by_hand(six: Store) -> None:
    facts = _facts(six)
    today = measure_plan(facts, facts.holders)
    lines = today.lines.set_index("code")
    assert lines["grids"].to_dict() == {"W1": 2, "W2": 2, "W3": 1, "W4": 0}
    assert lines["households"].to_dict() == {"W1": 7, "W2": 8, "W3": 9, "W4": 0}
    assert lines["pieces"].to_dict() == {"W1": 1, "W2": 1, "W3": 1, "W4": 0}
    # None of the grids has 300 households.
    assert lines["off_size"].to_dict() == {"W1": 2, "W2": 2, "W3": 1, "W4": 0}
    # The five touching pairs with two workers, or one and nobody: two between the first columns,
    # two between the second and third, one within the third.
    assert (today.cut_edges, today.vacant, today.in_pieces) == (5, ["G21"], [])
    east = Geod(ellps="GRS80").inv(*middle("G00"), *middle("G10"))[2]
    north = Geod(ellps="GRS80").inv(*middle("G00"), *middle("G01"))[2]
    assert today.border_km * 1000 == pytest.approx(4 * north + east, rel=1e-3)
    # A rectangle of one by two.
    shape = 4 * np.pi * (2 * east * north) / (2 * (east + 2 * north)) ** 2
    assert lines["compactness"]["W1"] == pytest.approx(shape, rel=1e-3)
    per_post = lines["hours"] / lines["capacity"]
    mean = lines["hours"].sum() / 2.5
    assert today.mean_hours == pytest.approx(mean)
    assert today.max_over_mean == pytest.approx(per_post.max() / mean)
    assert lines["load"]["W3"] == pytest.approx(per_post["W3"] / mean)
    assert (today.moved, today.moved_share, today.filled) == (0, 0, 0)


def test_what_changes_hands_is_told_apart_from_what_is_given_out(six: Store) -> None:
    facts = _facts(six)
    holders = facts.holder_codes()
    plan = CoveragePlan(TODAY).assign(["G01", "G21"], "W4", holders)
    plan = plan.assign(["G20"], None, holders)
    after = measure_plan(facts, facts.areas_of(plan))
    assert (after.moved, after.filled) == (2, 1)
    assert after.moved_share == pytest.approx(2 / 5)
    assert after.vacant == ["G20"] and after.in_pieces == ["W4"]


def test_the_sentences_of_a_worker_give_the_hours_of_his_line(six: Store) -> None:
    facts = _facts(six)
    measures = measure_plan(facts, facts.holders)
    first = str(worker_sentences(measures, facts, "W1")[0])
    assert first.startswith(f"{measures.lines['hours'][0]:.1f} hours")


@pytest.fixture(scope="module")
def town(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a small demonstration district."""
    path = tmp_path_factory.mktemp("facts") / "district.db"
    shutil.copy(empty_database, path)
    store = Store(str(path))
    fill_demonstration(OPERATOR, store, NOW, households=2_000, grids=40, cases=600)
    return store


def test_a_second_count_in_pandas_says_the_same(town: Store) -> None:
    facts = studio_facts(OPERATOR, town, TODAY, NOW)
    measures = measure_plan(facts, facts.holders)
    with town.read() as conn:
        homes = pd.read_sql(sa.select(households), conn)
        open_now = pd.read_sql(sa.select(cases.c.grid_code).where(is_open()), conn)
        reported = pd.read_sql(sa.select(cases), conn).query("status != 'void'")
        shapes = load_grids(conn, TODAY).set_index("code")
        duty = pd.read_sql(sa.select(postings), conn)
    duty = duty[duty["until"].isna() & (duty["duty"] == "primary")]
    worker = duty.set_index("grid_code")["worker_code"]
    lon, lat = homes["lon"].mean(), homes["lat"].mean()
    to_metres = Transformer.from_crs(
        "EPSG:4490", f"+proj=aeqd +lon_0={lon} +lat_0={lat} +ellps=GRS80", always_xy=True
    )
    homes["x"], homes["y"] = to_metres.transform(homes["lon"], homes["lat"])
    homes["worker"] = homes["grid_code"].map(worker)
    at = pd.to_datetime(reported["reported_at"], utc=True)
    midnight = pd.Timestamp(TODAY, tz="Asia/Shanghai")
    year = (at >= midnight - pd.Timedelta(days=365)) & (at < midnight)
    months = min((midnight - at.min()) / pd.Timedelta(days=365), 1) * 12
    expected = reported.loc[year, "grid_code"].value_counts() / months
    lines = measures.lines.set_index("code")
    for code, mine in homes.groupby("worker"):
        lived_in = mine[mine["is_occupied"].astype(bool)]
        held = worker.index[worker == code]
        assert lines["households"][code] == len(mine)
        assert lines["visits_due"][code] == pytest.approx(len(lived_in) / 3)
        cases_due = expected.reindex(held, fill_value=0)
        assert lines["expected_cases"][code] == pytest.approx(cases_due.sum())
        assert lines["open_cases"][code] == open_now["grid_code"].isin(held).sum()
        # Every trip of a grid begins at a household of it: its weight is the grid's trips.
        each = lived_in.groupby("grid_code")["x"].transform("size")
        trips = (each / 3 + 2 * lived_in["grid_code"].map(cases_due)) / each
        x, y = np.average(lived_in[["x", "y"]], axis=0, weights=trips)
        square = (lived_in["x"] - x) ** 2 + (lived_in["y"] - y) ** 2
        spread = np.sqrt(np.average(square, weights=trips))
        is_lived_in = set(held) == set(lived_in["grid_code"])
        if is_lived_in:
            assert lines["spread_m"][code] == pytest.approx(spread, rel=2e-3)
            walking = trips.sum() * spread * 2 / 4000
            assert lines["walking_hours"][code] == pytest.approx(walking, rel=5e-3)
        total = 3 / 60 * len(mine) + 10 / 60 * len(lived_in) / 3 + cases_due.sum()
        total += 40 / 60 * open_now["grid_code"].isin(held).sum() + lines["walking_hours"][code]
        assert lines["hours"][code] == pytest.approx(total)
        ground = shapes.loc[held].to_crs(to_metres.target_crs).geometry.union_all()
        assert lines["area_km2"][code] * 1e6 <= ground.area * 1.001
    assert set(lines.index[lines["grids"] > 0]) == set(worker)


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_workers_and_vacant_grids_together_are_the_district_whatever_the_plan(
    town: Store, seed: int
) -> None:
    facts = studio_facts(OPERATOR, town, TODAY, NOW)
    rng = np.random.default_rng(seed)
    holders, codes = facts.holder_codes(), [*facts.workers["code"], None]
    plan = CoveragePlan(TODAY)
    for grid in rng.choice(facts.grids["code"], 15):
        plan = plan.assign([grid], codes[rng.integers(len(codes))], holders)
    areas = facts.areas_of(plan)
    after = measure_plan(facts, areas)
    vacant = facts.grids[areas < 0]
    assert list(vacant["code"]) == after.vacant
    assert after.lines["grids"].sum() + len(vacant) == len(facts.grids)
    for name in WHOLE:
        total = after.lines[name].sum() + vacant[name].sum()
        assert total == pytest.approx(facts.grids[name].sum())
    km2 = after.lines["area_km2"].sum() + vacant["area_m2"].sum() / 1e6
    assert km2 == pytest.approx(facts.grids["area_m2"].sum() / 1e6)
    standing = (after.lines["hours"] - after.lines["walking_hours"]).sum()
    assert standing + vacant["hours"].sum() == pytest.approx(facts.grids["hours"].sum())
    assert facts.codes_of(areas) == {g: plan.holder(g, holders) for g in facts.grids["code"]}
