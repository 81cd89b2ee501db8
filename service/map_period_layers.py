"""Colourings of the grids in several periods: one set of classes, so that colours mean the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from casework.access import Action, Viewer, require
from casework.indicator import Indicator
from casework.sentence import Sentence
from data.store import Store
from service.figure_asked import indicator_of
from service.map_layer import LayerClass, MapLayer
from service.map_measures import classify
from service.map_periods import GridFigures, PeriodAsk, period_figures, totals_of
from service.map_view import MapData
from service.period_scale import Floats, Ints, Scale


@dataclass(frozen=True)
class PeriodClasses:
    """A figure per grid in several periods, all in the same classes.

    Attributes
    ----------
    figures
        Of each period.
    values, of
        Of each period: values as they are shown, and their classes, -1 for none.
    lows, highs
        Smallest and largest value in each class, over all periods.
    """

    indicator: Indicator
    scale: Scale
    figures: tuple[GridFigures, ...]
    values: tuple[Floats, ...]
    of: tuple[Ints, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]

    def numbers(self, period: int) -> list[int]:
        """Return how many grids are in each class in one of the periods."""
        of = self.of[period]
        return [int(n) for n in np.bincount(of[of >= 0], minlength=len(self.lows))]


def period_classes(
    viewer: Viewer, store: Store, ask: PeriodAsk, now: datetime, scheme: str = "quantile"
) -> PeriodClasses:
    """Return a figure per grid in several periods, in classes of all their values together.

    Parameters
    ----------
    scheme
        ``quantile`` or ``natural``.

    Raises
    ------
    CaseworkError, ServiceError
        As `service.map_periods.period_figures`.
    """
    require(viewer, Action.VIEW_CASES)
    found = period_figures(viewer, store, ask, now)
    indicator = indicator_of(ask.figure)
    scale = ask.scale([one.period for one in found])
    values = np.round(np.concatenate([one.values for one in found]), scale.digits)
    classes = classify(values, scheme)
    ends = np.cumsum([len(one.values) for one in found])[:-1]
    return PeriodClasses(
        indicator,
        scale,
        found,
        tuple(np.split(values, ends)),
        tuple(np.split(classes.of, ends)),
        classes.lows,
        classes.highs,
    )


def period_layers(
    viewer: Viewer, store: Store, ask: PeriodAsk, now: datetime, scheme: str = "quantile"
) -> tuple[MapLayer, ...]:
    """Return one colouring per period, all in the same classes; asked for like their classes."""
    require(viewer, Action.VIEW_CASES)
    found = period_classes(viewer, store, ask, now, scheme)
    data = MapData.of(store)
    return tuple(
        _layer(found, number, data.household_counts(one.grids))
        for number, one in enumerate(found.figures)
    )


def _layer(found: PeriodClasses, period: int, homes: Ints) -> MapLayer:
    figures = found.figures[period]
    bounds = zip(found.numbers(period), found.lows, found.highs, strict=True)
    said = {"name": found.indicator.name, "period": figures.name}
    return MapLayer(
        grids=figures.grids.token,
        title=Sentence("{name}, {period}", **said),
        unit=found.scale.unit,
        none=found.scale.none,
        values=found.values[period],
        of=found.of[period],
        classes=tuple(LayerClass(n, row, low, high) for row, (n, low, high) in enumerate(bounds)),
        palette="ramp",
        inside=figures.inside,
        totals=totals_of(figures, homes),
        notes=_notes(found, figures),
        says=tuple(_says(found.scale, figures, row) for row in range(len(figures.n))),
        digits=found.scale.digits,
        columns={
            "code": np.array(figures.grids.codes, dtype=object),
            "n": figures.n,
            "m": figures.m,
        },
    )


def _notes(found: PeriodClasses, figures: GridFigures) -> tuple[Sentence, ...]:
    in_all = Sentence(
        "In all in {period}: {value}.",
        period=figures.name,
        value=figures.told_in_all(found.scale)[1],
    )
    if not found.indicator.depends_on_moment:
        return (in_all,)
    return (in_all, Sentence("As it stood when each period ended."))


def _says(scale: Scale, figures: GridFigures, row: int) -> Sentence | None:
    if not figures.inside[row] or np.isnan(figures.values[row]):
        return None
    return Sentence("{period}: {value}", period=figures.name, value=figures.told(scale, row))
