"""How far units of different size may lie apart by chance alone: the limits of a funnel plot.

A small unit is thrown about by chance more than a large one.  Each is held against what is common
to all, within limits that narrow as its number grows; what lies within them is not told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, Literal

from casework.chance import Law, PoissonLaw, ShareLaw

# Of a hundred units that are alike, how many lie within: two limits, as is the custom.
NARROW: Final = 0.95
WIDE: Final = 0.998
# This part of the units at either end is drawn in before their spread is taken.
_DRAWN_IN: Final = 0.1

Kind = Literal["share", "rate"]
Side = Literal["below", "within", "above"]


@dataclass(frozen=True)
class Counted:
    """What was counted in one unit: ``n`` of ``m``, or ``n`` for an exposure of ``m``."""

    code: str
    n: int
    m: int


@dataclass(frozen=True)
class Limits:
    """Between what values chance alone keeps a unit."""

    low: float
    high: float

    def side_of(self, value: float) -> Side:
        """Return on which side of the limits a value lies."""
        if value < self.low:
            return "below"
        return "above" if value > self.high else "within"


@dataclass(frozen=True)
class Placed:
    """One unit in the funnel.

    Attributes
    ----------
    value
        ``n / m``.
    narrow, wide
        On which side of the 95 % and of the 99.8 % limits it lies; only the second is called more
        than chance would explain.
    """

    code: str
    n: int
    m: int
    value: float
    narrow: Side
    wide: Side


@dataclass(frozen=True)
class Funnel:
    """Units against what is common to all.

    Attributes
    ----------
    kind
        ``share`` (of ``m`` cases) or ``rate`` (per unit of exposure).
    target
        All units together: the sum of ``n`` by the sum of ``m``.
    units
        Those with something to count, in the order they were given.
    spread
        How many times as much the units differ as chance alone would have them differ (variance,
        1 where they are alike); None for fewer than three units.
    widening
        By how much the limits are wider for it: 1 where they are not.
    by_chance_narrow, by_chance_wide
        How many units would lie outside the limits by chance alone, were all alike.
    """

    kind: Kind
    target: float
    units: tuple[Placed, ...]
    spread: float | None
    widening: float
    by_chance_narrow: float
    by_chance_wide: float

    def limits(self, m: int, level: float) -> Limits:
        """Return the limits for a unit of a size, as they are drawn and judged by."""
        return _wider(limits(self.kind, m, self.target, level), self.target, self.widening)

    @property
    def outside(self) -> tuple[Placed, ...]:
        """Return the units that differ by more than chance would explain."""
        return tuple(one for one in self.units if one.wide != "within")


def limits(kind: Kind, m: int, target: float, level: float) -> Limits:
    """Return between what values a unit of size ``m`` lies by chance alone.

    Parameters
    ----------
    level
        How many of a hundred alike units lie within at least, as a share: 0.95.

    Notes
    -----
    Exact binomial or Poisson limits: a count is outside when so small, or so large, a count has a
    probability below ``(1 - level) / 2``.  Between whole counts they are interpolated by
    probability, as D. J. Spiegelhalter draws them (Statistics in Medicine 24, 2005, 1185-1202,
    appendix A.1), the upper one mirrored so that it is never narrower than the test.
    """
    law = _law(kind, m, target)
    tail = (1 - level) / 2
    return Limits(law.lower_limit(tail) / m, law.upper_limit(tail) / m)


def funnel(kind: Kind, units: Sequence[Counted], *, is_widened: bool = False) -> Funnel:
    """Return the units against all of them together; those without exposure are left out.

    Parameters
    ----------
    is_widened
        Widen the limits where units differ more than chance alone has them differ: then only what
        stands out among units as unlike as these is outside.

    Notes
    -----
    The spread is Spiegelhalter's over-dispersion: the mean of the squared standard scores, drawn
    in at the 10th and 90th of a hundred.  The limits are widened by its root, and only where it
    is above ``1 + 2 * sqrt(2 / units)``.
    """
    counted = [one for one in units if one.m > 0]
    exposure = sum(one.m for one in counted)
    target = sum(one.n for one in counted) / exposure if exposure else 0.0
    spread = _spread(kind, counted, target)
    apart = spread is not None and spread > 1 + 2 * sqrt(2 / len(counted))
    widening = sqrt(spread) if is_widened and apart and spread is not None else 1.0
    laws = [_law(kind, one.m, target) for one in counted]
    return Funnel(
        kind,
        target,
        tuple(_placed(kind, one, target, widening) for one in counted),
        spread,
        widening,
        sum(law.chance_outside((1 - NARROW) / 2) for law in laws),
        sum(law.chance_outside((1 - WIDE) / 2) for law in laws),
    )


def _law(kind: Kind, m: int, target: float) -> Law:
    return ShareLaw(m, target) if kind == "share" else PoissonLaw(m * target)


def _placed(kind: Kind, one: Counted, target: float, widening: float) -> Placed:
    value = one.n / one.m
    narrow, wide = (
        _wider(limits(kind, one.m, target, level), target, widening) for level in (NARROW, WIDE)
    )
    return Placed(one.code, one.n, one.m, value, narrow.side_of(value), wide.side_of(value))


def _wider(found: Limits, target: float, by: float) -> Limits:
    if by == 1:
        return found
    return Limits(max(0.0, target - by * (target - found.low)), target + by * (found.high - target))


def _spread(kind: Kind, counted: Sequence[Counted], target: float) -> float | None:
    variance = target * (1 - target) if kind == "share" else target
    if len(counted) < 3 or variance <= 0:
        return None
    scores = sorted((one.n / one.m - target) / sqrt(variance / one.m) for one in counted)
    ends = int(len(scores) * _DRAWN_IN)
    low, high = scores[ends], scores[-1 - ends]
    return sum(min(max(score, low), high) ** 2 for score in scores) / len(scores)
