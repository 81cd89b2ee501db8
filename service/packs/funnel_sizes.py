"""At which sizes the limits of a funnel are drawn: the same series whatever the units' sizes are.

Sizes made from those of the units would tell them of units that are hidden outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

# Each size is so much more than the one before: lines look smooth.
_STEP: Final = 1.06
_BELOW: Final = 0.8
_ABOVE: Final = 1.1
Limits = tuple[tuple[float, float, float, float, float], ...]


def sizes_around(units: Sequence[int]) -> list[int]:
    """Return the sizes of the series from below the smallest unit to above the largest."""
    if not units:
        return []
    found, size = [], 1.0
    while size < max(units) * _ABOVE * _STEP + 1:
        found.append(int(size))
        size = max(size * _STEP, int(size) + 1.0)
    least, most = min(units) * _BELOW, max(units) * _ABOVE
    first = max((one for one in found if one <= least), default=1)
    last = min((one for one in found if one >= most), default=found[-1])
    return [one for one in found if first <= one <= last]


def limits_for(limits: Limits, units: Sequence[int], shown: Sequence[int]) -> Limits:
    """Return the limits around the units that are shown, as if there were no others.

    None where some are hidden and the limits are drawn at other sizes than those of the series.
    """
    if len(shown) == len(units):
        return limits
    if [one[0] for one in limits] != sizes_around(units):
        return ()
    sizes = set(sizes_around(shown))
    return tuple(one for one in limits if one[0] in sizes)
