"""Two periods per grid: figures as everywhere else, chance as second implementations say it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from casework.access import OPERATOR, SYSTEM, Role, Viewer
from casework.errors import CaseworkError
from casework.period import Period
from data.store import Store
from service.change_chance import chance_of_counts, chance_of_shares, more_than_chance
from service.demonstration import fill_demonstration
from service.errors import ServiceError
from service.figures import figure
from service.map_difference import differences
from service.map_difference_layer import class_bounds, difference_layer, tones_of
from service.map_frames import frame_periods
from service.map_period_layers import period_classes, period_layers
from service.map_periods import PeriodAsk
from service.period_changes import grid_changes, unit_changes, whole_change

NOW = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
APRIL, MAY = Period.parse("2026-04"), Period.parse("2026-05")
COUNT = st.integers(0, 60)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Store:
    from data.migrate import migrate

    store = Store(str(tmp_path_factory.mktemp("two periods") / "gege.db"))
    migrate(store)
    fill_demonstration(OPERATOR, store, NOW, households=3_000, grids=24, cases=2_400)
    return store


# ---- chance


@given(COUNT, COUNT, st.integers(1, 40), st.integers(1, 40))
@settings(max_examples=200, deadline=None)
def test_two_counts_are_compared_by_the_exact_binomial_test(
    first: int, second: int, days: int, other_days: int
) -> None:
    found = chance_of_counts(*(np.array([one]) for one in (first, second, days, other_days)))[0]
    if first + second == 0:
        assert found == 1.0
        return
    part = days / (days + other_days)
    tails = [
        stats.binomtest(first, first + second, part, alternative=way).pvalue  # type: ignore[arg-type]
        for way in ("less", "greater")
    ]
    assert found == pytest.approx(min(1.0, 2 * min(tails)), abs=1e-9)


@given(COUNT, COUNT, COUNT, COUNT)
@settings(max_examples=200, deadline=None)
def test_two_shares_are_compared_by_fishers_exact_test(
    first: int, first_more: int, second: int, second_more: int
) -> None:
    counts = (first, first + first_more, second, second + second_more)
    found = chance_of_shares(*(np.array([one]) for one in counts))[0]
    if not counts[1] or not counts[3]:
        assert found == 1.0
        return
    table = [[first, first_more], [second, second_more]]
    tails = [stats.fisher_exact(table, alternative=way)[1] for way in ("less", "greater")]
    assert found == pytest.approx(min(1.0, 2 * min(tails)), abs=1e-9)


def test_equal_rates_over_unequal_times_are_no_change() -> None:
    found = chance_of_counts(np.array([100]), np.array([300]), np.array([10]), np.array([30]))
    assert found[0] == pytest.approx(1.0, abs=0.05)
    assert chance_of_counts(np.array([100]), np.array([300]), *(np.array([1]),) * 2)[0] < 1e-20


def test_of_many_places_without_any_change_hardly_one_is_named() -> None:
    rng = np.random.default_rng(5)
    named = 0
    for _ in range(200):
        counts = rng.poisson(20, (2, 100))
        days = np.full(100, 30)
        chance = chance_of_counts(counts[0], counts[1], days, days)
        named += bool(more_than_chance(chance, np.ones(100, dtype=bool)).any())
    assert named <= 200 * 0.05 + 3 * (200 * 0.05 * 0.95) ** 0.5


def test_places_with_nothing_in_them_do_not_water_down_the_others() -> None:
    chance = np.array([0.01, *[1.0] * 99])
    asked = np.zeros(100, dtype=bool)
    asked[0] = True
    assert more_than_chance(chance, asked).tolist() == [True] + [False] * 99
    assert not more_than_chance(chance, np.ones(100, dtype=bool)).any()


# ---- classes


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=60))
def test_classes_are_the_same_to_both_sides_and_follow_the_size(changes: list[int]) -> None:
    change = np.array(changes, dtype=float)
    coloured = change != 0
    bounds = class_bounds(np.abs(change[coloured]), 0)
    tones = tones_of(change, coloured, bounds)
    assert (tones == -tones_of(-change, coloured, bounds)).all()
    assert (np.sign(tones) == np.sign(change)).all()
    order = np.argsort(change)
    assert (np.diff(tones[order]) >= 0).all()


# ---- figures


@pytest.mark.parametrize(
    "key", ["reported", "reported_per_1000", "closed_count", "overdue_now", "closed_on_time"]
)
@pytest.mark.parametrize("reading", ["today", "as_it_was"])
def test_the_grids_and_what_lies_in_none_add_up_to_the_figure(
    town: Store, key: str, reading: str
) -> None:
    ask = PeriodAsk(key, (APRIL, MAY), None, reading)  # type: ignore[arg-type]
    found = differences(OPERATOR, town, ask, NOW)
    for side, period in ((found.first, APRIL), (found.second, MAY)):
        end = datetime(period.last.year, period.last.month, 1, tzinfo=UTC) + timedelta(days=32)
        as_of = min(NOW, end.replace(day=1) - timedelta(hours=8))
        told = figure(OPERATOR, town, key, period.first, period.last, as_of)
        assert side.in_all == (told.n, told.m)
        assert int(side.n.sum()) + side.elsewhere == told.n
    parts = unit_changes(OPERATOR, town, found, None)
    whole = whole_change(OPERATOR, found)
    assert sum(one.first[0] for one in parts) == whole.first[0] == found.first.in_all[0]
    assert sum(one.second[0] for one in parts) == whole.second[0] == found.second.in_all[0]
    grids = grid_changes(OPERATOR, found)
    assert sum(one.second[0] for one in grids) == found.second.in_all[0]


def test_a_grid_says_both_figures_their_periods_and_the_change(town: Store) -> None:
    ask = PeriodAsk("reported", (APRIL, MAY))
    found = differences(OPERATOR, town, ask, NOW)
    layer = difference_layer(OPERATOR, town, ask, NOW, shows_all=True)
    row = int(np.flatnonzero(found.change < 0)[0])
    n, before = found.second.n[row], found.first.n[row]
    assert str(layer.says[row]).startswith(
        f"{n} in 2026-05, {before} in 2026-04: {before - n} fewer"
    )
    assert layer.of[row] < len(layer.classes) // 2
    assert sum(one.grids for one in layer.classes) == len(found.change)


def test_what_may_be_chance_is_drawn_as_no_change_unless_all_is_asked_for(town: Store) -> None:
    ask = PeriodAsk("reported", (APRIL, MAY))
    found = differences(OPERATOR, town, ask, NOW)
    layer = difference_layer(OPERATOR, town, ask, NOW)
    neutral = next(row for row, one in enumerate(layer.classes) if one.tone == 0)
    assert ((layer.of == neutral) == ~(found.is_apart & (found.change != 0))).all()
    everything = difference_layer(OPERATOR, town, ask, NOW, shows_all=True)
    still = next(row for row, one in enumerate(everything.classes) if one.tone == 0)
    assert ((everything.of == still) == (found.change == 0)).all()


def test_both_sides_have_the_same_classes(town: Store) -> None:
    ask = PeriodAsk("reported", (APRIL, MAY))
    first, second = period_layers(OPERATOR, town, ask, NOW)
    bounds = [[(one.low, one.high, one.tone) for one in side.classes] for side in (first, second)]
    assert bounds[0] == bounds[1]
    for side in (first, second):
        for row, kind in zip(side.of, side.values, strict=True):
            one = side.classes[row]
            assert one.low <= kind <= one.high


def test_counts_of_periods_of_unlike_length_are_told_for_as_many_days(town: Store) -> None:
    ask = PeriodAsk("reported", (APRIL, Period.parse("2026-W20")))
    found = period_classes(OPERATOR, town, ask, NOW)
    assert str(found.scale.unit) == "cases in a grid in 30 days"
    week = found.figures[1]
    assert week.values == pytest.approx(week.n * 30 / 7)


# ---- refusals and scope


def test_periods_that_share_days_have_not_begun_or_lie_before_the_records_are_refused(
    town: Store,
) -> None:
    for other, said in (
        ("2026-05-10..2026-06-03", "share days"),
        ("2027-01", "has not begun"),
        ("2019-01", "The records begin"),
    ):
        with pytest.raises(ServiceError, match=said):
            differences(OPERATOR, town, PeriodAsk("reported", (Period.parse(other), MAY)), NOW)
    with pytest.raises(ServiceError, match="There is no figure"):
        differences(OPERATOR, town, PeriodAsk("nonsense", (APRIL, MAY)), NOW)


def test_a_viewer_of_a_street_is_told_of_his_street_alone(town: Store) -> None:
    street = "990101001"
    viewer = Viewer("street", Role.COORDINATOR, street)
    layer = difference_layer(viewer, town, PeriodAsk("reported", (APRIL, MAY)), NOW)
    whole = differences(OPERATOR, town, PeriodAsk("reported", (APRIL, MAY), street), NOW)
    assert layer.totals["cases"] == whole.second.in_all[0]
    outside = ~whole.second.inside
    assert np.isnan(layer.values[outside]).all()
    assert all(one is None for one, out in zip(layer.says, outside, strict=True) if out)


def test_who_may_not_see_cases_is_refused(town: Store) -> None:
    with pytest.raises(CaseworkError):
        differences(SYSTEM, town, PeriodAsk("reported", (APRIL, MAY)), NOW)


# ---- frames


def test_frames_end_with_the_period_asked_for_and_begin_with_the_records(town: Store) -> None:
    periods = frame_periods(OPERATOR, town, MAY, "month", 12, NOW)
    assert periods[-1] == MAY
    assert periods[0].last >= date(2025, 6, 15) - timedelta(days=31)
    unfinished = frame_periods(OPERATOR, town, Period.parse("2026-06"), "week", 4, NOW)
    assert unfinished[-1].last == date(2026, 6, 15)
    with pytest.raises(ServiceError):
        frame_periods(OPERATOR, town, MAY, "month", 100, NOW)
