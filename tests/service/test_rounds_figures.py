"""Figures of the rounds, counted by hand and by a second count day by day."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.period import Period
from casework.round_due import RoundRule
from data.rows import insert_rows
from data.schema import places, round_checks
from data.store import Store, bump
from service.errors import ServiceError
from service.rounds.figures import COUNTS, round_counts, round_figures
from tests.service.district import rows_of
from tests.service.rounds_town import COORDINATOR, DAY, PART, TODAY, keep_places
from tests.service.units_town import found_units

MAY = Period.parse("2026-05")


@pytest.fixture
def town(store: Store) -> Store:
    found_units(store)
    keep_places(
        store,
        {"code": "R1", "grid_code": "G1", "valid_from": date(2026, 5, 4)},
        {"code": "R2", "unit_code": "C2", "valid_from": date(2026, 5, 30), "every_days": 1},
        {"code": "R3", "grid_code": "G3", "valid_from": date(2026, 5, 4), "kind": "公共厕所"},
        {"code": "R4", "valid_from": date(2026, 6, 2)},
        {"code": "R5", "grid_code": "G1", "every_days": None},
    )
    return store


Check = tuple[int, date, str, date | None, bool]


def keep_checks(store: Store, *checks: Check) -> None:
    rows = [
        {
            "uid": f"c{at}", "place_id": place, "due_on": day, "checked_on": day, "result": result,
            "rectified_on": righted, "entered_by": "x", "voided_on": day if is_void else None,
        }
        for at, (place, day, result, righted, is_void) in enumerate(checks)
    ]  # fmt: skip
    with store.begin() as conn:
        conn.execute(round_checks.delete())
        insert_rows(conn, round_checks, pd.DataFrame(rows, dtype=object))
        bump(conn, "rounds")


def number_of(store: Store, code: str) -> int:
    rows = rows_of(store, places)
    return int(rows.loc[rows["code"] == code, "id"].iloc[0])


def counted(frame: pd.DataFrame) -> dict[str | None, tuple[int, ...]]:
    return {
        row["code"]: tuple(row[name] for name in COUNTS)
        for row in frame.astype(object).to_dict("records")
    }


def test_what_came_of_each_due_day_counted_by_hand(town: Store) -> None:
    one, two = number_of(town, "R1"), number_of(town, "R2")
    keep_checks(
        town,
        (one, date(2026, 5, 4), "pass", None, False),
        (one, date(2026, 5, 13), "fail", date(2026, 5, 14), False),
        # Of the same due day, and not put right: the due day failed once and still waits.
        (one, date(2026, 5, 14), "fail", None, False),
        (one, date(2026, 5, 20), "pass", None, True),
        (two, date(2026, 5, 30), "fail", TODAY, False),
        (two, date(2026, 5, 31), "pass", None, False),
    )
    #                points, due, passed, failed, rectified, missed, open
    assert counted(round_figures(COORDINATOR, town, MAY, TODAY)) == {
        "C1": (1, 4, 1, 1, 0, 2, 0),
        "C2": (1, 2, 1, 1, 1, 0, 0),
        "C3": (1, 4, 0, 0, 0, 4, 0),
    }
    by_street = counted(round_figures(COORDINATOR, town, MAY, TODAY, "street"))
    assert by_street == {"S1": (2, 6, 2, 2, 1, 2, 0), "S2": (1, 4, 0, 0, 0, 4, 0)}


def test_the_stretch_that_still_runs_is_open_and_not_missed(town: Store) -> None:
    found = counted(round_figures(COORDINATOR, town, MAY, date(2026, 5, 27)))
    assert found["C1"] == (1, 4, 0, 0, 0, 3, 1)
    assert "C2" not in found


def test_a_point_in_no_unit_counts_all_the_same(town: Store) -> None:
    found = round_figures(COORDINATOR, town, Period.parse("2026-06"), date(2026, 6, 3))
    assert counted(found)[None] == (1, 1, 0, 0, 0, 0, 1)
    assert found["name"].tolist()[-1] is None


def test_figures_are_of_the_viewers_part(town: Store) -> None:
    assert set(counted(round_figures(PART, town, MAY, TODAY))) == {"C1", "C2"}
    assert set(counted(round_figures(COORDINATOR, town, MAY, TODAY, area="C3"))) == {"C3"}
    with pytest.raises(ServiceError, match="outside"):
        round_figures(PART, town, MAY, TODAY, area="C3")


def test_kinds_of_points_can_be_counted_too(town: Store) -> None:
    found = counted(round_figures(COORDINATOR, town, MAY, TODAY, "kind"))
    assert {code: row[1] for code, row in found.items()} == {"垃圾投放点": 6, "公共厕所": 4}


def test_nothing_due_is_an_empty_table(town: Store) -> None:
    assert round_figures(COORDINATOR, town, Period.parse("2020-01"), TODAY).empty


days = st.dates(date(2026, 4, 20), date(2026, 6, 20))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2), days, st.sampled_from(["pass", "fail"]), st.none() | days,
            st.booleans(),
        ),
        max_size=12,
    ),
    days,
    st.integers(0, 40),
    days,
)  # fmt: skip
def test_a_count_day_by_day_gives_the_same(
    town: Store, checks: list[Check], first: date, length: int, on: date
) -> None:
    numbers = [number_of(town, code) for code in ("R1", "R2", "R3")]
    keep_checks(town, *((numbers[place], *rest) for place, *rest in checks))
    end = first + DAY * length
    found = round_counts(town, first, end, on, "community")
    expected: dict[str, Counter[str]] = {}
    rules = {
        0: ("C1", RoundRule(7, date(2026, 5, 4))),
        1: ("C2", RoundRule(1, date(2026, 5, 30))),
        2: ("C3", RoundRule(7, date(2026, 5, 4))),
    }
    for at, (community, rule) in rules.items():
        for day in rule.due_days(first, min(end, on + DAY)):
            mine = [
                (result, righted)
                for place, checked, result, righted, is_void in checks
                if place == at and not is_void and checked <= on and rule.due_on(checked) == day
            ]
            fails = [righted for result, righted in mine if result == "fail"]
            count = expected.setdefault(community, Counter(points=1))
            count["due"] += 1
            count["failed"] += bool(fails)
            count["rectified"] += bool(fails) and all(r is not None and r <= on for r in fails)
            count["passed"] += bool(mine) and not fails
            is_running = day + DAY * rule.every_days > on
            count["open"] += not mine and is_running
            count["missed"] += not mine and not is_running
    known = {code: row for code, row in counted(found).items() if code is not None}
    assert known == {c: tuple(n[name] for name in COUNTS) for c, n in expected.items()}
    total = found[list(COUNTS)].sum()
    assert total["due"] == total[["passed", "failed", "missed", "open"]].sum()
