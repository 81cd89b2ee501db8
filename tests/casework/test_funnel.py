"""The limits of a funnel: exact values, coverage, and that units which are alike stay inside."""

from __future__ import annotations

from fractions import Fraction
from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from casework.chance import PoissonLaw, ShareLaw
from casework.funnel import NARROW, WIDE, Counted, funnel, limits

SHARES = st.floats(0.001, 0.999)
TAILS = st.sampled_from([0.025, 0.001])


def _at_most(count: int, m: int, share: Fraction) -> Fraction:
    terms = (comb(m, k) * share**k * (1 - share) ** (m - k) for k in range(count + 1))
    return sum(terms, Fraction(0))


def test_the_limits_of_ten_cases_at_nine_tenths_are_those_worked_out_by_hand() -> None:
    # P(at most 5 of 10) = 0.00163 and P(at most 4) = 0.00015 at 0.9; 0.0128 and 0.0702 for 6, 7.
    nine = Fraction(9, 10)
    assert float(_at_most(5, 10, nine)) == pytest.approx(0.0016349374)
    wide, narrow = limits("share", 10, 0.9, WIDE), limits("share", 10, 0.9, NARROW)
    assert wide.side_of(0.4) == "below" and wide.side_of(0.5) == "within"
    assert narrow.side_of(0.6) == "below" and narrow.side_of(0.7) == "within"
    assert wide.high == narrow.high == 1.0
    # Between 4 and 5 by probability: 5 - (P(<=5) - 0.001) / P(5).
    exact = _at_most(5, 10, nine), _at_most(5, 10, nine) - _at_most(4, 10, nine)
    between = 5 - (float(exact[0]) - 0.001) / float(exact[1])
    assert wide.low == pytest.approx(between / 10)


