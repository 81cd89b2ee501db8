"""Problems and answers in files, between the bench and the processes it starts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from geo.balance import Balance, Ints


def keep(problem: Balance, file: Path) -> None:
    """Write a problem that `kept` reads."""
    np.savez(file, **{name: value for name, value in vars(problem).items() if value is not None})


def kept(file: Path) -> Balance:
    """Return a problem from its file."""
    with np.load(file) as arrays:
        values: dict[str, Any] = {name: arrays[name] for name in arrays.files}
    return Balance(**{**values, "hours_per_trip_m": float(values["hours_per_trip_m"])})


def keep_answer(file: Path, areas: Ints, seconds: float, worked: float, facts: str = "") -> None:
    """Write an answer whole or not at all."""
    half = file.with_suffix(".half.npz")
    np.savez(half, areas=areas, seconds=seconds, worked=worked, facts=facts)
    os.replace(half, file)  # noqa: PTH105


def neighbours_of(edges: Ints, n: int) -> list[list[int]]:
    """Return the neighbours of each unit, in order."""
    lists: list[list[int]] = [[] for _ in range(n)]
    for a, b in edges.tolist():
        lists[a].append(b)
        lists[b].append(a)
    return lists
