"""Figures beside those of the period before and the year before, counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from casework.access import OPERATOR, SYSTEM, Role, Viewer
from casework.errors import CaseworkError
from casework.period import Period
from data.rows import insert_rows
from data.schema import cases, grids, households, org_units
from data.store import TOPICS, Store, bump
from service.errors import ServiceError
from service.figure_changes import LEAST_CASES, LEAST_ROWS, Compared, compare, trend
from service.figures import figure, figure_table

# Noon of the 10th of June in Shanghai.
NOW = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
JUNE = Period.parse("2026-06")


def _day(month: int, day: int, hour: int = 10, year: int = 2026) -> datetime:
    """Return a moment of an office day in Shanghai."""
    return datetime(year, month, day, hour, tzinfo=UTC) - 8 * HOUR


def _put(store: Store, rows: list[dict[str, Any]]) -> Store:
    plain = {
        "status": "handling", "urgency": "ordinary", "tier": 1, "rework_count": 0,
        "bounce_count": 0, "report_count": 1, "version": 1, "is_closing_forced": False,
        "grid_code": "G1",
    }  # fmt: skip
    frame = pd.DataFrame([{"code": f"C{n}"} | plain | row for n, row in enumerate(rows)])
    for name in frame.columns:
        if name.endswith("_at"):
            frame[name] = pd.to_datetime(frame[name], utc=True)
    unit = pd.DataFrame([{"code": "S", "name": "street", "level": "street"}])
    grid = {"code": "G1", "name": "grid", "kind": "general", "parent_code": "S", "area_m2": 1.0}
    homes = [
        {"code": f"h{n}", "address": "a", "lon": 1.0, "lat": 1.0, "tile16": 0, "grid_code": "G1"}
        for n in range(50)
    ]
    with store.begin() as conn:
        insert_rows(conn, org_units, unit)
        insert_rows(conn, grids, pd.DataFrame([grid | {"shape": b""}]))
        insert_rows(conn, households, pd.DataFrame(homes))
        insert_rows(conn, cases, frame)
        bump(conn, *TOPICS)
    return store


def _reported(month: int, day: int, number: int, hour: int = 10, **more: Any) -> list[dict]:
    return [{"reported_at": _day(month, day, hour), **more}] * number


def _one(store: Store, key: str, period: Period = JUNE, as_of: datetime = NOW) -> Compared:
    return compare(OPERATOR, store, [key], period, as_of)[0]


def test_an_unfinished_month_is_compared_with_the_same_days_and_hours(store: Store) -> None:
    rows = [
        *_reported(1, 1, 1),
        *_reported(5, 3, 20), *_reported(5, 10, 4), *_reported(5, 10, 8, 13), *_reported(5, 11, 9),
        *_reported(6, 2, 30), *_reported(6, 10, 6),
    ]  # fmt: skip
    told = _one(_put(store, rows), "reported")
    # Until noon of the tenth: what came in the afternoon of the tenth of May is not among them.
    assert told.previous is not None and told.change is not None
    assert (told.now.n, told.previous.n) == (36, 24)
    assert (told.previous.period_from, told.previous.period_to) == (
        date(2026, 5, 1), date(2026, 5, 10),
    )  # fmt: skip
    assert (told.change.amount, told.change.unit) == (50.0, "percent")
    assert told.change.is_better is None
    assert str(told.change.text) == (
        "Up 50.0 % from 24 in 2026-05-01 to 2026-05-10 (10 days) until 05-10 12:00."
    )


def test_a_month_without_records_has_a_reason_with_their_first_day(store: Store) -> None:
    told = _one(_put(store, _reported(5, 1, 3, 0) + _reported(6, 2, 3)), "reported")
    assert told.previous is not None and told.reason is None
    assert (told.year_before, told.change_year) == (None, None)
    assert str(told.reason_year) == (
        "The records begin on 2026-05-01: there is no 2025-06-01 to 2025-06-10 (10 days) to"
        " compare with."
    )
    # A month that is known in part is not compared either.
    late = _one(store, "reported", Period.parse("2026-05"))
    assert late.previous is None and late.reason is not None


def test_without_any_records_that_is_said(store: Store) -> None:
    told = _one(store, "reported")
    assert (told.now.n, told.previous) == (0, None)
    assert "no records yet" in str(told.reason)


def _settled(month: int, number: int, on_time: int) -> list[dict[str, Any]]:
    """Return cases due on the 5th of a month, so many of them closed on time, the others late."""
    due = _day(month, 5)
    return [
        {"reported_at": due - 3 * DAY, "due_at": due, "status": "closed",
         "closed_at": due - HOUR if n < on_time else due + HOUR}
        for n in range(number)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "now", "is_apart"),
    [
        # Fisher's exact test, twice the smaller tail: 0.002, 0.28, and too few.
        ((100, 80), (100, 95), True),
        ((100, 90), (100, 95), False),
        ((100, 80), (LEAST_ROWS - 1, LEAST_ROWS - 1), None),
    ],
)
def test_a_share_changes_in_points_and_by_chance_or_more(store, before, now, is_apart) -> None:
    rows = _reported(1, 1, 1) + _settled(5, *before) + _settled(6, *now)
    told = _one(_put(store, rows), "closed_on_time")
    assert told.change is not None
    share = now[1] / now[0] * 100 - before[1] / before[0] * 100
    assert told.change.amount == pytest.approx(share)
    assert (told.change.unit, told.change.is_better) == ("points", True)
    assert told.change.is_apart is is_apart


@pytest.mark.parametrize(
    ("before", "now", "is_apart"),
    [
        # Of 80 in two equal times 29 or less, or 51 or more: 0.018; 32 or 48: 0.093.
        (29, 51, True), (32, 48, False), (51, 29, True),
        (0, LEAST_CASES - 1, None), (0, LEAST_CASES, True),
    ],
)  # fmt: skip
def test_a_count_changes_in_percent_and_by_chance_or_more(store, before, now, is_apart) -> None:
    rows = _reported(1, 1, 1) + _reported(5, 2, before) + _reported(6, 2, now)
    told = _one(_put(store, rows), "reported")
    assert told.change is not None
    assert told.change.is_apart is is_apart
    if before:
        assert told.change.amount == pytest.approx((now / before - 1) * 100)
    else:
        assert (told.change.amount, told.change.unit) == (now, "cases")
        assert str(told.change.text).startswith("There was nothing in 2026-05-01")


def test_two_months_of_unequal_length_are_compared_by_the_day(store: Store) -> None:
    # The same number a day: 28 days bring 280, 31 bring 310, and that is no difference.
    rows = _reported(1, 1, 1) + _reported(2, 10, 2_800) + _reported(3, 10, 3_100)
    told = _one(_put(store, rows), "reported", Period.parse("2026-03"))
    assert told.change is not None
    assert told.change.amount == pytest.approx(10.714, abs=0.001)
    assert told.change.is_apart is False


def test_per_thousand_households_are_those_of_the_area(store: Store) -> None:
    rows = _reported(1, 1, 1) + _reported(5, 2, 40) + _reported(6, 2, 10)
    rows.append({"reported_at": _day(6, 3), "grid_code": None})
    _put(store, rows)
    told = _one(store, "reported_per_1000")
    assert (told.now.n, told.now.m, told.now.value) == (11, 50, "220.0")
    assert told.now.share is None and told.now.interval is not None
    inside = compare(OPERATOR, store, ["reported_per_1000"], JUNE, NOW, area="S")[0]
    assert (inside.now.n, inside.now.m, inside.now.value) == (10, 50, "200.0")
    assert inside.change is not None and inside.change.amount == pytest.approx(-75)
    assert inside.change.is_apart is True


def test_per_thousand_by_a_tag_are_of_all_households_and_nothing_is_told_of_no_tag(store) -> None:
    _put(store, _reported(6, 2, 10, urgency="urgent") + _reported(6, 3, 5))
    table = figure_table(
        OPERATOR, store, "reported_per_1000", "urgency", JUNE.first, JUNE.last, NOW
    )
    assert [(one.code, one.figure.n, one.figure.m) for one in table.lines] == [
        ("ordinary", 5, 50), ("urgent", 10, 50), ("very_urgent", 0, 50),
    ]  # fmt: skip
    assert not table.nothing_due


def test_what_is_in_hand_is_compared_with_the_same_moment_a_month_before(store: Store) -> None:
    rows = _reported(1, 1, 1, closed_at=_day(1, 2), status="closed")
    # In hand on the tenth of May at noon, and closed since.
    rows += _reported(5, 1, 5, status="closed", closed_at=_day(5, 20))
    rows += _reported(5, 1, 2, status="closed", closed_at=_day(5, 9))
    rows += _reported(6, 1, 3)
    told = _one(_put(store, rows), "open_now")
    assert told.previous is not None and told.change is not None
    assert (told.now.n, told.previous.n) == (3, 5)
    assert (told.change.is_better, told.change.is_apart) == (True, None)


def test_an_equal_figure_is_neither_better_nor_worse(store: Store) -> None:
    rows = _reported(1, 1, 1) + _settled(5, 50, 40) + _settled(6, 50, 40)
    change = _one(_put(store, rows), "closed_on_time").change
    assert change is not None
    assert (change.amount, change.is_better, change.is_apart) == (0.0, None, False)
    assert str(change.text).startswith("As in 2026-05-01")


def test_nothing_due_in_either_period_is_no_change(store: Store) -> None:
    told = _one(_put(store, _reported(1, 1, 1)), "closed_on_time")
    assert told.previous is not None and told.previous.value == "-"
    assert told.change is None and told.reason is None


def test_a_line_ends_with_the_period_and_leaves_out_what_has_no_records(store: Store) -> None:
    rows = _reported(2, 20, 1) + _reported(3, 2, 4) + _reported(4, 2, 5) + _reported(5, 30, 6)
    rows += _reported(6, 9, 7)
    lines = trend(OPERATOR, _put(store, rows), ["reported", "open_now"], JUNE, 12, NOW)
    assert [(one.period_from, one.n) for one in lines["reported"]] == [
        (date(2026, 3, 1), 4), (date(2026, 4, 1), 5), (date(2026, 5, 1), 6), (date(2026, 6, 1), 7),
    ]  # fmt: skip
    # As it stood when each month had ended; nobody has closed anything.
    assert [one.n for one in lines["open_now"]] == [5, 10, 16, 23]
    assert lines["reported"][-1].period_to == date(2026, 6, 10)
    assert lines["reported"][-1] == _one(store, "reported").now
    # A line of one is the figure itself; of none, too.
    for number in (0, 1):
        assert len(trend(OPERATOR, store, ["reported"], JUNE, number, NOW)["reported"]) == 1


def test_a_line_of_months_that_are_over_gives_each_the_same_time(store: Store) -> None:
    # Each month's case is closed 45 days after the month began; April is looked at 70 days after.
    rows = _reported(1, 1, 1)
    for month in (2, 3, 4):
        first = _day(month, 1, 0)
        rows += [
            {"reported_at": first + DAY, "status": "closed", "replied_at": first + 44 * DAY,
             "closed_at": first + 45 * DAY}
        ]  # fmt: skip
    _put(store, rows)
    line = trend(OPERATOR, store, ["fed_back"], Period.parse("2026-04"), 3, NOW)["fed_back"]
    assert [one.value for one in line] == ["100.0 %"] * 3
    early = trend(OPERATOR, store, ["fed_back"], Period.parse("2026-04"), 3, _day(5, 3))["fed_back"]
    assert [one.value for one in early] == ["0.0 %"] * 3


def test_comparisons_and_lines_keep_a_viewer_to_his_part_and_refuse_like_figures(store) -> None:
    _put(
        store,
        _reported(1, 1, 1) + _reported(5, 2, 3) + [{"reported_at": _day(6, 2), "grid_code": None}],
    )
    part = Viewer("Li", Role.LEADER, "S")
    told = compare(part, store, ["reported"], JUNE, NOW)[0]
    assert (told.now.n, told.previous.n) == (0, 3)
    assert trend(part, store, ["reported"], JUNE, 2, NOW)["reported"][-1].n == 0
    for act in (
        lambda viewer, key: compare(viewer, store, [key], JUNE, NOW),
        lambda viewer, key: trend(viewer, store, [key], JUNE, 3, NOW),
    ):
        with pytest.raises(CaseworkError, match="may not"):
            act(SYSTEM, "reported")
        with pytest.raises(ServiceError, match="no figure austin"):
            act(OPERATOR, "austin")
    with pytest.raises(ServiceError, match="no grid in the area"):
        compare(OPERATOR, store, ["reported"], JUNE, NOW, area="{0}")


def test_a_compared_figure_is_the_figure_asked_alone(store: Store) -> None:
    _put(store, _reported(1, 1, 1) + _settled(5, 30, 20) + _settled(6, 30, 20))
    for key in ("reported", "fed_back", "open_now", "closed_on_time", "transfers"):
        now = _one(store, key).now
        assert now == figure(OPERATOR, store, key, date(2026, 6, 1), date(2026, 6, 10), NOW)