@given(m=st.integers(1, 400), share=SHARES, tail=TAILS)
def test_counts_by_chance_are_those_of_scipy(m: int, share: float, tail: float) -> None:
    law = ShareLaw(m, share)
    for count in {0, 1, m // 2, round(m * share), m - 1, m}:
        assert law.at_most(count) == pytest.approx(stats.binom.cdf(count, m, share), abs=1e-9)
        assert law.at_least(count) == pytest.approx(stats.binom.sf(count - 1, m, share), abs=1e-9)
    fewest, most = law.fewest(tail), law.most(tail)
    assert stats.binom.cdf(fewest, m, share) >= tail - 1e-9
    assert fewest == 0 or stats.binom.cdf(fewest - 1, m, share) < tail + 1e-9
    assert stats.binom.sf(most - 1, m, share) >= tail - 1e-9
    assert stats.binom.sf(most, m, share) < tail + 1e-9
    assert fewest - 1 <= law.lower_limit(tail) <= fewest
    assert most <= law.upper_limit(tail) <= most + 1


@given(expected=st.floats(0.001, 5_000), tail=TAILS)
def test_counts_per_household_by_chance_are_those_of_scipy(expected: float, tail: float) -> None:
    law = PoissonLaw(expected)
    for count in {0, 1, int(expected), int(expected + 3 * sqrt(expected)) + 1}:
        assert law.at_most(count) == pytest.approx(stats.poisson.cdf(count, expected), abs=1e-9)
    assert stats.poisson.cdf(law.fewest(tail) - 1, expected) < tail + 1e-9
    assert stats.poisson.sf(law.most(tail), expected) < tail + 1e-9
    assert stats.poisson.cdf(law.fewest(tail), expected) >= tail - 1e-9


@given(m=st.integers(1, 300), n=st.integers(0, 300), target=SHARES)
def test_the_drawn_limits_judge_as_the_test_does(m: int, n: int, target: float) -> None:
    n = min(n, m)
    for level in (NARROW, WIDE):
        tail = (1 - level) / 2
        law = ShareLaw(m, target)
        # Where the chance is the limit's own to the last digits, rounding decides.
        assume(min(abs(law.at_most(n) - tail), abs(law.at_least(n) - tail)) > 1e-12)
        side = limits("share", m, target, level).side_of(n / m)
        assert (side == "below") == (law.at_most(n) < tail)
        assert (side == "above") == (law.at_least(n) < tail)


@given(target=SHARES)
def test_a_larger_unit_has_narrower_limits(target: float) -> None:
    widths = [one.high - one.low for one in (limits("share", m, target, WIDE) for m in (9, 900))]
    assert widths[1] < widths[0]


@pytest.mark.parametrize("kind", ["share", "rate"])
def test_of_units_that_are_alike_no_more_lie_outside_than_by_chance(kind: str) -> None:
    dice = np.random.default_rng(2011)
    sizes = dice.integers(3, 800, 60)
    outside, near, by_chance, near_by_chance = 0, 0, 0.0, 0.0
    seeds = 200
    for _ in range(seeds):
        drawn = dice.binomial(sizes, 0.86) if kind == "share" else dice.poisson(sizes * 0.09)
        counted = [
            Counted(str(at), int(n), int(m))
            for at, (n, m) in enumerate(zip(drawn, sizes, strict=True))
        ]
        found = funnel(kind, counted)
        outside += len(found.outside)
        near += sum(one.narrow != "within" for one in found.units)
        by_chance += found.by_chance_wide
        near_by_chance += found.by_chance_narrow
    units = seeds * len(sizes)
    assert by_chance / units <= 1 - WIDE and near_by_chance / units <= 1 - NARROW
    assert abs(outside - by_chance) < 4 * sqrt(by_chance)
    assert abs(near - near_by_chance) < 4 * sqrt(near_by_chance)
    assert outside / units < 0.003


def test_a_small_unit_with_nothing_on_time_is_not_shamed_and_a_large_one_is_named() -> None:
    counted = [Counted("tiny", 0, 1), Counted("small", 6, 9), Counted("far", 700, 900)]
    found = funnel("share", [*counted, *(Counted(f"u{n}", 450, 500) for n in range(20))])
    sides = {one.code: one.wide for one in found.units}
    assert (sides["tiny"], sides["small"], sides["far"]) == ("within", "within", "below")
    assert [one.code for one in found.outside] == ["far"]


def test_units_without_anything_to_divide_by_have_no_place() -> None:
    found = funnel("share", [Counted("a", 0, 0), Counted("b", 5, 10)])
    assert [one.code for one in found.units] == ["b"] and found.target == 0.5
    nothing = funnel("share", [])
    assert nothing.units == () and nothing.spread is None and nothing.target == 0


@pytest.mark.parametrize("n", [0, 10])
def test_where_all_have_all_or_nothing_nobody_is_outside(n: int) -> None:
    found = funnel("share", [Counted(str(one), n, 10) for one in range(9)])
    assert found.outside == () and found.spread is None and found.by_chance_wide == 0


def test_units_that_differ_by_more_than_chance_have_a_spread_and_limits_may_be_widened() -> None:
    # Half at 70 %, half at 90 %, 400 cases each: every score is +-5, so the spread is 25.
    counted = [Counted(str(at), 280 if at % 2 else 360, 400) for at in range(20)]
    plain, wide = funnel("share", counted), funnel("share", counted, is_widened=True)
    assert plain.spread == pytest.approx(25.0) and plain.widening == 1
    assert len(plain.outside) == 20
    assert wide.widening == pytest.approx(5.0) and wide.outside == ()
    own = wide.limits(400, WIDE)
    assert own.low == pytest.approx(0.8 - 5 * (0.8 - plain.limits(400, WIDE).low))


def test_one_unit_far_off_does_not_make_the_spread() -> None:
    alike = [Counted(str(at), 320, 400) for at in range(20)]
    drawn_in = funnel("share", [*alike, Counted("far", 100, 400)], is_widened=True)
    assert [one.code for one in drawn_in.outside] == ["far"]


def test_limits_are_not_widened_where_units_are_alike() -> None:
    counted = [Counted(str(at), 85 + at % 3, 100) for at in range(30)]
    assert funnel("share", counted, is_widened=True).widening == 1
