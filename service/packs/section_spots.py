"""The hot spots of a pack as a table: where, how large, how many, since when."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from casework.period import Period
from casework.sentence import Sentence, Term
from geo.rates import rates
from service.hot_spots.finding import hot_spots
from service.hot_spots.found import HotSpots
from service.hot_spots.places import SpotPlace
from service.packs.deck import Cell, Table
from service.packs.section import SectionAsk
from service.packs.section_tables import (
    count_column,
    number_cell,
    said_cell,
    text_cell,
    word_column,
)
from service.packs.words import Words

# Communities that are named of one hot spot; how many more there are is said.
_NAMED = 2


def spots_table(ask: SectionAsk, found: HotSpots, places: tuple[SpotPlace, ...]) -> Table:
    """Return hot spots, numbered as on the map, the most cases above what is expected first."""
    hot = _hot_before(ask, found)
    rows = [
        (
            text_cell(number),
            Cell(_where(found, one)),
            number_cell(len(one.codes)),
            Cell(Words.same(f"{_km2(found, one):.2f}"), round(_km2(found, one), 2)),
            number_cell(one.cases),
            Cell(Words.same(f"{one.expected:.1f}"), round(one.expected, 1)),
            number_cell(one.households),
            _rate(one),
            said_cell(_since(found, one, hot)),
            text_cell(one.mostly),
        )
        for number, one in enumerate(places, start=1)
    ]
    return Table(
        "hot_spots",
        Words.of(Term("Hot spots beyond chance")),
        (
            word_column("number", Term("No."), 0.4),
            word_column("where", Term("Where"), 2.1),
            count_column("grids", Term("Grids"), 0.6, Term("number of grids")),
            count_column("area", Term("Size"), 0.7, Term("km²")),
            count_column("cases", Term("Cases in it"), 0.7),
            count_column("expected", Term("Expected"), 0.8, Term("cases")),
            count_column("homes", Term("Households"), 0.9, Term("households")),
            count_column("rate", Term("Rate"), 1.1, Term("per 1,000 households")),
            word_column("since", Term("Hot since"), 1.1),
            word_column("mostly", Term("Mostly about"), 1.1),
        ),
        tuple(rows),
    )


def _where(found: HotSpots, one: SpotPlace) -> Words:
    named = one.communities[:_NAMED]
    more = len(one.communities) - len(named)
    if len(one.rows) == 1:
        grid = str(found.ground.grids.frame["name"].iloc[one.rows[0]])
        return Words.same(" · ".join([*named, grid]))
    if more:
        said = Sentence("{names} and {n} more", names=", ".join(named), n=more)
        return Words.of(said)
    return Words.same(", ".join(named) or "-")


def _km2(found: HotSpots, one: SpotPlace) -> float:
    shapes = found.ground.grids.frame.iloc[list(one.rows)]
    return float(shapes.to_crs(shapes.estimate_utm_crs()).area.sum() / 1e6)


def _rate(one: SpotPlace) -> Cell:
    rate = float(rates(np.array([one.cases]), np.array([one.households]))[0])
    return text_cell(None) if np.isnan(rate) else Cell(Words.same(f"{rate:.1f}"), round(rate, 1))


def _hot_before(ask: SectionAsk, found: HotSpots) -> tuple[tuple[Period, NDArray[np.bool_]], ...]:
    """Return the grids that were hot in each period before, the latest first."""
    return tuple(
        (
            period,
            hot_spots(
                ask.viewer, ask.store, replace(found.ask, period=period, periods=1), ask.as_of
            ).is_hot,
        )
        for period in reversed(found.before)
    )


def _since(
    found: HotSpots, one: SpotPlace, before: tuple[tuple[Period, NDArray[np.bool_]], ...]
) -> Sentence:
    """Return the first of the periods in a row in which any of its grids was hot."""
    since = found.ask.period
    for period, was_hot in before:
        if not was_hot[list(one.rows)].any():
            return since.name
        since = period
    if before and since == before[-1][0]:
        return Sentence("{period} or earlier", period=since.name)
    return since.name
