"""Which code becomes which, on every level, with the ground and people that both share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
import shapely

from geo.metres import area_m2
from service.reorganise.district import LEVELS, District, Grid, Unit

PAIR: Final = ["old_code", "new_code"]
SHARED: Final = ["area_m2", "households", "open_cases"]
COLUMNS: Final = ["level", "old_code", "old_name", "new_code", "new_name", "kind", *SHARED]


def shared_ground(before: District, after: District) -> pd.DataFrame:
    """Return ``old_code, new_code, area_m2`` of every two grids of which one comes from the other.

    Ground is measured where a new grid has parts of several old ones and each went to several.
    """
    pairs = [(o, one.code) for one in after.grids.values() for o in one.origins]
    frame = pd.DataFrame(sorted(pairs), columns=PAIR, dtype=object)
    then, now = before.shapes(), after.shapes()
    old = frame["old_code"].map(dict(zip(then["code"], then["area_m2"], strict=True)))
    new = frame["new_code"].map(dict(zip(now["code"], now["area_m2"], strict=True)))
    is_whole = ~frame["new_code"].duplicated(keep=False)
    is_swallowed = ~frame["old_code"].duplicated(keep=False)
    area = new.where(is_whole, old.where(is_swallowed, np.nan))
    areas = area.to_numpy(dtype=float, copy=True)
    unknown = np.isnan(areas)
    common = [
        shapely.intersection(before.grids[o].shape, after.grids[n].shape)
        for (o, n), is_it in zip(sorted(pairs), unknown, strict=True)
        if is_it
    ]
    areas[unknown] = area_m2(np.array(common, dtype=object))
    return frame.assign(area_m2=areas)


def crosswalk(
    before: District,
    after: District,
    ground: pd.DataFrame,
    homes: pd.DataFrame,
    matters: pd.DataFrame,
) -> pd.DataFrame:
    """Return the table of codes: `COLUMNS`, from the largest units to the grids, by old code.

    Parameters
    ----------
    ground
        Of `shared_ground`.
    homes, matters
        ``before, after`` of households and open cases: grid codes, None for none.
    """
    pairs = _with_people(ground, homes, matters)
    parts = [_named(_kinds(pairs, before.grids, after.grids), "grid", before.grids, after.grids)]
    old_paths = {code: before.path(grid) for code, grid in before.grids.items()}
    new_paths = {code: after.path(grid) for code, grid in after.grids.items()}
    for level in reversed(LEVELS):
        then = {code: unit for code, unit in before.units.items() if unit.level == level}
        now = {code: unit for code, unit in after.units.items() if unit.level == level}
        # Units share what their grids share, and a decision even where they have no grid.
        of_grids = pairs.assign(
            old_code=_at(old_paths, pairs["old_code"], level),
            new_code=_at(new_paths, pairs["new_code"], level),
        ).dropna(subset=PAIR)
        told = [(o, unit.code) for unit in now.values() for o in unit.origins if o in then]
        decided = pd.DataFrame(told, columns=PAIR, dtype=object)
        decided = decided.assign(is_stray=False, **dict.fromkeys(SHARED, 0))
        both = pd.concat([of_grids, decided], ignore_index=True)
        rules = {name: "sum" for name in SHARED} | {"is_stray": "min"}
        summed = both.groupby(PAIR, sort=True).agg(rules).reset_index()
        parts.append(_named(_kinds(summed, then, now), level, then, now))
    return pd.concat(reversed(parts), ignore_index=True)


def heirs_of(walk: pd.DataFrame) -> dict[str, str]:
    """Return for each old grid the new one with most of its households, then most of its ground."""
    grids = walk.loc[walk["level"] == "grid"]
    order = ["old_code", "households", "area_m2", "new_code"]
    first = grids.sort_values(order, ascending=[True, False, False, True]).drop_duplicates(
        "old_code"
    )
    return dict(zip(first["old_code"], first["new_code"], strict=True))


def _at(paths: Mapping[str, Mapping[str, str]], codes: pd.Series, level: str) -> pd.Series:
    """Return the unit of a level above each grid, None for none."""
    found = [paths.get(code, {}).get(level) for code in codes]
    return pd.Series(found, index=codes.index, dtype=object)


def _with_people(ground: pd.DataFrame, homes: pd.DataFrame, matters: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of grids with what they share; one that shares people only is a stray."""
    counted = [
        frame.dropna(subset=["before", "after"])
        .groupby(["before", "after"])
        .size()
        .rename_axis(PAIR)
        .rename(name)
        for name, frame in (("households", homes), ("open_cases", matters))
    ]
    pairs = ground.set_index(PAIR).assign(is_stray=False)
    joined = pairs.join(pd.concat(counted, axis=1), how="outer")
    filled = joined.assign(
        is_stray=joined["area_m2"].isna(),
        area_m2=joined["area_m2"].fillna(0.0),
        households=joined["households"].fillna(0).astype(int),
        open_cases=joined["open_cases"].fillna(0).astype(int),
    )
    return filled.reset_index().sort_values(PAIR, ignore_index=True)


def _kinds(
    pairs: pd.DataFrame, before: Mapping[str, Unit | Grid], after: Mapping[str, Unit | Grid]
) -> pd.DataFrame:
    """Return the pairs with their kind, as both codes and their other pairs tell."""
    true = pairs.loc[~pairs["is_stray"].astype(bool)]
    becomes = pairs["old_code"].map(true["old_code"].value_counts()).fillna(1)
    comes_from = pairs["new_code"].map(true["new_code"].value_counts()).fillna(1)
    goes_on = pairs["old_code"].isin(list(after))
    was_there = pairs["new_code"].isin(list(before))
    kind = np.select(
        [
            (pairs["old_code"] == pairs["new_code"]).to_numpy(dtype=bool),
            (pairs["is_stray"].astype(bool) | (goes_on & was_there)).to_numpy(dtype=bool),
            goes_on.to_numpy(dtype=bool),
            (becomes > 1).to_numpy(dtype=bool),
            (comes_from > 1).to_numpy(dtype=bool),
        ],
        ["same", "moved", "extracted", "split", "merged"],
        "moved",
    )
    return pairs.assign(kind=kind)


def _named(
    pairs: pd.DataFrame,
    level: str,
    before: Mapping[str, Unit | Grid],
    after: Mapping[str, Unit | Grid],
) -> pd.DataFrame:
    then: dict[str, str] = {code: one.name for code, one in before.items()}
    now: dict[str, str] = {code: one.name for code, one in after.items()}
    named = pairs.assign(
        level=level,
        old_name=pairs["old_code"].map(then).astype(object),
        new_name=pairs["new_code"].map(now).astype(object),
        households=pairs["households"].astype(int),
        open_cases=pairs["open_cases"].astype(int),
        area_m2=pairs["area_m2"].astype(float),
    )
    return named[COLUMNS]
