"""What a change tells of the number before: ``▲ 2, from 1`` and ``▲ 200 %`` both tell of one."""

from __future__ import annotations

import re
from math import ceil, floor
from typing import Final

_SIGN: Final = re.compile(r"[▲▼△▽↑↓↗↘]|(?<![0-9A-Za-z])[+＋−\-－][0-9]|unchanged|from [0-9]")
_NUMBER: Final = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*([%％]?)")
# Half of the last digit a percentage is told with.
_HALF: Final = 0.051
_WHOLLY: Final = 100.0


def is_change(text: str) -> bool:
    """Return whether a text tells how much something rose or fell."""
    return bool(_SIGN.search(text))


def before_of(now: int, change: str, k: int) -> set[int]:
    """Return the numbers before that a change may tell, rising or falling, as far as they matter.

    Of a percentage only those below ``k`` are told apart one by one.
    """
    if "unchanged" in change:
        return {now}
    found: set[int] = set()
    for at, (said, percent) in enumerate(_NUMBER.findall(change)):
        size = float(said.replace(",", ""))
        if percent:
            found |= _by_percent(now, size, k)
        elif size == int(size):
            # The second number of a change is that before.
            found |= {int(size)} if at else {now - int(size), now + int(size)}
    return {one for one in found if one >= 0}


def _by_percent(now: int, size: float, k: int) -> set[int]:
    ends = [
        now / (1 + sign * (size + half) / _WHOLLY)
        for sign in (1, -1)
        for half in (-_HALF, _HALF)
        if 1 + sign * (size + half) / _WHOLLY > 0
    ]
    pairs = [(ends[at], ends[at + 1]) for at in range(0, len(ends) - 1, 2)]
    return {
        one
        for a, b in pairs
        for one in (*range(ceil(min(a, b)), min(k, floor(max(a, b)) + 1)), round((a + b) / 2))
        if min(a, b) <= one <= max(a, b)
    }
