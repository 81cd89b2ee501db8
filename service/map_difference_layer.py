"""The change between two periods as a colouring of the grids, symmetric around "no change"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.indicator import Form
from casework.sentence import Sentence
from data.store import Store
from service.change_chance import LEVEL
from service.change_words import change_said, range_said
from service.map_difference import Differences, differences
from service.map_layer import LayerClass, MapLayer
from service.map_periods import PeriodAsk, totals_of
from service.map_view import MapData
from service.period_scale import Floats, Ints, Scale

# Which tones of the palette so many classes to each side take.
_TONES: Final[Mapping[int, tuple[int, ...]]] = {0: (), 1: (2,), 2: (1, 3), 3: (1, 2, 3)}
_MOST: Final = 3


def difference_layer(
    viewer: Viewer, store: Store, ask: PeriodAsk, now: datetime, *, shows_all: bool = False
) -> MapLayer:
    """Return the change per grid in classes that are symmetric around "no change".

    Parameters
    ----------
    shows_all
        Colour also what may be chance; what each grid says, says so all the same.
    """
    require(viewer, Action.VIEW_CASES)
    found = differences(viewer, store, ask, now)
    change = np.round(found.change, found.scale.digits)
    known = ~np.isnan(change)
    coloured = known & (change != 0) & (found.is_apart | shows_all)
    bounds = class_bounds(np.abs(change[coloured]), found.scale.digits)
    tones = tones_of(change, coloured, bounds)
    order = [*(-tone for tone in _TONES[len(bounds)]), 0, *_TONES[len(bounds)]]
    classes = _classes(order, tones[known], bounds, found, shows_all=shows_all)
    row_of = {tone: row for row, tone in enumerate(sorted(order))}
    of = np.array([row_of[tone] for tone in tones.tolist()], dtype=np.int64)
    homes = MapData.of(store).household_counts(found.second.grids)
    return MapLayer(
        grids=found.second.grids.token,
        title=Sentence("{name}: change", name=found.indicator.name),
        unit=_unit(found.scale),
        none=found.scale.none,
        values=change,
        of=np.where(known, of, -1),
        classes=classes,
        palette="diverging",
        inside=found.second.inside,
        totals=totals_of(found.second, homes),
        notes=_notes(found, shows_all=shows_all),
        says=tuple(_says(found, row) for row in range(len(change))),
        digits=found.scale.digits,
        columns=_columns(found),
    )


def class_bounds(sizes: Floats, digits: int) -> tuple[float, ...]:
    """Return the upper bounds of up to three classes of sizes above zero, about as many in each."""
    distinct = np.unique(np.round(sizes, digits))
    if len(distinct) > _MOST:
        cuts = np.quantile(sizes, [1 / 3, 2 / 3], method="lower")
        distinct = np.unique(np.round([*cuts, distinct[-1]], digits))
    return tuple(float(bound) for bound in distinct)


def tones_of(change: Floats, coloured: NDArray[np.bool_], bounds: tuple[float, ...]) -> Ints:
    """Return the tone of each change: 0 where it is not coloured, else by its size and way."""
    tones = np.zeros(len(change), dtype=np.int64)
    if bounds:
        place = np.searchsorted(bounds, np.abs(change[coloured]))
        size = np.array(_TONES[len(bounds)])[np.minimum(place, len(bounds) - 1)]
        tones[coloured] = np.sign(change[coloured]).astype(np.int64) * size
    return tones


def _classes(
    order: list[int],
    tones: Ints,
    bounds: tuple[float, ...],
    found: Differences,
    *,
    shows_all: bool,
) -> tuple[LayerClass, ...]:
    step = 10.0**-found.scale.digits
    lows = tuple(low + step for low in (0.0, *bounds[:-1]))[: len(bounds)]
    sizes = dict(zip(_TONES[len(bounds)], zip(lows, bounds, strict=True), strict=True))
    made = []
    for tone in sorted(order):
        number = int((tones == tone).sum())
        if tone == 0:
            still = Sentence("no change") if shows_all else Sentence("no change beyond chance")
            made.append(LayerClass(number, 0, label=still))
        else:
            low, high = sizes[abs(tone)]
            label = range_said(low, high, tone, found.scale)
            made.append(LayerClass(number, tone, low * np.sign(tone), high * np.sign(tone), label))
    return tuple(made)


def _unit(scale: Scale) -> Sentence:
    if scale.form is Form.SHARE:
        return Sentence("in percentage points")
    return scale.unit


def _says(found: Differences, row: int) -> Sentence | None:
    if not found.second.inside[row]:
        return None
    if not found.is_same[row]:
        return Sentence(
            "This grid was not the same throughout both periods: choose to count on today's map."
        )
    return change_said(
        (found.second.told(found.scale, row), found.second.name),
        (found.first.told(found.scale, row), found.first.name),
        float(found.change[row]),
        found.scale,
        is_apart=bool(found.is_apart[row]),
    )


def _notes(found: Differences, *, shows_all: bool) -> tuple[Sentence, ...]:
    known = ~np.isnan(found.change)
    notes = [
        Sentence(
            "In all: {now} in {second}, {before} in {first}.",
            now=found.second.told_in_all(found.scale)[1],
            second=found.second.name,
            before=found.first.told_in_all(found.scale)[1],
            first=found.first.name,
        ),
        Sentence(
            "Beyond chance: {n} of {m} grids (exact test, all grids together after"
            " Benjamini-Hochberg: {level} in 100 of those named may be chance all the same).",
            n=int((found.is_apart & known).sum()),
            m=int(known.sum()),
            level=round(LEVEL * 100),
        ),
    ]
    if shows_all:
        notes.append(Sentence("Coloured are all changes, those that may be chance as well."))
    if found.indicator.depends_on_moment:
        notes.append(Sentence("As it stood when each period ended."))
    lost = int((~found.is_same & found.second.inside).sum())
    if lost:
        notes.append(
            Sentence(
                "{n} grids were not the same throughout both periods: they are left grey.", n=lost
            )
        )
    return tuple(notes)


def _columns(found: Differences) -> dict[str, NDArray[np.generic]]:
    codes = np.array(found.second.grids.codes, dtype=object)
    return {
        "code": codes,
        "first_n": found.first.n,
        "first_m": found.first.m,
        "second_n": found.second.n,
        "second_m": found.second.m,
        "change": found.change,
        "chance": found.chance,
        "is_beyond_chance": found.is_apart,
    }
