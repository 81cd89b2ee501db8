"""What becomes of hot spots over the last periods."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from casework.sentence import Sentence, Term

Course = Literal["emerging", "persistent", "recurring", "fading"]
COURSE_TERMS: Final[dict[Course, Term]] = {
    "emerging": Term("emerging"),
    "persistent": Term("persistent"),
    "recurring": Term("now and again"),
    "fading": Term("fading"),
}
RULE: Final = Sentence(
    "Emerging: hot now and in none of the periods before. Persistent: hot now and in more than half"
    " of them. Now and again: hot now and in some of them. Fading: hot in the period just before,"
    " not now. Each period is tested by itself with the same settings."
)


def courses(is_hot: NDArray[np.bool_], before: NDArray[np.bool_]) -> tuple[Course | None, ...]:
    """Return the course of each grid, None where it is not hot now nor was just before.

    Parameters
    ----------
    is_hot
        Now, shape (n,).
    before
        In the periods before, oldest first, shape (periods, n); of none nothing can be said.
    """
    if not len(before):
        return (None,) * len(is_hot)
    times = before.sum(axis=0)
    return tuple(
        _course(bool(now), int(often), bool(last), len(before))
        for now, often, last in zip(is_hot, times, before[-1], strict=True)
    )


def _course(is_hot: bool, times: int, was_hot: bool, periods: int) -> Course | None:
    if not is_hot:
        return "fading" if was_hot else None
    if not times:
        return "emerging"
    return "persistent" if 2 * times > periods else "recurring"
