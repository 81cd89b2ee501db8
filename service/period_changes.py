"""What changed between two periods in each part of an area, and in the area as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from casework.access import Action, Viewer, require
from casework.sentence import Sentence
from data.store import Store
from service.areas import GRID, AreaStep, child_rows
from service.change_chance import LEVEL, more_than_chance
from service.change_words import change_said
from service.map_difference import Differences, chance_of_change
from service.period_scale import Ints


@dataclass(frozen=True)
class UnitChange:
    """What changed in one part.

    Attributes
    ----------
    step
        The part; None for what lies in no grid of the map, or for the whole.
    first, second
        ``n, m`` of each period.
    told
        Both values as they are told, the first period's first.
    change
        Second less first, as values are told; NaN where either has none.
    is_apart
        Whether it is more than chance, all parts looked at together.
    text
        All of it in one sentence.
    """

    step: AreaStep | None
    first: tuple[int, int]
    second: tuple[int, int]
    told: tuple[Sentence | str, Sentence | str]
    change: float
    is_apart: bool
    text: Sentence


def unit_changes(
    viewer: Viewer, store: Store, found: Differences, area: str | None
) -> tuple[UnitChange, ...]:
    """Return what changed in each part right below an area; last what lies in no grid, if any.

    Parameters
    ----------
    found
        From `service.map_difference.differences` for this area.

    Notes
    -----
    The parts add up to the area: ``n`` of all lines is the figure of the whole.
    """
    require(viewer, Action.VIEW_CASES)
    steps, part = child_rows(viewer, store, area, found.second.map_of)
    return _parts(found, list(steps), part)


def _parts(found: Differences, steps: list[AreaStep], part: Ints) -> tuple[UnitChange, ...]:
    sides = (found.first, found.second)
    counts = [
        [_summed(part, len(steps), side, one.in_all[place])
         for place, side in enumerate((one.n, one.m))]
        for one in sides
    ]  # fmt: skip
    if not (counts[0][0][-1] or counts[1][0][-1]):
        counts = [[side[:-1] for side in one] for one in counts]
    return _lines(found, [*steps, None][: len(counts[0][0])], counts)


def grid_changes(viewer: Viewer, found: Differences) -> tuple[UnitChange, ...]:
    """Return what changed in each grid of the area; last what lies in none, if any."""
    require(viewer, Action.VIEW_CASES)
    rows = np.flatnonzero(found.second.inside)
    frame = found.second.grids.frame
    part = np.full(len(frame), -1, dtype=np.int64)
    part[rows] = np.arange(len(rows))
    named = zip(*(frame[name].iloc[rows] for name in ("code", "name", "kind")), strict=True)
    return _parts(found, [AreaStep(code, name, GRID, kind) for code, name, kind in named], part)


def whole_change(viewer: Viewer, found: Differences) -> UnitChange:
    """Return what changed in the area as a whole, tested for itself."""
    require(viewer, Action.VIEW_CASES)
    counts = [[np.array([number]) for number in one.in_all] for one in (found.first, found.second)]
    return _lines(found, [None], counts)[0]


def _summed(part: Ints, parts: int, counts: Ints, in_all: int) -> Ints:
    """Return counts per part, and last what of all lies in none of them."""
    inside = part >= 0
    summed = np.bincount(part[inside], counts[inside], minlength=parts).astype(np.int64)
    return np.append(summed, in_all - int(summed.sum()))


def _lines(
    found: Differences, steps: list[AreaStep | None], counts: list[list[Ints]]
) -> tuple[UnitChange, ...]:
    (first_n, first_m), (second_n, second_m) = counts
    periods = (found.first.period, found.second.period)
    values = [
        found.scale.value(n, m, period)
        for (n, m), period in zip(counts, periods, strict=True)
    ]  # fmt: skip
    change = values[1] - values[0]
    chance = chance_of_change(found.indicator, periods, (first_n, second_n), (first_m, second_m))
    apart = more_than_chance(chance, ~np.isnan(change) & (first_n + second_n > 0), LEVEL)
    lines = []
    for row, step in enumerate(steps):
        sides = [(int(n[row]), int(m[row])) for n, m in counts]
        told = [
            found.scale.said(float(value[row]), *side)
            for value, side in zip(values, sides, strict=True)
        ]
        text = change_said(
            (told[1], found.second.name), (told[0], found.first.name),
            float(change[row]), found.scale, is_apart=bool(apart[row]),
        )  # fmt: skip
        lines.append(
            UnitChange(
                step, sides[0], sides[1], (told[0], told[1]), float(change[row]),
                bool(apart[row]), text,
            )
        )  # fmt: skip
    return tuple(lines)
