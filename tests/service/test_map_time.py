"""The map of any day: two communities that become one, told by hand, read both ways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.access import OPERATOR, SYSTEM
from casework.errors import CaseworkError
from data.rows import insert_rows
from data.schema import cases, crosswalk, grids, households, orders, org_units, postings, workers
from data.store import TOPICS, Store, bump
from service.errors import ServiceError
from service.figures import figure_table
from service.map_card import card
from service.map_figures import cases_in_view, measure_grids
from service.map_filter import CaseFilter
from service.map_summary import map_summary
from service.map_then import cases_then
from service.map_time import READINGS, MapDay, map_day, orders_on, time_span
from service.map_view import MapData, day_of_mark
from tests.service.conftest import NOW

TODAY, MERGED, BEFORE = date(2026, 6, 1), date(2026, 1, 1), date(2025, 12, 31)
# West to east, a hundredth of a degree each; 3 and 4 become 5 on the day of the merger.
SPOTS = {"g1": 111.005, "g2": 111.015, "g3": 111.025, "g4": 111.035}
EVERYTHING = (-180.0, -90.0, 180.0, 90.0)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _box(west: float, east: float) -> bytes:
    return shapely.to_wkb(shapely.box(west, 31.0, east, 31.01))


def _units() -> Iterator[dict[str, Any]]:
    for code, level, parent, ends in (
        ("s", "street", None, None),
        ("X", "community", "s", MERGED),
        ("Y", "community", "s", MERGED),
    ):
        yield {"code": code, "name": code, "level": level, "parent_code": parent, "valid_to": ends}
    yield {"code": "Z", "name": "Z", "level": "community", "parent_code": "s", "valid_from": MERGED}


def _grids() -> Iterator[dict[str, Any]]:
    plain = {"kind": "general", "area_m2": 1e6}
    for code, lon in SPOTS.items():
        shape, parent = _box(lon - 0.005, lon + 0.005), "X" if code in ("g1", "g2") else "Y"
        own = plain | {"code": code, "name": code, "shape": shape}
        yield own | {"parent_code": parent, "valid_to": MERGED}
        if parent == "X":
            yield own | {"parent_code": "Z", "valid_from": MERGED}
    new = {"code": "g5", "name": "g5", "shape": _box(111.02, 111.04), "parent_code": "Z"}
    yield plain | new | {"valid_from": MERGED}


def _cases() -> Iterator[dict[str, Any]]:
    # number, grid recorded, grid it lies in, reported, closed
    for code, grid, spot, reported, closed in (
        ("in X", "g1", "g1", "2025-06-01T01:00", "2025-06-20T01:00"),
        ("in Y", "g3", "g3", "2025-07-01T01:00", "2026-02-01T01:00"),
        ("no point", "g3", None, "2025-08-01T01:00", "2025-08-02T01:00"),
        ("moved", "g5", "g4", "2025-12-20T01:00", None),
        ("in Z", "g1", "g1", "2026-02-10T01:00", None),
        ("in new", "g5", "g3", "2026-02-11T01:00", None),
        ("nowhere", None, None, "2025-09-01T01:00", None),
    ):
        yield {
            "code": code,
            "category": "路灯不亮",
            "status": "closed" if closed else "handling",
            "grid_code": grid,
            "lon": SPOTS[spot] if spot else None,
            "lat": 31.005 if spot else None,
            "tile16": 0,
            "reported_at": _at(reported),
            "closed_at": _at(closed) if closed else None,
        }


def _postings() -> Iterator[dict[str, Any]]:
    for worker, grid, since, until in (
        ("W1", "g1", None, date(2025, 9, 1)), ("W2", "g1", date(2025, 9, 1), None),
        ("W1", "g3", None, MERGED), ("W2", "g5", MERGED, date(2026, 9, 1)),
        ("W1", "g5", date(2026, 9, 1), None),
    ):  # fmt: skip
        row = {"worker_code": worker, "grid_code": grid, "duty": "primary"}
        yield row | {"since": since, "until": until, "order_no": f"order {worker} {grid}"}


@pytest.fixture
def merged(store: Store) -> Store:
    """Return X and Y, which become Z; three households in g3 and one in g4."""
    homes = [
        {"code": f"h{n}", "address": "a", "lon": lon, "lat": 31.005, "tile16": 0, "grid_code": "g5"}
        for n, lon in enumerate([111.025, 111.026, 111.027, 111.035])
    ]
    order = {
        "kind": "reorganise", "order_no": "No. 1", "effective_on": MERGED, "reason": "r",
        "approved_by": "a", "entered_by": "b", "approved_at": NOW, "summary": {},
    }  # fmt: skip
    became = {"order_id": 1, "level": "grid", "kind": "merged", "effective_on": MERGED} | {
        "area_m2": 1.0, "households": 0, "open_cases": 0
    }  # fmt: skip
    with store.begin() as conn:
        for table, rows in (
            (org_units, _units()),
            (grids, _grids()),
            (workers, [{"code": "W1", "name": "one"}, {"code": "W2", "name": "two"}]),
            (orders, [order]),
            (postings, _postings()),
            (households, homes),
            (cases, _cases()),
            (crosswalk, [became | {"old_code": old, "new_code": "g5"} for old in ("g3", "g4")]),
        ):
            insert_rows(conn, table, pd.DataFrame(list(rows)).astype(object))
        bump(conn, *TOPICS)
    return store


def _table(store: Store, by: Any, map_of: date | None) -> dict[str | None, int]:
    found = figure_table(OPERATOR, store, "fed_back", by, None, None, NOW, map_of=map_of)
    return {line.code: line.figure.m for line in found.lines}


def _values(store: Store, measure: str, on: date, reading: Any = "as_it_was") -> dict[str, Any]:
    figures = measure_grids(
        OPERATOR, store, measure, CaseFilter(), NOW, on, "quantile", reading
    )  # fmt: skip
    codes = MapData.of(store).grids(on if reading == "as_it_was" else TODAY).codes
    return dict(zip(codes, figures.values, strict=True))


def test_cases_of_a_merged_community_are_read_both_ways(merged: Store) -> None:
    assert _table(merged, "community", None) == {"X": 1, "Y": 3, "Z": 2, None: 1}
    assert _table(merged, "community", TODAY) == {"Z": 6, None: 1}
    assert _table(merged, "community", BEFORE) == {"X": 2, "Y": 4, None: 1}


def test_cases_of_merged_grids_are_read_both_ways(merged: Store) -> None:
    assert _table(merged, "grid", None) == {"g1": 2, "g3": 2, "g4": 1, "g5": 1, None: 1}
    assert _table(merged, "grid", TODAY) == {"g1": 2, "g5": 4, None: 1}
    assert _table(merged, "street", TODAY) == _table(merged, "street", None) == {"s": 6, None: 1}


def test_a_case_without_a_point_in_a_grid_that_was_split_is_listed_apart(merged: Store) -> None:
    with merged.begin() as conn:
        second = {"order_id": 1, "level": "grid", "kind": "split", "effective_on": MERGED}
        second |= {"old_code": "g3", "new_code": "g2", "area_m2": 1.0, "households": 0}
        conn.execute(crosswalk.insert().values(**second, open_cases=0))
    assert _table(merged, "grid", TODAY) == {"g1": 2, "g5": 3, None: 2}


def test_areas_that_are_no_more_have_no_line_on_todays_map(merged: Store) -> None:
    both = [
        figure_table(OPERATOR, merged, "fed_back", "community", None, None, NOW, map_of=day)
        for day in (TODAY, BEFORE)
    ]
    assert [[line.code for line in one.nothing_due] for one in both] == [[], []]


def test_the_map_of_a_day_has_its_grids_workers_and_households(merged: Store) -> None:
    assert _values(merged, "worker", BEFORE) == {"g1": "two", "g2": None, "g3": "one", "g4": None}
    assert _values(merged, "worker", TODAY) == {"g1": "two", "g2": None, "g5": "two"}
    assert _values(merged, "worker", date(2026, 10, 1))["g5"] == "one"
    assert _values(merged, "community", BEFORE)["g3"] == "Y"
    assert _values(merged, "households", BEFORE) == {"g1": 0, "g2": 0, "g3": 3, "g4": 1}
    assert _values(merged, "households", TODAY) == {"g1": 0, "g2": 0, "g5": 4}


def test_cases_of_an_earlier_day_are_those_open_when_it_ended(merged: Store) -> None:
    assert _values(merged, "open_cases", date(2025, 6, 19))["g1"] == 1
    assert _values(merged, "open_cases", date(2025, 6, 20))["g1"] == 0
    # Taken in on the 20th at nine in the morning in Shanghai; it lies in g5 only since the merger.
    assert _values(merged, "open_cases", date(2025, 12, 19))["g4"] == 0
    assert _values(merged, "open_cases", date(2025, 12, 20))["g4"] == 1
    assert _values(merged, "open_cases", BEFORE) == {"g1": 0, "g2": 0, "g3": 1, "g4": 1}


def test_cases_of_an_earlier_day_can_be_counted_in_todays_grids(merged: Store) -> None:
    assert _values(merged, "open_cases", BEFORE, "today") == {"g1": 0, "g2": 0, "g5": 2}
    assert _values(merged, "worker", BEFORE, "today")["g5"] == "two"


def test_on_todays_map_cases_of_grids_that_are_no_more_have_a_place(merged: Store) -> None:
    wanted = CaseFilter(status="all")
    as_it_was, on_todays = (
        measure_grids(OPERATOR, merged, "open_cases", wanted, NOW, TODAY, "quantile", reading)
        for reading in READINGS
    )
    assert (as_it_was.values, as_it_was.totals["unplaced"]) == ([2, 0, 2], 3)
    assert (on_todays.values, on_todays.totals["unplaced"]) == ([2, 0, 4], 1)


def test_symbols_of_an_earlier_day_are_the_cases_open_then(merged: Store) -> None:
    found = cases_in_view(OPERATOR, merged, EVERYTHING, 15, CaseFilter(), NOW, BEFORE)
    assert {row[0] for row in found["single"]} == {"in Y", "moved"}
    in_x = CaseFilter(area="X", status="all")
    found = cases_in_view(OPERATOR, merged, EVERYTHING, 15, in_x, NOW, BEFORE)
    assert {row[0] for row in found["single"]} == {"in X"}


def test_a_card_tells_who_answered_on_the_day_and_by_which_order(merged: Store) -> None:
    def on(day: date) -> dict[str, object]:
        found = card(
            OPERATOR, merged, (111.025, 31.005), map_day(OPERATOR, merged, day, NOW), NOW, "en"
        )
        names = ("on", "grid_code", "worker", "order_no", "households", "open_cases")
        return {name: found[name] for name in names}

    assert on(BEFORE) == {
        "on": "2025-12-31", "grid_code": "g3", "worker": "one", "order_no": "order W1 g3",
        "households": 3, "open_cases": 1,
    }  # fmt: skip
    assert on(TODAY) == {
        "on": "2026-06-01", "grid_code": "g5", "worker": "two", "order_no": "order W2 g5",
        "households": 4, "open_cases": 2,
    }  # fmt: skip
    assert on(date(2026, 9, 1))["worker"] == "one"


def test_the_span_knows_the_days_of_change(merged: Store) -> None:
    span = time_span(OPERATOR, merged, TODAY)
    assert span.first == date(2025, 6, 1)
    assert list(span.turns) == [date(2025, 9, 1), MERGED, date(2026, 9, 1)]
    assert span.turns[MERGED] == {"grids": 7, "units": 3, "duty": 2, "orders": 1}
    assert (span.before(MERGED), span.after(MERGED)) == (date(2025, 9, 1), date(2026, 9, 1))
    assert (span.before(date(2025, 9, 1)), span.after(date(2026, 9, 1))) == (None, None)
    assert orders_on(OPERATOR, merged, MERGED) == ["No. 1"]


def test_a_day_before_the_records_is_refused_and_one_to_come_is_not(merged: Store) -> None:
    with pytest.raises(ServiceError, match="records begin on 2025-06-01"):
        map_day(OPERATOR, merged, date(2025, 5, 31), NOW)
    assert map_day(OPERATOR, merged, date(2025, 6, 1), NOW).is_past
    assert not map_day(OPERATOR, merged, date(2027, 1, 1), NOW).is_past
    with pytest.raises(CaseworkError):
        map_day(SYSTEM, merged, None, NOW)


def test_a_single_state_of_an_earlier_day_is_refused_in_words(merged: Store) -> None:
    wanted = CaseFilter(status="handling")
    with pytest.raises(ServiceError, match="choose open, overdue, closed or all"):
        measure_grids(OPERATOR, merged, "open_cases", wanted, NOW, BEFORE)
    assert measure_grids(OPERATOR, merged, "open_cases", wanted, NOW, TODAY).totals["cases"] == 4


def test_days_between_two_changes_share_one_address(merged: Store) -> None:
    marks = [
        map_summary(OPERATOR, merged, day).revisions["grids"]
        for day in (date(2025, 7, 1), BEFORE, MERGED, TODAY)
    ]
    assert marks[0] == marks[1] != marks[2] == marks[3]
    data = MapData.of(merged)
    for mark in marks:
        assert data.grids(day_of_mark(mark)).token == mark


@pytest.mark.parametrize(
    "mark", ["", "of-yesterday", "1-ab-2026", "1-ab-99999999", "\u0660-\u0661"]
)
def test_what_is_no_mark_of_grids_tells_no_day(mark: str) -> None:
    assert day_of_mark(mark) is None


some_moment = st.datetimes(*(datetime(2025, 1, day) for day in (1, 9)))  # noqa: DTZ001
histories = st.lists(
    st.tuples(
        st.sampled_from(["handling", "closed", "merged", "void", "suspended"]),
        some_moment,
        st.none() | some_moment,
        st.none() | some_moment,
    ),
    min_size=1,
    max_size=8,
)


@given(histories, some_moment)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_cases_then_are_as_told_one_by_one(rows: list[tuple[Any, ...]], end: datetime) -> None:
    frame = pd.DataFrame(rows, columns=["status", "reported_at", "closed_at", "moved_at"])
    for name in ("reported_at", "closed_at", "moved_at"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    then = cases_then(frame.astype({"status": "category"}), end.replace(tzinfo=UTC))
    told = {}
    for row in frame.itertuples():
        is_open = row.status in ("handling", "suspended")
        over = row.moved_at if pd.isna(row.closed_at) else row.closed_at
        if row.status == "void" or row.reported_at >= np.datetime64(end, "s"):
            continue
        if is_open:
            told[row.Index] = "handling"
        elif not pd.isna(over):
            told[row.Index] = "closed" if over < np.datetime64(end, "s") else "handling"
    assert then["status"].astype(str).to_dict() == told


def test_a_day_is_past_in_the_office_s_own_zone() -> None:
    late = datetime(2026, 5, 31, 17, 0, tzinfo=UTC)
    assert MapDay.of(date(2026, 5, 31), late, "Asia/Shanghai").is_past
    assert not MapDay.of(date(2026, 5, 31), late, "America/New_York").is_past
