"""Properties of covers and leaves, and uncovered grid-days against counting day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.roster import DutyRoster, Leave, Posting, Worker
from data.schema import crosswalk, grids, leaves, orders, postings, workers
from data.store import Store, bump
from service.coverage import roster_of
from service.errors import ServiceError
from service.roster.answering import responsible_on
from service.roster.duty import duty_on
from service.roster.leave_acts import enter_leave
from service.roster.leaves import leaves_of
from service.roster.stretches import joined, length, shared, without
from service.roster.uncovered import uncovered_days
from tests.service.conftest import NOW
from tests.service.posts import KEEPER, KEEPER_OF_C1, LEADER, TODAY, day, found_posts

HORIZON = 24
_numbers = st.integers(0, HORIZON)
_days = st.tuples(_numbers, _numbers).filter(lambda pair: pair[0] < pair[1])
_stretches = st.lists(_days, max_size=5)


def _set(stretches) -> set[int]:
    return {number for since, until in stretches for number in range(since, until)}


@given(_stretches, _stretches)
def test_stretches_are_sets_of_days(ones, others) -> None:
    assert _set(joined(ones)) == _set(ones)
    assert _set(shared(ones, others)) == _set(ones) & _set(others)
    assert _set(without(ones, others)) == _set(ones) - _set(others)
    for found in (joined(ones), shared(ones, others), without(ones, others)):
        assert length(found) == len(_set(found))
        assert all(a[1] < b[0] for a, b in zip(found, found[1:], strict=False))


def _on(number: int | None) -> date | None:
    return None if number is None else day(number)


@st.composite
def _posted(draw):
    """Draw postings of three workers to one grid (one primary at a time), and their leaves."""
    turn = draw(_numbers.filter(bool))
    rows = [("a", "primary", None, turn)] if draw(st.booleans()) else []
    rows += [("b", "primary", turn, None)] if draw(st.booleans()) else []
    for duty in ("cover", "backup"):
        for worker in draw(st.lists(st.sampled_from("abc"), max_size=2, unique=True)):
            rows.append((worker, duty, *draw(_days)))
    away = draw(st.lists(st.tuples(st.sampled_from("abc"), _days), max_size=5))
    served = {one: draw(st.none() | _days) for one in "abc"}
    return rows, away, served


def _roster(rows, away, served) -> DutyRoster:
    return DutyRoster.from_rows(
        [
            Worker(c, c, valid_from=_on(d and d[0]), valid_to=_on(d and d[1]))
            for c, d in served.items()
        ],
        [Posting(w, "g", duty, _on(since), _on(until)) for w, duty, since, until in rows],
        [Leave(w, day(since), day(until)) for w, (since, until) in away],
    )


def _here(worker: str, number: int, away, served) -> bool:
    stays = served[worker] is None or served[worker][0] <= number < served[worker][1]
    return stays and not any(w == worker and a <= number < b for w, (a, b) in away)


@given(_posted(), st.integers(-2, HORIZON + 2))
def test_the_primary_answers_before_a_cover_and_a_cover_before_a_backup(drawn, number) -> None:
    rows, away, served = drawn
    active = [
        (duty, worker)
        for worker, duty, since, until in rows
        if (since is None or since <= number) and (until is None or number < until)
        and _here(worker, number, away, served)
    ]  # fmt: skip
    found = _roster(*drawn).responsible_on("g", day(number)).worker
    best = min((("primary", "cover", "backup").index(duty) for duty, _ in active), default=None)
    if best is None:
        assert found is None
    else:
        duty = ("primary", "cover", "backup")[best]
        assert found is not None
        assert (duty, found.code) in active


@given(_posted(), st.sampled_from("abc"), _days, st.integers(-2, HORIZON + 2))
def test_a_cover_changes_nothing_on_a_day_the_primary_is_there(drawn, who, days, number) -> None:
    rows, away, served = drawn
    plain = _roster(*drawn).responsible_on("g", day(number))
    covered = _roster([*rows, (who, "cover", *days)], away, served).responsible_on("g", day(number))
    if plain.how == "primary" or not days[0] <= number < days[1]:
        assert (covered.worker, covered.how) == (plain.worker, plain.how)
    elif _here(who, number, away, served):
        assert covered.worker is not None


@st.composite
def _district(draw):
    """Draw postings, leaves, service times and validities over the grids of `found_posts`."""
    posted = []
    for grid in ("G1", "G2", "G5"):
        turn = draw(st.none() | _numbers.filter(bool))
        posted.append((grid, draw(st.sampled_from(["W1", "W2"])), "primary", None, turn))
        for duty in ("cover", "backup"):
            chosen = draw(st.lists(st.sampled_from(["W3", "W4"]), max_size=1))
            posted += [(grid, worker, duty, *draw(_days)) for worker in chosen]
    away = draw(st.lists(st.tuples(st.sampled_from(["W1", "W2", "W3", "W4"]), _days), max_size=6))
    ends = draw(st.none() | _numbers)
    gone = draw(st.none() | _numbers)
    return posted, away, ends, gone


def _keep(store: Store, drawn) -> None:
    posted, away, ends, gone = drawn
    with store.begin() as conn:
        for table in (postings, leaves):
            conn.execute(table.delete())
        for grid, worker, duty, since, until in posted:
            conn.execute(
                postings.insert().values(
                    grid_code=grid,
                    worker_code=worker,
                    duty=duty,
                    since=_on(since),
                    until=_on(until),
                )
            )
        for worker, (since, until) in away:
            row = {"worker_code": worker, "since": day(since), "until": day(until)}
            conn.execute(leaves.insert().values(row))
        conn.execute(grids.update().where(grids.c.code == "G2").values(valid_to=_on(ends)))
        conn.execute(workers.update().where(workers.c.code == "W1").values(valid_to=_on(gone)))
        bump(conn, "grids", "duty")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=_district(), days=_days)
def test_uncovered_grid_days_agree_with_asking_day_by_day(store: Store, drawn, days) -> None:
    with store.read() as conn:
        is_empty = not conn.scalar(grids.select().with_only_columns(grids.c.id))
    if is_empty:
        found_posts(store)
    _keep(store, drawn)
    found = uncovered_days(KEEPER, store, day(days[0]), day(days[1]))
    with store.read() as conn:
        roster = roster_of(conn)
    ends = drawn[2]
    naive, total = {}, 0
    for number in range(*days):
        for grid in ("G1", "G2", "G3", "G4", "G5"):
            if grid == "G2" and ends is not None and number >= ends:
                continue
            total += 1
            answer = roster.responsible_on(grid, day(number))
            if answer.worker is None:
                why = "leave" if "away" in answer.reason.params else "vacancy"
                naive.setdefault(grid, []).append((day(number), why))
    told = {
        row["grid_code"]: [
            (one.since + timedelta(days=n), one.why)
            for one in row["stretches"]
            for n in range((one.until - one.since).days)
        ]
        for row in found.frame.to_dict("records")
    }
    assert told == naive
    assert dict(zip(found.frame["grid_code"], found.frame["days"], strict=True)) == {
        grid: len(open_days) for grid, open_days in naive.items()
    }
    assert (found.days, found.grid_days) == (sum(map(len, naive.values())), total)


def test_the_share_of_no_grid_days_is_none_and_days_backwards_are_refused(store: Store) -> None:
    assert uncovered_days(LEADER, store, TODAY, day(5)).share is None
    found_posts(store)
    assert uncovered_days(LEADER, store, TODAY, day(5)).share == pytest.approx(5 / 25)
    with pytest.raises(ServiceError, match="not after"):
        uncovered_days(LEADER, store, TODAY, TODAY)


def test_a_retired_grid_names_the_grids_its_ground_went_to(store: Store) -> None:
    found_posts(store)
    with store.begin() as conn:
        made = conn.execute(
            orders.insert().values(
                kind="reorganise", order_no="并1号", effective_on=day(5), reason="合并",
                approved_by="区", entered_by="区", approved_at=NOW, summary={},
            )
        )  # fmt: skip
        facts = {"order_id": made.inserted_primary_key[0], "level": "grid", "old_code": "G1"}
        facts |= {"kind": "merged", "effective_on": day(5), "open_cases": 0, "households": 1}
        conn.execute(crosswalk.insert().values(**facts, new_code="G3", area_m2=1.0))
        conn.execute(crosswalk.insert().values(**facts, new_code="G2", area_m2=9.0))
        conn.execute(grids.update().where(grids.c.code == "G1").values(valid_to=day(5)))
        bump(conn, "grids")
    assert responsible_on(LEADER, store, "G1", day(4)).worker.code == "W1"
    gone = responsible_on(LEADER, store, "G1", day(5))
    assert (gone.is_in_force, gone.worker) == (False, None)
    assert [(s.code, s.name, s.kind, s.order_no) for s in gone.successors] == [
        ("G2", "第2网格", "merged", "并1号"),
        ("G3", "第3网格", "merged", "并1号"),
    ]
    assert "并1号" in str(gone.why)


def test_what_was_worked_out_is_kept_for_each_part_until_the_duty_changes(store: Store) -> None:
    found_posts(store)
    tomorrow, later = TODAY + timedelta(days=1), TODAY + timedelta(days=5)
    before = duty_on(KEEPER, store, TODAY), leaves_of(KEEPER, store, TODAY, later)
    assert duty_on(KEEPER, store, TODAY) is before[0]
    assert duty_on(KEEPER, store, tomorrow) is not before[0]
    assert len(duty_on(KEEPER_OF_C1, store, TODAY)) < len(before[0])
    worker = before[0].loc[before[0]["duty"].eq("primary"), "worker"].iloc[0]
    enter_leave(KEEPER, store, worker, TODAY, later, NOW)
    after = duty_on(KEEPER, store, TODAY), leaves_of(KEEPER, store, TODAY, later)
    assert worker not in set(after[0].loc[after[0]["duty"].eq("primary"), "worker"])
    assert len(after[1]) == len(before[1]) + 1
