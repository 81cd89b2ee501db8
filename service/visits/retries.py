"""When to come again to the households of a list where nobody was home."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from casework.visit import HomeState, Try, VisitResult, next_try
from data.visit_arrays import PARTS, RESULTS
from service.visits.counting import Tries
from service.visits.states import HomeStates

_MONDAY: Final = np.datetime64("2026-06-01", "D")
_NOT_HOME: Final = RESULTS.index(VisitResult.NOT_HOME)


def retries_of(found: HomeStates, homes: NDArray[np.int64]) -> dict[int, dict[str, Any]]:
    """Return ``next_part, on_weekend, next_reason`` by place, of those who were not home."""
    is_wanted = np.zeros(len(found.state), dtype=bool)
    is_wanted[homes] = True
    is_wanted &= found.state == HomeState.NOT_HOME
    tried: dict[int, list[tuple[int, int]]] = {}
    chosen = found.counted.take(is_wanted[found.counted.homes])
    in_vain = chosen.take(chosen.results == _NOT_HOME)
    rows = zip(in_vain.homes.tolist(), in_vain.parts.tolist(), _weekdays(in_vain), strict=True)
    for home, part, weekday in rows:
        tried.setdefault(home, []).append((part, weekday))
    return {home: _told(tuple(sorted(made))) for home, made in tried.items()}


def _weekdays(tries: Tries) -> list[int]:
    """Return the day of the week of each, 0 for a Monday."""
    since: NDArray[np.int64] = (tries.days - _MONDAY).astype(np.int64)
    return [day % 7 for day in since.tolist()]


@lru_cache(maxsize=4096)
def _told(tried: tuple[tuple[int, int], ...]) -> dict[str, Any]:
    """Return when to come again after tries in vain in these parts of these days of the week."""
    monday = _MONDAY.item()
    made = [
        Try(monday + timedelta(days=weekday), PARTS[part], VisitResult.NOT_HOME)
        for part, weekday in tried
    ]
    retry = next_try(made)
    return {
        "next_part": retry.part.value,
        "on_weekend": retry.on_weekend,
        "next_reason": retry.reason,
    }
