"""What was found as rows, for files and other programs: one for each grid, without any person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from geo.hot_spots import COLD, HIGH_ALONE, HOT, LOW_ALONE, NOT_APART
from geo.rates import rates, smoothed

if TYPE_CHECKING:
    from pathlib import Path

    from service.hot_spots.ask import SpotAsk
    from service.hot_spots.categories import ByCategory
    from service.hot_spots.found import HotSpots
    from service.hot_spots.places import SpotPlace

KIND_KEYS: Final = {
    HOT: "hot",
    HIGH_ALONE: "more_than_around",
    NOT_APART: "not_apart",
    LOW_ALONE: "fewer_than_around",
    COLD: "cold",
}
_DIGITS: Final = {"rate": 2, "smoothed_rate": 2, "expected": 2, "z": 3, "p": 6, "q": 6}


def columns_of(found: HotSpots) -> dict[str, NDArray[np.generic]]:
    """Return a column for each thing known of the grids, in the order of the map's grids.

    ``code, name, community, cases, households, rate, smoothed_rate`` (per 1,000 households),
    ``expected, z, p, q, kind`` (`KIND_KEYS`, or ``too_little``) and ``course``.
    """
    ground, spots, cases = found.ground, found.spots, found.counts.cases
    named = ground.grids.unit_names
    parents = [one if isinstance(one, str) else "" for one in ground.grids.frame["parent_code"]]
    kinds = [KIND_KEYS[kind] for kind in spots.kind.tolist()]
    columns: dict[str, NDArray[np.generic]] = {
        "code": np.array(ground.grids.codes, dtype=object),
        "name": ground.grids.frame["name"].to_numpy(dtype=object),
        "community": np.array([named.get(code, code) for code in parents], dtype=object),
        "cases": cases,
        "households": ground.homes,
        "rate": rates(cases, ground.homes),
        "smoothed_rate": smoothed(cases, ground.homes).rate,
        "expected": spots.expected,
        "z": spots.z,
        "p": spots.p,
        "q": spots.q,
        "kind": np.where(spots.is_said, kinds, "too_little").astype(object),
        "course": np.array([one or "" for one in found.courses], dtype=object),
    }
    return columns


def as_json(found: HotSpots) -> dict[str, Any]:
    """Return everything as plain values: settings, grids, places; sentences as they are."""
    ask, spots = found.ask, found.spots
    return {
        "what": ask.what,
        "figure": ask.key,
        "period": ask.period.key,
        "as_of": found.as_of.isoformat(),
        "area": ask.area,
        "category": ask.category,
        "statistic": ask.statistic,
        "false_discovery": ask.false_discovery,
        "seed": ask.seed,
        "most_draws": spots.most_draws,
        "variation": round(spots.variation, 4),
        "tested": spots.tested,
        "flagged": spots.flagged,
        "unsaid": spots.unsaid,
        "periods_before": [one.key for one in found.before],
        "grids": _rows(found),
        "places": [_place(one) for one in found.places],
        "fading": [_place(one) for one in found.fading],
        "sentences": list(found.sentences),
    }


def categories_as_json(ask: SpotAsk, found: ByCategory) -> dict[str, Any]:
    """Return where each category gathers as plain values; sentences as they are."""
    return {
        "what": ask.what,
        "period": ask.period.key,
        "area": ask.area,
        "statistic": ask.statistic,
        "false_discovery": ask.false_discovery,
        "seed": ask.seed,
        "asked": list(found.asked),
        "gathering": [
            {
                "category": one.category,
                "cases": one.cases,
                "places": [_place(place) for place in one.places],
            }
            for one in found.gathering
        ],
        "sentences": list(found.sentences),
    }


def write_spots(viewer: Viewer, found: HotSpots, path: Path) -> int:
    """Write the grids into a file by its ending and return how many.

    Parameters
    ----------
    path
        ``.csv``, ``.xlsx`` and other tables; ``.geojson``, ``.gpkg`` and other maps with the
        shapes of the grids.

    Raises
    ------
    CaseworkError
        When the viewer may not export.
    DataError
        When the ending is not one we write.
    """
    require(viewer, Action.EXPORT)
    import geopandas as gpd
    import pandas as pd

    from data.writers.files import write_table

    shapes = found.ground.grids.frame.geometry[found.ground.inside]
    frame = gpd.GeoDataFrame(pd.DataFrame(_rows(found)), geometry=shapes.to_list(), crs=shapes.crs)
    write_table(path, frame)
    return len(frame)


def _rows(found: HotSpots) -> list[dict[str, Any]]:
    columns = {
        name: np.round(column.astype(float), _DIGITS[name]) if name in _DIGITS else column
        for name, column in columns_of(found).items()
    }
    rows = np.flatnonzero(found.ground.inside).tolist()
    return [{name: _plain(column[row]) for name, column in columns.items()} for row in rows]


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and np.isnan(value) else value


def _place(one: SpotPlace) -> dict[str, Any]:
    return {
        "grids": list(one.codes),
        "communities": list(one.communities),
        "cases": one.cases,
        "expected": round(one.expected, 1),
        "households": one.households,
        "mostly": one.mostly,
        "courses": dict(one.courses),
        "text": one.text,
    }
