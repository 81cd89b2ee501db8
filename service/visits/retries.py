"""When to come again to the households of a list where nobody was home."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from casework.visit import HomeState, Try, next_try
from data.visit_arrays import PARTS, RESULTS
from service.visits.counting import Tries
from service.visits.states import HomeStates


def retries_of(found: HomeStates, homes: NDArray[np.int64]) -> dict[int, dict[str, Any]]:
    """Return ``next_part, on_weekend, next_reason`` by place, of those who were not home."""
    is_wanted = np.zeros(len(found.state), dtype=bool)
    is_wanted[homes] = True
    is_wanted &= found.state == HomeState.NOT_HOME
    tries: dict[int, list[Try]] = {}
    chosen = found.counted.take(is_wanted[found.counted.homes])
    for home, one in zip(chosen.homes.tolist(), _tries(chosen), strict=True):
        tries.setdefault(home, []).append(one)
    return {home: _told(made) for home, made in tries.items()}


def _told(tries: list[Try]) -> dict[str, Any]:
    retry = next_try(tries)
    return {
        "next_part": retry.part.value,
        "on_weekend": retry.on_weekend,
        "next_reason": retry.reason,
    }


def _tries(chosen: Tries) -> list[Try]:
    rows = zip(chosen.days.tolist(), chosen.parts.tolist(), chosen.results.tolist(), strict=True)
    return [Try(day, PARTS[part], RESULTS[result]) for day, part, result in rows]
