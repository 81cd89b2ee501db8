"""Where the classes of a heat surface begin: round numbers, so that two maps are read alike."""

from __future__ import annotations

import math
from typing import Final

CLASSES: Final = 5
_STEPS: Final = (1.0, 2.0, 5.0)
# The last class begins no higher than this part of the largest value, so that it can be seen.
_TOP: Final = 0.8


def breaks(largest: float) -> tuple[float, ...]:
    """Return the lower ends of the classes for a surface with this largest value; none for 0.

    Neighbours of the row 1, 2, 5, 10, 20, 50, ...: each class begins at 2 or 2.5 times the one
    before, and the same numbers serve surfaces of different days.
    """
    if not (math.isfinite(largest) and largest > 0):
        return ()
    decade = math.floor(math.log10(largest * _TOP))
    row = [round(step * 10.0**power, 12) for power in range(decade - 3, decade + 1)
           for step in _STEPS]  # fmt: skip
    return tuple([one for one in row if one <= largest * _TOP][-CLASSES:])
