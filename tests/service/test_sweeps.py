"""Sweeps: what goes in, what stays out and why, and a closing table whose parts are its total."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa

from casework.access import Role, Viewer
from casework.case_status import CaseStatus
from casework.errors import CaseworkError
from casework.move import Move
from data.schema import cases
from data.store import Store
from service.cases.merging import merge_cases
from service.cases.sweep_count import part_of
from service.cases.sweeps import (
    PARTS,
    TABLE_COLUMNS,
    add_cases,
    end_sweep,
    list_sweeps,
    open_sweep,
    sweep_table,
)
from service.errors import ServiceError
from tests.service.conftest import NOW
from tests.service.district import everything
from tests.service.matters import (
    COORDINATOR,
    LEADER,
    LITTER_NO,
    PART,
    THERE,
    case_now,
    close,
    events_of,
    found_district,
    go,
    matter,
)

DAY = timedelta(days=1)
TODAY, DEADLINE = date(2026, 6, 1), date(2026, 6, 10)
# The deadline's day is over in Shanghai at this moment.
OVER = datetime(2026, 6, 10, 16, tzinfo=UTC)


@pytest.fixture
def district(store: Store) -> Store:
    found_district(store)
    open_sweep(COORDINATOR, store, "汛前排查", TODAY, "应急办", DEADLINE, NOW)
    return store


def put(store: Store, *codes: str) -> None:
    assert add_cases(COORDINATOR, store, "汛前排查", codes, NOW).added == list(codes)


def total_of(store: Store, now: datetime = NOW, viewer: Viewer = LEADER) -> dict[str, int]:
    table = sweep_table(viewer, store, "汛前排查", now)
    last = table.iloc[-1]
    assert last[["category", "unit_code"]].tolist() == [None, None]
    for name in ("found", *PARTS):
        assert table[name].iloc[:-1].sum() == last[name]
    assert (table["found"] == table[list(PARTS)].sum(axis=1)).all()
    return {name: int(last[name]) for name in ("found", *PARTS) if last[name]}


def test_a_case_reported_on_the_cut_off_day_goes_in_and_a_day_later_not(district) -> None:
    last = matter(district, reported_at=datetime(2026, 6, 1, 15, 59, tzinfo=UTC), now=OVER)
    late = matter(district, reported_at=datetime(2026, 6, 1, 16, tzinfo=UTC), now=OVER)
    report = add_cases(COORDINATOR, district, "汛前排查", [last, late, "无此号", last], OVER)
    assert (report.added, report.there) == ([last], [])
    assert [code for code, _ in report.refused] == [late, "无此号"]
    assert "2026-06-02" in str(report.refused[0][1])


def test_a_case_goes_in_once_and_its_ledger_says_so(district) -> None:
    code = matter(district)
    put(district, code)
    assert add_cases(COORDINATOR, district, "汛前排查", [code], NOW).there == [code]
    assert events_of(district, code, "sweep_found") == [
        {"sweep": "汛前排查", "due_on": "2026-06-10"}
    ]


def test_the_table_tells_in_time_from_late_and_open_from_overdue(district) -> None:
    codes = [matter(district, f"第{i}件") for i in range(5)]
    put(district, *codes)
    assert total_of(district) == {"found": 5, "open": 5}
    close(district, codes[0], OVER - timedelta(seconds=1))
    close(district, codes[1], OVER)
    go(district, codes[2], (Move.REJECT, {"reason": "不属管辖"}))
    assert total_of(district, OVER) == {
        "found": 5, "settled_on_time": 1, "settled_late": 1, "open_overdue": 2, "withdrawn": 1,
    }  # fmt: skip


def test_the_table_has_a_row_per_category_and_unit_and_the_sum_below(district) -> None:
    groups = {(LITTER_NO, "甲"): 3, (LITTER_NO, None): 1, (None, None): 2, ("噪声", "乙"): 1}
    for (category, unit), count in groups.items():
        for i in range(count):
            code = matter(district, f"{category}{unit}{i}", category=category)
            put(district, code)
            with district.begin() as conn:
                conn.execute(cases.update().where(cases.c.code == code).values(unit_code=unit))
    table = sweep_table(LEADER, district, "汛前排查", NOW)
    assert list(table.columns) == list(TABLE_COLUMNS)
    rows = table.iloc[:-1]
    assert dict(zip(zip(rows["category"], rows["unit_code"], strict=True), rows["found"],
                    strict=True)) == groups  # fmt: skip
    assert total_of(district)["found"] == 7


def test_a_merged_case_counts_as_the_one_that_stands_for_it(district) -> None:
    one, other = matter(district), matter(district)
    put(district, one)
    merge_cases(
        COORDINATOR, district, one, case_now(district, one).version, other,
        case_now(district, other).version, NOW,
    )  # fmt: skip
    assert total_of(district) == {"found": 1, "open": 1}
    close(district, other, NOW + DAY)
    assert total_of(district, NOW + DAY) == {"found": 1, "settled_on_time": 1}


def test_an_ended_sweep_takes_nothing_in_and_its_table_stands(district) -> None:
    one, other = matter(district), matter(district)
    put(district, one)
    ended = end_sweep(COORDINATOR, district, "汛前排查", NOW + DAY)
    assert ended.ended_at == NOW + DAY
    close(district, one, NOW + 2 * DAY)
    assert total_of(district, NOW + 30 * DAY) == {"found": 1, "open": 1}
    for act in (
        lambda: add_cases(COORDINATOR, district, "汛前排查", [other], NOW),
        lambda: end_sweep(COORDINATOR, district, "汛前排查", NOW),
    ):
        with pytest.raises(ServiceError, match="ended"):
            act()


def test_a_part_of_the_district_is_counted_and_filled_by_those_who_see_it(district) -> None:
    here, there = matter(district), matter(district, lon=THERE[0], lat=THERE[1])
    report = add_cases(PART, district, "汛前排查", [here, there], NOW)
    assert report.added == [here]
    put(district, there)
    assert total_of(district, viewer=PART) == {"found": 1, "open": 1}
    assert total_of(district) == {"found": 2, "open": 2}


def test_a_sweep_needs_a_name_of_its_own_and_days_in_order(district) -> None:
    before = everything(district)
    for name, cut_off, deadline in (
        ("汛前排查", TODAY, DEADLINE),
        (" ", TODAY, DEADLINE),
        ("另一", DEADLINE, TODAY),
        ("另一", date(2026, 5, 1), date(2026, 5, 31)),
    ):
        with pytest.raises(ServiceError):
            open_sweep(COORDINATOR, district, name, cut_off, "应急办", deadline, NOW)
    assert everything(district) == before
    hostile = "<img src=x onerror=alert(1)> {name}"
    assert open_sweep(COORDINATOR, district, hostile, TODAY, "甲", DEADLINE, NOW).name == hostile
    assert [sweep.name for sweep in list_sweeps(LEADER, district)] == [hostile, "汛前排查"]
    with pytest.raises(ServiceError, match="There is no sweep"):
        sweep_table(LEADER, district, "{known}", NOW)


def test_who_may_not_supervise_opens_fills_and_ends_no_sweep(district) -> None:
    worker, code = Viewer("网格员", Role.WORKER), matter(district)
    before = everything(district)
    for act in (
        lambda: open_sweep(worker, district, "甲", TODAY, "乙", DEADLINE, NOW),
        lambda: add_cases(LEADER, district, "汛前排查", [code], NOW),
        lambda: end_sweep(worker, district, "汛前排查", NOW),
        # A sweep is the whole district's.
        lambda: open_sweep(PART, district, "甲", TODAY, "乙", DEADLINE, NOW),
        lambda: end_sweep(PART, district, "汛前排查", NOW),
    ):
        with pytest.raises(CaseworkError):
            act()
    assert everything(district) == before


def test_an_empty_sweep_has_no_rows(district) -> None:
    assert sweep_table(LEADER, district, "汛前排查", NOW).empty


def test_the_table_equals_a_count_by_hand_over_random_cases(district) -> None:
    chance = Random(11)
    codes = [matter(district, f"第{i}件") for i in range(60)]
    put(district, *codes)
    expected = dict.fromkeys(PARTS, 0)
    as_of = OVER + chance.choice((-3, 3)) * DAY
    with district.begin() as conn:
        for code in codes:
            status = chance.choice([one for one in CaseStatus if one is not CaseStatus.MERGED])
            is_settled = status in (CaseStatus.CLOSED, CaseStatus.VISITED_BACK)
            closed_at = NOW + chance.random() * 15 * DAY if is_settled else None
            conn.execute(
                sa.update(cases)
                .where(cases.c.code == code)
                .values(status=status, closed_at=closed_at)
            )
            if status in (CaseStatus.REJECTED, CaseStatus.VOID):
                expected["withdrawn"] += 1
            elif closed_at is not None and closed_at <= as_of:
                expected["settled_on_time" if closed_at < OVER else "settled_late"] += 1
            else:
                expected["open" if as_of < OVER else "open_overdue"] += 1
    found = {"found": 60} | {part: count for part, count in expected.items() if count}
    assert total_of(district, as_of) == found


def test_each_state_is_in_a_part() -> None:
    assert {part_of(one, NOW, OVER, NOW) for one in CaseStatus} <= set(PARTS)
