"""How many requests of each community carry each tag, and which of these numbers may be shown.

The guard looks at the whole district at once, with the sums of every level above the communities:
whoever goes from the district to a street and to its communities, or from one viewer's screen to
another's, finds the same numbers hidden.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from casework.indicator import Indicator, Window
from casework.indicators import INDICATORS
from data.settings_store import setting
from data.store import Store
from data.voice_store import counts_across
from service.figure_groups import By, areas_above
from service.figure_places import areas_then, has_history
from service.map_kept import Kept
from service.publication import guard

Tag = Literal["voice", "wish"]
# The figure whose rows carry the tag.
FIGURE_OF: Final[dict[Tag, str]] = {"voice": "voiced", "wish": "needs_per_1000"}
LEVELS: Final[tuple[By, ...]] = ("community", "street", "county", "city")
# Of everything: no area, no tag.
ALL: Final = "*"
_kept = Kept(120)


@dataclass(frozen=True)
class TagCounts:
    """Requests of a period by area and tag, of every level, each with whether it may be shown.

    Attributes
    ----------
    counts, shown
        By level, area and tag; the tag `ALL` is the sum of an area.  The level `ALL` with the area
        None is the whole district.  Requests in no area of a level have the area None.
    alone
        By level the one area in which all requests lie; such a level is not told apart.
    """

    counts: Mapping[tuple[str, Hashable, str], int]
    shown: Mapping[tuple[str, Hashable, str], bool]
    alone: Mapping[str, Hashable]
    k: int

    def number(self, level: str, area: Hashable, tag: str) -> int | None:
        """Return a number, None where it is hidden."""
        if level in self.alone and area != self.alone[level]:
            return 0
        key = (ALL, None, tag) if level in self.alone else (level, area, tag)
        return self.counts.get(key, 0) if self.shown.get(key, True) else None

    def told_share(self, level: str) -> float:
        """Return the part of an area level's numbers above nothing that is shown; 0 for none."""
        told = [
            self.shown.get(key, True) for key, n in self.counts.items() if key[0] == level and n
        ]
        return sum(told) / len(told) if told else 0.0


def tag_counts(store: Store, tag: Tag, window: Window) -> TagCounts:
    """Return the guarded counts of a period; the caller has asked whether the viewer may."""
    # By its share of the households a count would be hidden like the count itself.
    indicator = INDICATORS[FIGURE_OF[tag]]
    cells = _cells(store, indicator, tag, window)
    with store.read() as conn:
        k = int(str(setting(conn, "publication_k")))
    mark = (k, tuple(cells.itertuples(index=False, name=None)))
    return _kept.get(mark, lambda: _guarded(cells, k))


def _cells(store: Store, indicator: Indicator, tag: Tag, window: Window) -> pd.DataFrame:
    """Return one row per area of the finest level and tag: the levels, ``tag, n``."""
    is_dated = has_history(store)
    with store.read() as conn:
        found = counts_across(conn, indicator, window, tag, "code" if is_dated else "grid_code")
        above: dict[str, Mapping[Any, str | None]] = {}
        if not is_dated:
            above = {level: areas_above(conn, level) or {} for level in LEVELS}
    if is_dated:
        above = {level: areas_then(store, level).to_dict() for level in LEVELS}
    for level in LEVELS:
        found[level] = found["place"].map(above[level]).astype(object)
    found[list(LEVELS)] = found[list(LEVELS)].where(found[list(LEVELS)].notna(), None)
    keys = [*LEVELS, "tag"]
    grouped = found.groupby(keys, dropna=False, sort=True)["n"].sum().reset_index()
    return grouped.astype({name: object for name in keys}).where(grouped.notna(), None)


def _guarded(cells: pd.DataFrame, k: int) -> TagCounts:
    ways = _sums_told(cells)
    # A sum of one cell is the cell.
    given = [key for key, labels in ways.items() if len(set(labels)) < len(labels)]
    values = cells["n"].to_numpy(dtype=np.int64)
    # What lies in no area has no line, and tells nothing of the people of a place.
    nowhere = cells["community"].isna().to_numpy(dtype=bool) & (
        len(cells["community"].dropna()) > 0
    )
    sums = [ways[key] for key in given]
    found = guard(values, [None] * len(values), k, sums, unseen=nowhere)
    flags = dict(zip(given, found.totals[1:-1], strict=True))
    counts: dict[tuple[str, Hashable, str], int] = {(ALL, None, ALL): int(values.sum())}
    shown: dict[tuple[str, Hashable, str], bool] = {
        (ALL, None, ALL): found.totals[-1].get(None, True)
    }
    for key, labels in ways.items():
        may = flags.get(key) or dict(zip(labels, found.shown.tolist(), strict=True))
        for label, number in zip(labels, values.tolist(), strict=True):
            place = (key[0], *label)
            counts[place] = counts.get(place, 0) + number
            shown[place] = may[label]
    alone: dict[str, Any] = {
        level: cells[level].iat[0] for level in LEVELS if cells[level].nunique(False) == 1
    }
    return TagCounts(counts, shown, alone, k)


def _sums_told(cells: pd.DataFrame) -> dict[tuple[str, bool], list[tuple[Hashable, str]]]:
    """Return of each level the area and tag of every cell, and the area alone."""
    tags = cells["tag"].tolist()
    ways: dict[tuple[str, bool], list[tuple[Hashable, str]]] = {
        (ALL, True): [(None, tag) for tag in tags]
    }
    for level in LEVELS:
        areas = cells[level].tolist()
        # One area that is everything has the sums of everything.
        if len(set(areas)) > 1:
            ways[level, True] = list(zip(areas, tags, strict=True))
            ways[level, False] = [(area, ALL) for area in areas]
    return ways
