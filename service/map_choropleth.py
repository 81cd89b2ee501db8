"""Any figure of the registry per grid: as it is, per 1,000 households, or smoothed; in classes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.indicator import Form, Indicator
from casework.indicators import INDICATORS
from casework.period import Period
from data.settings_store import office_zone
from data.store import Store
from geo.rates import rates, smoothed, too_few
from service.errors import ServiceError
from service.map_choropleth_counts import GridCounts, grid_counts
from service.map_choropleth_words import Told, none, notes, says, unit
from service.map_layer import LayerClass, MapLayer
from service.map_measures import SCHEMES, Classes, classify
from service.map_view import GridLayer, MapData

Per = Literal["itself", "households", "smoothed"]
PERS: Final[tuple[Per, ...]] = get_args(Per)
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_COUNTED: Final = (Form.COUNT, Form.PER_THOUSAND)


@dataclass(frozen=True)
class ChoroplethAsk:
    """What the grids are coloured by.

    Attributes
    ----------
    key
        Of a figure of the registry.
    period
        The days it is about, in the office's time zone.
    as_of
        The moment it is looked at (aware), now for None.
    area, category
        Code of an organisation unit, a category as stored with the case; None does not narrow.
    scheme
        ``quantile`` or ``natural``: how figures are put in classes.
    per
        ``itself``; ``households``: the count per 1,000 households; ``smoothed``: the same, drawn
        towards the rate of all grids the more, the fewer households a grid has.
    """

    key: str
    period: Period
    as_of: datetime | None = None
    area: str | None = None
    category: str | None = None
    scheme: str = "quantile"
    per: Per = "itself"


@dataclass(frozen=True)
class Choropleth:
    """A figure per grid: as a layer of the map, and what was counted for it."""

    layer: MapLayer
    counts: GridCounts


def choropleth(viewer: Viewer, store: Store, ask: ChoroplethAsk, now: datetime) -> MapLayer:
    """Return a figure per grid, in at most five classes and one of zero.

    The map is that of the day of `as_of`; each case counts in the grid it lies in on it.

    Raises
    ------
    CaseworkError
        When the viewer may not see cases.
    ServiceError
        When there is no such figure or scheme, a share is asked for per household, or the viewer
        sees no grid of the area.
    """
    require(viewer, Action.VIEW_CASES)
    return counted_choropleth(viewer, store, ask, now).layer


def counted_choropleth(
    viewer: Viewer, store: Store, ask: ChoroplethAsk, now: datetime
) -> Choropleth:
    """Return the same with what was counted, asked for and refused like `choropleth`."""
    require(viewer, Action.VIEW_CASES)
    indicator = _indicator(ask)
    as_of = ask.as_of or now
    with store.read() as conn:
        on = as_of.astimezone(office_zone(conn)).date()
    data = MapData.of(store)
    grids = data.grids(on)
    inside = inside_of(viewer, grids, ask.area)
    counts = grid_counts(
        viewer, store, ask.key, ask.period, as_of, grids, on, ask.area, ask.category
    )
    homes = data.household_counts(grids)
    values, is_little = _values(indicator, ask.per, counts, homes, inside)
    told = Told(indicator, ask.period, as_of, ask.per, ask.scheme, ask.category)
    classes = classify(np.round(values, told.scale.digits), ask.scheme)
    layer = MapLayer(
        grids=grids.token,
        title=indicator.name,
        unit=unit(told),
        none=none(told),
        values=values,
        of=classes.of,
        classes=_layer_classes(classes),
        palette="ramp",
        inside=inside,
        totals=_totals(counts, homes, inside),
        notes=notes(told, counts, values, is_little),
        says=says(told, counts, homes, values, inside, is_little),
        digits=told.scale.digits,
        columns=_columns(grids, counts, homes, values),
    )
    return Choropleth(layer, counts)


def inside_of(viewer: Viewer, grids: GridLayer, area: str | None) -> Bools:
    """Return which grids lie in the viewer's part and in the area asked for.

    Raises
    ------
    ServiceError
        When the area holds no grid that the viewer sees.
    """
    inside = grids.within(viewer.scope) & grids.within(area)
    if area is not None and not inside.any():
        raise ServiceError(
            "There is no grid of the area {area} that you see into: choose another area, or the"
            " whole district.",
            area=area,
        )
    return inside


def _indicator(ask: ChoroplethAsk) -> Indicator:
    if ask.key not in INDICATORS:
        raise ServiceError(
            "There is no figure {key}: choose one of {known}.",
            key=ask.key,
            known=", ".join(INDICATORS),
        )
    if ask.scheme not in SCHEMES:
        raise ServiceError(
            "There is no way {scheme} to make classes: choose one of {known}.",
            scheme=ask.scheme,
            known=", ".join(SCHEMES),
        )
    found = INDICATORS[ask.key]
    if ask.per != "itself" and found.form not in _COUNTED:
        raise ServiceError(
            "{name} is not a count, so there is none of it per household: ask for it as it is.",
            name=found.name,
        )
    return found


def _values(
    indicator: Indicator,
    per: Per,
    counts: GridCounts,
    homes: NDArray[np.int64],
    inside: Bools,
) -> tuple[Floats, Bools]:
    """Return values as they are told, NaN for none, and where there is too little to tell one."""
    nowhere = np.zeros(len(inside), dtype=bool)
    if per == "itself":
        values = told_values(indicator.form, counts)
        return np.where(inside, values, np.nan), nowhere
    n, of = counts.n[inside], homes[inside]
    is_smooth = per == "smoothed"
    told = smoothed(n, of).rate if is_smooth else rates(n, of)
    is_little = nowhere.copy()
    is_little[inside] = too_few(n, of, least_expected=0) if is_smooth else too_few(n, of)
    values = np.full(len(inside), np.nan)
    values[inside] = told
    values[is_little] = np.nan
    return values, is_little


def told_values(form: Form, counts: GridCounts) -> Floats:
    """Return the value of each grid as it is told; NaN where there is nothing to divide by."""
    if form is Form.COUNT:
        return counts.n.astype(np.float64)
    times = {Form.SHARE: 100.0, Form.PER_THOUSAND: 1000.0}.get(form, 1.0)
    values = np.full(len(counts.n), np.nan)
    np.divide(counts.n * times, counts.m, out=values, where=counts.m > 0)
    return values


def _layer_classes(classes: Classes) -> tuple[LayerClass, ...]:
    described = zip(classes.counts, classes.lows, classes.highs, strict=True)
    return tuple(
        LayerClass(grids, tone, low, high) for tone, (grids, low, high) in enumerate(described)
    )


def _totals(counts: GridCounts, homes: NDArray[np.int64], inside: Bools) -> dict[str, int]:
    return {
        "grids": int(inside.sum()),
        "households": int(homes[inside].sum()),
        "cases": counts.in_all[0],
        "unplaced": counts.elsewhere[0],
    }


def _columns(
    grids: GridLayer, counts: GridCounts, homes: NDArray[np.int64], values: Floats
) -> dict[str, NDArray[np.generic]]:
    named = grids.unit_names
    parents = [code if isinstance(code, str) else "" for code in grids.frame["parent_code"]]
    return {
        "code": np.array(grids.codes, dtype=object),
        "name": grids.frame["name"].to_numpy(dtype=object),
        "community": np.array([named.get(code, code) for code in parents], dtype=object),
        "n": counts.n,
        "m": counts.m,
        "not_yet_due": counts.waiting,
        "households": homes,
        "value": values,
    }
