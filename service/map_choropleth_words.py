"""What a choropleth says: title, unit, the sentence of a grid, the notes under the legend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from casework.indicator import Form, Indicator
from casework.period import Period
from casework.sentence import Sentence
from geo.rates import LEAST_EXPECTED, LEAST_EXPOSURE, rate_interval, rates
from service.period_scale import Scale

if TYPE_CHECKING:
    from service.map_choropleth_counts import GridCounts

_SCHEMES: Final = {
    "quantile": Sentence("Classes: as many grids in each; zero is a class of its own."),
    "natural": Sentence(
        "Classes: natural breaks (Fisher-Jenks), where the figures leave gaps; zero is a class of"
        " its own."
    ),
}

# Sentences that tell how many cases there are: beside numbers shown they tell hidden ones.
_TELLING: Final = frozenset(
    {
        "{n} of those counted lie in no grid of this map.",
        "In all: {value}.",
        "In all in {period}: {value}.",
        "In all: {now} in {second}, {before} in {first}.",
        "{tested} grids compared with each other, {cases} cases. Grey: {left} grids with fewer than"
        " {least} households or without a neighbour.",
        "{n} cases.",
        "{n} cases; not drawn, for want of a position in this area: {left_out}.",
    }
)


@dataclass(frozen=True)
class Told:
    """What is told of: the figure, its period and moment, in which way."""

    indicator: Indicator
    period: Period
    as_of: datetime
    per: str
    scheme: str
    category: str | None

    @property
    def scale(self) -> Scale:
        """Return how values are told."""
        form = self.indicator.form if self.per == "itself" else Form.PER_THOUSAND
        return Scale(form, None)


def unit(told: Told) -> Sentence:
    """Return the unit of a value."""
    if told.per == "smoothed":
        return Sentence("per 1,000 households, smoothed")
    return told.scale.unit


def none(told: Told) -> Sentence:
    """Return what a grid without a value says."""
    if told.per == "itself":
        return told.scale.none
    return Sentence("Too few households to tell a rate")


def notes(
    told: Told, counts: GridCounts, values: NDArray[np.float64], is_little: NDArray[np.bool_]
) -> tuple[Sentence, ...]:
    """Return what has to be said under the legend."""
    known = values[~np.isnan(values)]
    is_level = len(known) > 1 and float(np.ptp(known)) < 1e-9
    return tuple(_notes(told, counts, int(is_little.sum()), is_level=is_level))


def without_numbers(said: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Return the notes that tell no count of cases."""
    return tuple(one for one in said if one.msgid not in _TELLING)


def _notes(told: Told, counts: GridCounts, little: int, *, is_level: bool) -> Iterator[Sentence]:
    if told.indicator.is_stock:
        yield Sentence("As it stands at {as_of}.", as_of=told.as_of)
    else:
        yield Sentence("{period}, as of {as_of}.", period=told.period.name, as_of=told.as_of)
    if told.category is not None:
        yield Sentence("Only {category}.", category=told.category)
    yield _in_all(told, counts)
    yield Sentence("Formula: {formula}.", formula=told.indicator.formula)
    yield _SCHEMES[told.scheme]
    if told.per == "smoothed":
        yield Sentence(
            "Smoothed by empirical Bayes (Marshall 1991): the fewer households a grid has, the"
            " more its rate is drawn to that of all grids."
        )
        if is_level:
            yield Sentence(
                "The rates of the grids differ no more than chance would make them: all are drawn"
                " to the rate of all."
            )
        yield Sentence(
            "Grey: fewer than {least} households ({n} grids).", least=LEAST_EXPOSURE, n=little
        )
    elif told.per == "households":
        yield Sentence(
            "Grey: fewer than {least} households, or fewer than {expected} cases to be expected"
            " at the rate of all ({n} grids): chance alone would move such a rate by half.",
            least=LEAST_EXPOSURE,
            expected=int(LEAST_EXPECTED),
            n=little,
        )
    if counts.elsewhere[0]:
        yield Sentence("{n} of those counted lie in no grid of this map.", n=counts.elsewhere[0])


def _in_all(told: Told, counts: GridCounts) -> Sentence:
    n, m = counts.in_all
    scale = Scale(told.indicator.form, None)
    value = float(scale.value(np.array([n]), np.array([m]), told.period)[0])
    return Sentence("In all: {value}.", value=scale.said(value, n, m))


def says(
    told: Told,
    counts: GridCounts,
    homes: NDArray[np.int64],
    values: NDArray[np.float64],
    inside: NDArray[np.bool_],
    is_little: NDArray[np.bool_],
) -> tuple[Sentence | None, ...]:
    """Return what each grid says under the mouse, None for those outside."""
    rows = np.flatnonzero(inside).tolist()
    spoken: list[Sentence | None] = [None] * len(inside)
    if told.per == "itself":
        for row in rows:
            spoken[row] = _said(told, counts, float(values[row]), row)
        return tuple(spoken)
    low, high = rate_interval(counts.n, homes)
    crude = rates(counts.n, homes)
    for row in rows:
        parts = {
            "name": told.indicator.name,
            "n": int(counts.n[row]),
            "households": int(homes[row]),
        }
        if is_little[row]:
            spoken[row] = Sentence(
                "{name}: {n}, {households} households: too few to tell a rate.", **parts
            )
        else:
            parts |= {"rate": f"{values[row]:.1f}", "crude": f"{crude[row]:.1f}"}
            parts |= {"low": f"{low[row]:.1f}", "high": f"{high[row]:.1f}"}
            spoken[row] = _rate(told, parts)
    return tuple(spoken)


def _rate(told: Told, parts: dict[str, object]) -> Sentence:
    if told.per == "smoothed":
        return Sentence(
            "{name}: {rate} per 1,000 households, smoothed; as counted {crude} ({n} of"
            " {households}; 95 of 100: {low} to {high}).",
            **parts,
        )
    return Sentence(
        "{name}: {rate} per 1,000 households ({n} of {households}; 95 of 100: {low} to {high}).",
        **parts,
    )


def _said(told: Told, counts: GridCounts, value: float, row: int) -> Sentence:
    n, m, waiting = int(counts.n[row]), int(counts.m[row]), int(counts.waiting[row])
    said = {"name": told.indicator.name, "value": told.scale.said(value, n, m)}
    if waiting:
        return Sentence("{name}: {value}; not yet due: {waiting}.", **said, waiting=waiting)
    return Sentence("{name}: {value}.", **said)
